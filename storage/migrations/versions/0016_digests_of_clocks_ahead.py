"""Digests that a clock which ran ahead sent too far are found by an index."""
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.create_index('ix_subscriptions_sent_to', ['ended', 'sent_to'], unique=False)
