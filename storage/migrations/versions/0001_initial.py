"""The tables of the first release."""
from alembic import op
import sqlalchemy as sa

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('platform', sa.String(length=32), nullable=False),
    sa.Column('realm', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('platform', 'realm', 'user_id', name=op.f('uq_accounts_platform'))
    )
    op.create_table('communities',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('founded', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_communities'))
    )
    op.create_table('inbox',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('kept', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_inbox'))
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_kept'), ['kept'], unique=False)

    op.create_table('charters',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('quorum', sa.Text(), nullable=False),
    sa.Column('threshold', sa.Text(), nullable=False),
    sa.Column('voting_seconds', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_charters_community')),
    sa.PrimaryKeyConstraint('community', name=op.f('pk_charters'))
    )
    op.create_table('feeds',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('etag', sa.Text(), nullable=True),
    sa.Column('modified', sa.Text(), nullable=True),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.Column('read', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_feeds_community')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feeds')),
    sa.UniqueConstraint('community', 'number', name=op.f('uq_feeds_community'))
    )
    with op.batch_alter_table('feeds', schema=None) as batch_op:
        batch_op.create_index('ix_feeds_due', ['removed', 'due'], unique=False)
        batch_op.create_index('uq_feeds_url', ['community', 'url'], unique=True, sqlite_where=sa.text('NOT removed'), postgresql_where=sa.text('NOT removed'))

    op.create_table('leaves',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('index', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_leaves_community')),
    sa.PrimaryKeyConstraint('community', 'index', name=op.f('pk_leaves'))
    )
    op.create_table('members',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('joined', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_members_community')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_members'))
    )
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_members_community'), ['community'], unique=False)

    op.create_table('openings',
    sa.Column('commitment', sa.String(length=71), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=32), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_openings_community')),
    sa.PrimaryKeyConstraint('commitment', name=op.f('pk_openings'))
    )
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_openings_community'), ['community'], unique=False)

    op.create_table('record_heads',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_record_heads_community')),
    sa.PrimaryKeyConstraint('community', name=op.f('pk_record_heads'))
    )
    op.create_table('spaces',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('platform', sa.String(length=32), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_spaces_community')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spaces')),
    sa.UniqueConstraint('platform', 'key', name=op.f('uq_spaces_platform'))
    )
    with op.batch_alter_table('spaces', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spaces_community'), ['community'], unique=False)

    op.create_table('drafts',
    sa.Column('account', sa.String(length=26), nullable=False),
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('proposal', sa.String(length=26), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('saved', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account'], ['accounts.id'], name=op.f('fk_drafts_account')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_drafts_space')),
    sa.PrimaryKeyConstraint('account', 'space', 'kind', 'proposal', name=op.f('pk_drafts'))
    )
    op.create_table('entries',
    sa.Column('feed', sa.String(length=26), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('seen', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['feed'], ['feeds.id'], name=op.f('fk_entries_feed')),
    sa.PrimaryKeyConstraint('feed', 'digest', name=op.f('pk_entries'))
    )
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.create_index('ix_entries_seen', ['feed', 'seen'], unique=False)

    op.create_table('member_accounts',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('account', sa.String(length=26), nullable=False),
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['account'], ['accounts.id'], name=op.f('fk_member_accounts_account')),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_member_accounts_community')),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_member_accounts_member')),
    sa.PrimaryKeyConstraint('community', 'account', name=op.f('pk_member_accounts'))
    )
    with op.batch_alter_table('member_accounts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_member_accounts_member'), ['member'], unique=False)

    op.create_table('presences',
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('account', sa.String(length=26), nullable=False),
    sa.Column('spell', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account'], ['accounts.id'], name=op.f('fk_presences_account')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_presences_space')),
    sa.PrimaryKeyConstraint('space', 'account', 'spell', name=op.f('pk_presences'))
    )
    with op.batch_alter_table('presences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_presences_account'), ['account'], unique=False)
        batch_op.create_index('uq_presences_open', ['space', 'account'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('proposals',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('proposer', sa.String(length=26), nullable=False),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unshown', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_proposals_community')),
    sa.ForeignKeyConstraint(['proposer'], ['members.id'], name=op.f('fk_proposals_proposer')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_proposals_space')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals')),
    sa.UniqueConstraint('community', 'number', name=op.f('uq_proposals_community'))
    )
    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposals_unshown'), ['unshown'], unique=False)

    op.create_table('subscriptions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('wall', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_to', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_subscriptions_community')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_subscriptions_space')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscriptions')),
    sa.UniqueConstraint('community', 'number', name=op.f('uq_subscriptions_community'))
    )
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.create_index('ix_subscriptions_due', ['ended', 'due'], unique=False)

    op.create_table('postings',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('proposal', sa.String(length=26), nullable=False),
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=True),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=True),
    sa.Column('edited', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_up', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['proposal'], ['proposals.id'], name=op.f('fk_postings_proposal')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_postings_space')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_postings')),
    sa.UniqueConstraint('proposal', 'space', 'channel', name=op.f('uq_postings_proposal'))
    )
    op.create_table('versions',
    sa.Column('proposal', sa.String(length=26), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['proposal'], ['proposals.id'], name=op.f('fk_versions_proposal')),
    sa.PrimaryKeyConstraint('proposal', 'version', name=op.f('pk_versions'))
    )
    op.create_table('votes',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('proposal', sa.String(length=26), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('quorum', sa.Text(), nullable=False),
    sa.Column('threshold', sa.Text(), nullable=False),
    sa.Column('opened', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roll', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.Column('counts', sa.Text(), nullable=True),
    sa.Column('closed', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['proposal'], ['proposals.id'], name=op.f('fk_votes_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_votes')),
    sa.UniqueConstraint('proposal', 'round', name=op.f('uq_votes_proposal'))
    )
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.create_index('ix_votes_due', ['outcome', 'closes'], unique=False)
        batch_op.create_index('uq_votes_open', ['proposal'], unique=True, sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))

    op.create_table('electors',
    sa.Column('vote', sa.String(length=26), nullable=False),
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.Column('elector', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_electors_member')),
    sa.ForeignKeyConstraint(['vote'], ['votes.id'], name=op.f('fk_electors_vote')),
    sa.PrimaryKeyConstraint('vote', 'member', name=op.f('pk_electors')),
    sa.UniqueConstraint('vote', 'elector', name=op.f('uq_electors_vote'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('card', sa.Text(), nullable=True),
    sa.Column('posting', sa.String(length=26), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('first', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['posting'], ['postings.id'], name=op.f('fk_outbox_posting')),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_outbox_space')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_due', ['state', 'due'], unique=False)
        batch_op.create_index('ix_outbox_line', ['space', 'channel', 'state', 'sequence'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_sequence'), ['sequence'], unique=False)

    op.create_table('ballots',
    sa.Column('vote', sa.String(length=26), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('elector', sa.String(length=26), nullable=False),
    sa.Column('choice', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('account', sa.String(length=26), nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account'], ['accounts.id'], name=op.f('fk_ballots_account')),
    sa.ForeignKeyConstraint(['vote', 'elector'], ['electors.vote', 'electors.elector'], name='fk_ballots_elector'),
    sa.PrimaryKeyConstraint('vote', 'sequence', name=op.f('pk_ballots'))
    )
    with op.batch_alter_table('ballots', schema=None) as batch_op:
        batch_op.create_index('ix_ballots_elector', ['vote', 'elector', 'sequence'], unique=False)


def downgrade() -> None:
    raise NotImplementedError("The way back is a backup from before.")
