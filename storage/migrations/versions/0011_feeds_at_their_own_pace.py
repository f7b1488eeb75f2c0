"""Feeds at their own pace: how often each is asked, where it was added, what is wrong with it and since when."""
from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('feeds', schema=None) as batch_op:
        batch_op.add_column(sa.Column('added', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('every', sa.Integer(), nullable=False, server_default='3600'))
        batch_op.add_column(sa.Column('asked', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('size', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('faulty', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('stopped', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('twin', sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_feeds_twin'), 'feeds', ['twin'], ['id'])

    op.execute("UPDATE feeds SET added = url")
    # Since when is not known: it is at least since it was read last.
    op.execute("UPDATE feeds SET faulty = read WHERE fault <> ''")

    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f('ix_entries_place'), ['place'], unique=False)
