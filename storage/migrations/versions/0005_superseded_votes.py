"""How far those who voted are told that their vote was superseded."""
from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told_to', sa.Integer(), nullable=True))
        batch_op.create_index('ix_votes_told_to', ['told_to'], unique=False, sqlite_where=sa.text('told_to IS NOT NULL'), postgresql_where=sa.text('told_to IS NOT NULL'))
