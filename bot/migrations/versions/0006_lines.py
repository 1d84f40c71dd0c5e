"""what a number we send from may do now, numbers that cannot be texted, and the texts that wait in the order of their turns"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

WAITS = sa.text("direction = 'out' AND status = 'queued'")


def upgrade() -> None:
    op.create_table(
        'line',
        sa.Column('phone', sa.String(length=16), nullable=False),
        sa.Column('paced_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('held_code', sa.String(length=32), nullable=True),
        sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('probe_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('probe_id', sa.Integer(), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['probe_id'], ['message.id'], name='fk_line_probe_id_message', ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('phone', name='pk_line'),
    )
    with op.batch_alter_table('patient') as batch_op:
        batch_op.add_column(sa.Column('phone_problem', sa.String(length=32), nullable=True))
    columns = ['priority', 'clinic_id', 'id', 'next_attempt_at', 'created_at', 'from_phone']
    op.create_index('message_queued', 'message', columns, sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index('message_queued', table_name='message')
    with op.batch_alter_table('patient') as batch_op:
        batch_op.drop_column('phone_problem')
    op.drop_table('line')
