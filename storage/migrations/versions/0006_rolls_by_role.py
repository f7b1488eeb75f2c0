"""Rolls of those who hold a role in a space that asks for one; bridges that a vote allowed."""
from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('charters', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bridges_allowed', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('presences', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role', sa.Text(), nullable=True))

    # Whether somebody holds a role is known of each space that asks for one, not of a member.
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.drop_column('holds_role')

    with op.batch_alter_table('spaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role_name', sa.Text(), nullable=True))
