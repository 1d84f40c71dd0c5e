"""clinics own their texts: drafts, on-call order, the life of each check-in, and what the console keeps of a case"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('canned_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('clinic_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('clinic_id', 'title')
    )
    with op.batch_alter_table('canned_reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_canned_reply_clinic_id'), ['clinic_id'], unique=False)

    op.create_table('ledger_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('clinic_id', sa.Integer(), nullable=False),
    sa.Column('at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('still_open', sa.Integer(), nullable=False),
    sa.Column('endings', sa.JSON(), nullable=False),
    sa.Column('mismatches', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ledger_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_check_clinic_id'), ['clinic_id'], unique=False)

    op.create_table('on_call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('clinic_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('phone', sa.String(length=16), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('clinic_id', 'position')
    )
    with op.batch_alter_table('on_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_on_call_clinic_id'), ['clinic_id'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('updated_at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_by', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('procedure_id', 'kind')
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_procedure_id'), ['procedure_id'], unique=False)

    op.create_table('judgement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('clinic_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('message_id')
    )
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judgement_clinic_id'), ['clinic_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_judgement_message_id'), ['message_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_judgement_staff_id'), ['staff_id'], unique=False)

    op.create_table('case_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('clinic_id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('escalation_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_note_clinic_id'), ['clinic_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_note_escalation_id'), ['escalation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_note_patient_id'), ['patient_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_note_staff_id'), ['staff_id'], unique=False)

    op.create_table('check_in_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('check_in_id', sa.Integer(), nullable=False),
    sa.Column('at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('due_at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['check_in_id'], ['check_in.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('check_in_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_check_in_event_check_in_id'), ['check_in_id'], unique=False)

    with op.batch_alter_table('clinic', schema=None) as batch_op:
        batch_op.add_column(sa.Column('holidays', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('languages', sa.JSON(), nullable=False, server_default='["en"]'))
        batch_op.add_column(sa.Column('default_procedure', sa.String(length=64), nullable=False, server_default='microneedling'))

    op.execute(
        "INSERT INTO on_call (clinic_id, position, name, phone)"
        " SELECT id, 1, 'On call', on_call_phone FROM clinic WHERE on_call_phone IS NOT NULL"
    )
    op.execute(
        "INSERT INTO check_in_event (check_in_id, at, status, reason, due_at, actor)"
        " SELECT id, created_at, status, reason, due_at, 'before the ledger kept events' FROM check_in"
    )
    with op.batch_alter_table('clinic', schema=None) as batch_op:
        batch_op.drop_column('on_call_phone')

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('taken_over_until', bot.db.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('escalation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('assigned_to', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('snoozed_until', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('acknowledged_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('acknowledged_by', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('called', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('called_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_escalation_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_foreign_key('fk_escalation_merged_into', 'escalation', ['merged_into_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key('fk_escalation_assigned_to', 'staff', ['assigned_to'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key('fk_escalation_acknowledged_by', 'staff', ['acknowledged_by'], ['id'], ondelete='RESTRICT')

    with op.batch_alter_table('patient', schema=None) as batch_op:
        batch_op.add_column(sa.Column('paused_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('discharged_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('consent_source', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('consent_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('consent_words', sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column('other_contact', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('erased_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('erased_because', sa.String(length=300), nullable=True))

    with op.batch_alter_table('protocol_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('approved_by', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('note', sa.String(length=300), nullable=True))

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('totp_secret', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('totp_confirmed_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('totp_used_step', sa.Integer(), nullable=True))

    with op.batch_alter_table('timeline_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('approved_by', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('note', sa.String(length=300), nullable=True))

    with op.batch_alter_table('treatment_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cancel_reason', sa.String(length=120), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('treatment_session', schema=None) as batch_op:
        batch_op.drop_column('cancel_reason')

    with op.batch_alter_table('timeline_version', schema=None) as batch_op:
        batch_op.drop_column('note')
        batch_op.drop_column('approved_by')

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('totp_used_step')
        batch_op.drop_column('totp_confirmed_at')
        batch_op.drop_column('totp_secret')

    with op.batch_alter_table('protocol_version', schema=None) as batch_op:
        batch_op.drop_column('note')
        batch_op.drop_column('approved_by')

    with op.batch_alter_table('patient', schema=None) as batch_op:
        batch_op.drop_column('erased_because')
        batch_op.drop_column('erased_at')
        batch_op.drop_column('other_contact')
        batch_op.drop_column('consent_words')
        batch_op.drop_column('consent_at')
        batch_op.drop_column('consent_source')
        batch_op.drop_column('discharged_at')
        batch_op.drop_column('paused_at')

    with op.batch_alter_table('escalation', schema=None) as batch_op:
        batch_op.drop_constraint('fk_escalation_acknowledged_by', type_='foreignkey')
        batch_op.drop_constraint('fk_escalation_assigned_to', type_='foreignkey')
        batch_op.drop_constraint('fk_escalation_merged_into', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_escalation_merged_into_id'))
        batch_op.drop_column('called_at')
        batch_op.drop_column('called')
        batch_op.drop_column('acknowledged_by')
        batch_op.drop_column('acknowledged_at')
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('snoozed_until')
        batch_op.drop_column('assigned_to')

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_column('taken_over_until')

    with op.batch_alter_table('clinic', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_call_phone', sa.String(length=16), nullable=True))
        batch_op.drop_column('default_procedure')
        batch_op.drop_column('languages')
        batch_op.drop_column('holidays')

    op.execute(
        "UPDATE clinic SET on_call_phone ="
        " (SELECT phone FROM on_call WHERE on_call.clinic_id = clinic.id ORDER BY position LIMIT 1)"
    )
    with op.batch_alter_table('check_in_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_check_in_event_check_in_id'))

    op.drop_table('check_in_event')
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_note_staff_id'))
        batch_op.drop_index(batch_op.f('ix_case_note_patient_id'))
        batch_op.drop_index(batch_op.f('ix_case_note_escalation_id'))
        batch_op.drop_index(batch_op.f('ix_case_note_clinic_id'))

    op.drop_table('case_note')
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_judgement_staff_id'))
        batch_op.drop_index(batch_op.f('ix_judgement_message_id'))
        batch_op.drop_index(batch_op.f('ix_judgement_clinic_id'))

    op.drop_table('judgement')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_procedure_id'))

    op.drop_table('draft')
    with op.batch_alter_table('on_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_on_call_clinic_id'))

    op.drop_table('on_call')
    with op.batch_alter_table('ledger_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_check_clinic_id'))

    op.drop_table('ledger_check')
    with op.batch_alter_table('canned_reply', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_canned_reply_clinic_id'))

    op.drop_table('canned_reply')
