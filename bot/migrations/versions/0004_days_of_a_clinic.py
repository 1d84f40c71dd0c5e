"""the overview reads a clinic's texts by day"""

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('message_by_day', 'message', ['clinic_id', 'created_at'])


def downgrade() -> None:
    op.drop_index('message_by_day', table_name='message')
