"""Held editions follow what curators choose."""
from alembic import op
import sqlalchemy as sa

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('editions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default=sa.text('0')))
        batch_op.add_column(sa.Column('composed', sa.Integer(), nullable=False, server_default=sa.text('0')))
        batch_op.create_index('ix_editions_outdated', ['stage'], unique=False, sqlite_where=sa.text('composed < revision'), postgresql_where=sa.text('composed < revision'))
