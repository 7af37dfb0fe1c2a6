"""Every motif: who files, for whom, with which answers."""

from alembic import op

revision = "0002"
down_revision = "0001"

UPGRADE: tuple[str, ...] = (
    "ALTER TABLE demandes ALTER COLUMN auto_ecole DROP NOT NULL",
    """CREATE TABLE agrements (compte uuid PRIMARY KEY, etat text NOT NULL, depuis timestamptz NOT NULL)""",
    """COMMENT ON TABLE agrements IS
        'Read model of accounts: schools whose agrément the registry has spoken of since.'""",
    "ALTER TABLE candidats_actifs ADD COLUMN email text, ADD COLUMN telephone text",
)
DOWNGRADE: tuple[str, ...] = (
    "ALTER TABLE candidats_actifs DROP COLUMN email, DROP COLUMN telephone",
    "DROP TABLE agrements",
    "ALTER TABLE demandes ALTER COLUMN auto_ecole SET NOT NULL",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
