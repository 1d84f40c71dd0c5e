"""photos that patients send"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('clinic_id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('said_type', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=True),
    sa.Column('file_name', sa.String(length=64), nullable=True),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('created_at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('fetched_at', bot.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('delete_after', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', bot.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('deleted_at_carrier', bot.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', bot.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('file_name'),
    sa.UniqueConstraint('message_id', 'number')
    )
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_photo_clinic_id'), ['clinic_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_photo_message_id'), ['message_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_photo_patient_id'), ['patient_id'], unique=False)
        batch_op.create_index('photo_work', ['state', 'next_attempt_at'], unique=False)


def downgrade() -> None:
    op.drop_table('photo')
