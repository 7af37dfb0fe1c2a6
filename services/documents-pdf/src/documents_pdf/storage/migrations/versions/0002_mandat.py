"""A demande with a paper mandate has no candidate's account (domain.md §2.1)."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE documents ALTER COLUMN candidat DROP NOT NULL")


def downgrade() -> None:
    op.execute("DELETE FROM documents WHERE candidat IS NULL")
    op.execute("ALTER TABLE documents ALTER COLUMN candidat SET NOT NULL")
