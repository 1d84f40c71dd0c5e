"""the overview counts a clinic's texts by who sent them, from the index alone"""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

COUNTED = ['clinic_id', 'sender', 'created_at', 'status', 'error_code']


def upgrade() -> None:
    op.create_index('message_by_sender', 'message', COUNTED, postgresql_include=['id', 'reply_to_id'])
    op.drop_index('message_by_day', table_name='message')


def downgrade() -> None:
    op.create_index('message_by_day', 'message', ['clinic_id', 'created_at'])
    op.drop_index('message_by_sender', table_name='message')
