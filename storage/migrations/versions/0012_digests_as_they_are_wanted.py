"""Digests come daily, weekly or monthly, with what each is to hold, and can be paused or wait for approval."""
from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('every', sa.String(length=32), nullable=False, server_default='weekly'))
        batch_op.add_column(sa.Column('owner', sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column('minimum', sa.Integer(), nullable=False, server_default=sa.text('0')))
        batch_op.add_column(sa.Column('sources', sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column('length', sa.Integer(), nullable=False, server_default=sa.text('10')))
        batch_op.add_column(sa.Column('sections', sa.Text(), nullable=False, server_default=sa.text("'news,table'")))
        batch_op.add_column(sa.Column('approve', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('paused', sa.Text(), nullable=True))
        batch_op.create_foreign_key('fk_subscriptions_owner', 'members', ['owner'], ['id'])
    op.create_table('catchups',
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_catchups_member')),
    sa.PrimaryKeyConstraint('member', name=op.f('pk_catchups'))
    )
