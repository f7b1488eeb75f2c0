"""Communities have phrases of their own, by which their news is judged."""
from alembic import op
import sqlalchemy as sa

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('phrases',
    sa.Column('community', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('added', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['communities.id'], name=op.f('fk_phrases_community')),
    sa.PrimaryKeyConstraint('community', 'key', name=op.f('pk_phrases'))
    )
    with op.batch_alter_table('communities', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phrased', sa.Integer(), nullable=False, server_default=sa.text('0')))
