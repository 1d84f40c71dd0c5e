"""more than one number for a clinic, how far the carrier was asked, and a consent for whoever was enrolled without one"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

#: Before consent was asked for, a clinic that enrolled somebody had it in its own records.
ENROLLED = """UPDATE patient SET consent_source = 'enrolment', consent_at = created_at
              WHERE consent_at IS NULL AND erased_at IS NULL
              AND id IN (SELECT patient_id FROM treatment_session)"""


def upgrade() -> None:
    op.create_table(
        'clinic_number',
        sa.Column('phone', sa.String(length=16), nullable=False),
        sa.Column('clinic_id', sa.Integer(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name='fk_clinic_number_clinic_id_clinic', ondelete='RESTRICT'),
        sa.PrimaryKeyConstraint('phone', name='pk_clinic_number'),
    )
    op.create_index('ix_clinic_number_clinic_id', 'clinic_number', ['clinic_id'])
    op.create_table(
        'listened',
        sa.Column('phone', sa.String(length=16), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('phone', name='pk_listened'),
    )
    with op.batch_alter_table('patient') as batch_op:
        batch_op.add_column(sa.Column('our_phone', sa.String(length=16), nullable=True))
    op.execute(ENROLLED)


def downgrade() -> None:
    with op.batch_alter_table('patient') as batch_op:
        batch_op.drop_column('our_phone')
    op.drop_table('listened')
    op.drop_table('clinic_number')
