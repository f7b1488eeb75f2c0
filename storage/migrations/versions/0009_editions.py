"""Entries are judged as they come, and editions are kept with what became of each."""
from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('editions',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('subscription', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stage', sa.String(length=32), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_editions_community')),
    sa.ForeignKeyConstraint(['subscription'], ['subscriptions.id'], name=op.f('fk_editions_subscription')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_editions')),
    sa.UniqueConstraint('community', 'number', name=op.f('uq_editions_community')),
    sa.UniqueConstraint('subscription', 'period', name=op.f('uq_editions_subscription'))
    )
    with op.batch_alter_table('editions', schema=None) as batch_op:
        batch_op.create_index('ix_editions_until', ['subscription', 'until'], unique=False)

    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('judged', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('points', sa.Integer(), nullable=False, server_default=sa.text('0')))
        batch_op.add_column(sa.Column('kept', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('reasons', sa.Text(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column('choice', sa.String(length=32), nullable=True))
        batch_op.create_index('ix_entries_unjudged', ['seen'], unique=False, sqlite_where=sa.text('NOT judged'), postgresql_where=sa.text('NOT judged'))
