"""people and rights: recovery codes, tries counted, sessions that tell where they are, and an audit book that only grows"""

import sqlalchemy as sa
from alembic import op

import bot.db

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# A later migration that builds the table audit anew on SQLite loses these triggers with the old table: make them again there.
GUARDS = {
    'sqlite': (
        "CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit book is never changed'); END",
        "CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit book is never shortened'); END",
    ),
    'postgresql': (
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit book only grows'; END $$",
        "CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    ),
}
UNGUARDED = {
    'sqlite': ("DROP TRIGGER audit_is_never_changed", "DROP TRIGGER audit_is_never_shortened"),
    'postgresql': ("DROP TRIGGER audit_is_never_changed ON audit", "DROP FUNCTION audit_only_grows()"),
}


def upgrade() -> None:
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', bot.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code_hash')
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_staff_id'), ['staff_id'], unique=False)

    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', bot.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index('ix_attempt_key_at', ['key', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_attempt_at'), ['at'], unique=False)

    with op.batch_alter_table('clinic', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_factor_required', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('last_seen_at', bot.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('device', sa.String(length=60), nullable=False, server_default=''))
    op.execute("UPDATE staff_session SET last_seen_at = created_at")
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.alter_column('last_seen_at', existing_type=bot.db.UtcDateTime(timezone=True), nullable=False)

    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index('ix_audit_clinic_action', ['clinic_id', 'action'], unique=False)
        batch_op.create_index('ix_audit_clinic_target', ['clinic_id', 'target'], unique=False)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in UNGUARDED[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_clinic_target')
        batch_op.drop_index('ix_audit_clinic_action')

    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.drop_column('device')
        batch_op.drop_column('last_seen_at')

    with op.batch_alter_table('clinic', schema=None) as batch_op:
        batch_op.drop_column('second_factor_required')

    op.drop_table('attempt')
    op.drop_table('recovery_code')
