"""Every motif: who files, for whom, with which answers."""

from alembic import op

revision = "0002"
down_revision = "0001"

UPGRADE: tuple[str, ...] = ("ALTER TABLE demandes ALTER COLUMN auto_ecole DROP NOT NULL",)
DOWNGRADE: tuple[str, ...] = ("ALTER TABLE demandes ALTER COLUMN auto_ecole SET NOT NULL",)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
