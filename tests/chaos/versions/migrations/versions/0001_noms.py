"""Names as one text."""

from alembic import op

from contracts.delivery.migration import create_kit_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_v1()
    op.execute("CREATE TABLE personnes (id uuid PRIMARY KEY, nom_complet text NOT NULL)")
