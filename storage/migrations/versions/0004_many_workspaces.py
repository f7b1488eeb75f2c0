"""Many Slack workspaces: in which of them the app is installed."""
from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('installations',
    sa.Column('team', sa.Text(), nullable=False),
    sa.Column('enterprise', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('bot', sa.Text(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('installed', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('team', 'enterprise', name=op.f('pk_installations'))
    )
