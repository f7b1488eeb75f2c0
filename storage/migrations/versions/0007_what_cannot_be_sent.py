"""What goes first, and what keeps the bot from channels."""
from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('obstacles',
    sa.Column('space', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['space'], ['spaces.id'], name=op.f('fk_obstacles_space')),
    sa.PrimaryKeyConstraint('space', 'channel', name=op.f('pk_obstacles'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f('ix_outbox_posting'), ['posting'], unique=False)
