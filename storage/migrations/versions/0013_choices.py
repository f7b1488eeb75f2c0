"""What curators choose of the news, with the acts by which they did."""
from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('choices',
    sa.Column('feed', sa.String(length=26), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('leaf', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('choice', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['feed'], ['feeds.id'], name=op.f('fk_choices_feed')),
    sa.PrimaryKeyConstraint('feed', 'digest', 'leaf', name=op.f('pk_choices'))
    )
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chosen', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_entries_chosen', ['feed', 'chosen'], unique=False, sqlite_where=sa.text('chosen IS NOT NULL'), postgresql_where=sa.text('chosen IS NOT NULL'))
