"""Somebody's documents whatever the demande, newest first, without reading those of others."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("CREATE INDEX documents_of_candidat ON documents (candidat, produit_le, id)")
    op.execute("CREATE INDEX documents_of_ecole ON documents (auto_ecole, produit_le, id)")


def downgrade() -> None:
    op.execute("DROP INDEX documents_of_candidat, documents_of_ecole")
