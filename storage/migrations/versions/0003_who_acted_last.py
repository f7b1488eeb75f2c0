"""By which of their accounts members acted last, and where: there they are written to."""
from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('member_accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('acted', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('acted_in', sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_member_accounts_acted_in'), 'spaces', ['acted_in'], ['id'])
