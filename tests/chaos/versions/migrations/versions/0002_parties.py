"""Expand, before version 2: room for the parts. Version 1 does not know of it."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE personnes ADD COLUMN prenom text, ADD COLUMN nom text")
