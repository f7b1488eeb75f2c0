"""Stories are attached to proposals as evidence."""
from alembic import op
import sqlalchemy as sa

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('evidence',
    sa.Column('proposal', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('published', sa.DateTime(timezone=True), nullable=False),
    sa.Column('member', sa.String(length=26), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('added', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_evidence_member')),
    sa.ForeignKeyConstraint(['proposal'], ['proposals.id'], name=op.f('fk_evidence_proposal')),
    sa.PrimaryKeyConstraint('proposal', 'number', name=op.f('pk_evidence'))
    )
