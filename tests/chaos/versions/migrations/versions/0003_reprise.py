"""Before version 3, after the last of version 1: what it wrote gets its parts, and the whole may be left out."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("""
        UPDATE personnes SET prenom = split_part(nom_complet, ' ', 1),
            nom = substr(nom_complet, strpos(nom_complet, ' ') + 1) WHERE prenom IS NULL
    """)
    op.execute("ALTER TABLE personnes ALTER COLUMN nom_complet DROP NOT NULL")
