"""One community over many spaces: seats, links, codes, rolls that are joined, terms per kind, acts."""
from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('charter_terms',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('quorum', sa.Text(), nullable=True),
    sa.Column('threshold', sa.Text(), nullable=True),
    sa.Column('voting_seconds', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_charter_terms_community')),
    sa.PrimaryKeyConstraint('community', 'kind', name=op.f('pk_charter_terms'))
    )
    op.create_table('acts',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('leaf', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('told', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_acts_community')),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_acts_member')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_acts_space')),
    sa.PrimaryKeyConstraint('community', 'leaf', name=op.f('pk_acts'))
    )
    op.create_table('facilitators',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_facilitators_community')),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_facilitators_member')),
    sa.PrimaryKeyConstraint('community', 'member', name=op.f('pk_facilitators'))
    )
    op.create_table('registrations',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.Column('joined', sa.DateTime(timezone=True), nullable=False),
    sa.Column('admitted', sa.DateTime(timezone=True), nullable=True),
    sa.Column('holds_role', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_registrations_community')),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_registrations_member')),
    sa.PrimaryKeyConstraint('community', 'member', name=op.f('pk_registrations'))
    )
    op.create_table('seats',
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('spell', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_seats_community')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_seats_space')),
    sa.PrimaryKeyConstraint('space', 'spell', name=op.f('pk_seats')),
    sa.UniqueConstraint('community', 'place', name=op.f('uq_seats_community'))
    )
    with op.batch_alter_table('seats', schema=None) as batch_op:
        batch_op.create_index('uq_seats_open', ['space'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('codes',
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('account', sa.String(length=26), nullable=False),
    sa.Column('made', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account'], ['accounts.id'], name=op.f('fk_codes_account')),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_codes_community')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_codes_space')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_codes'))
    )
    with op.batch_alter_table('codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_codes_expires'), ['expires'], unique=False)

    op.create_table('tries',
    sa.Column('account', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account'], ['accounts.id'], name=op.f('fk_tries_account')),
    sa.PrimaryKeyConstraint('account', 'at', name=op.f('pk_tries'))
    )
    op.create_table('roll_entries',
    sa.Column('vote', sa.String(length=26), nullable=False),
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.Column('struck', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_roll_entries_member')),
    sa.ForeignKeyConstraint(['vote'], ['votes.id'], name=op.f('fk_roll_entries_vote')),
    sa.PrimaryKeyConstraint('vote', 'member', name=op.f('pk_roll_entries'))
    )
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('home', sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_accounts_home'), 'spaces', ['home'], ['id'])

    # There were red lines only, and one rule for all; what was never set stays the default.
    op.execute(
        "INSERT INTO charter_terms (community, kind, quorum, threshold, voting_seconds) "
        "SELECT community, 'red line', quorum, threshold, voting_seconds FROM charters "
        "WHERE quorum <> '3' OR voting_seconds <> 604800"
    )
    # Each space had a community of its own, from the beginning.
    op.execute(
        "INSERT INTO seats (space, spell, community, place, since, until) "
        "SELECT spaces.id, 1, communities.id, 1, communities.founded, NULL "
        "FROM spaces JOIN communities ON communities.id = spaces.community"
    )
    with op.batch_alter_table('charters', schema=None) as batch_op:
        batch_op.add_column(sa.Column('roll', sa.String(length=32), nullable=False, server_default='open'))
        batch_op.add_column(sa.Column('admission', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column('authority', sa.String(length=32), nullable=False, server_default='founding space')
        )
        batch_op.drop_column('threshold')
        batch_op.drop_column('quorum')
        batch_op.drop_column('voting_seconds')

    with op.batch_alter_table('electors', schema=None) as batch_op:
        batch_op.add_column(sa.Column('struck', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.add_column(sa.Column('absorbed_into', sa.String(length=26), nullable=True))
        batch_op.create_index(batch_op.f('ix_members_absorbed_into'), ['absorbed_into'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_members_absorbed_into'), 'members', ['absorbed_into'], ['id'])

    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.add_column(sa.Column('act', sa.Text(), nullable=True))

    with op.batch_alter_table('spaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('notices', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('zone', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('language', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('quiet_from', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('quiet_until', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('role', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('lost', sa.Text(), nullable=True))

    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('roll_kind', sa.String(length=32), nullable=False, server_default='open'))

