"""A préfecture's service: who has what in hand, alike decisions, the thread with the filer."""

from alembic import op

revision = "0002"
down_revision = "0001"

UPGRADE: tuple[str, ...] = (
    """CREATE TABLE fil (
        id uuid PRIMARY KEY, demande uuid NOT NULL, cote text NOT NULL, texte text NOT NULL,
        ecrit_le timestamptz NOT NULL, instructeur uuid)""",
    "COMMENT ON TABLE fil IS 'The thread with who filed.'",
    "CREATE INDEX fil_demande ON fil (demande, ecrit_le, id)",
    """CREATE TABLE fil_lectures (
        demande uuid NOT NULL, cote text NOT NULL, jusqu_a timestamptz NOT NULL, PRIMARY KEY (demande, cote))""",
    "COMMENT ON TABLE fil_lectures IS 'Up to when each side has read the thread.'",
)
DOWNGRADE: tuple[str, ...] = (
    "DROP TABLE fil_lectures",
    "DROP TABLE fil",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
