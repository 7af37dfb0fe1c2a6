"""Contract, after the last of version 2: nobody reads the whole any more."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE personnes DROP COLUMN nom_complet")
