"""The life of an account: forgotten and changed words, captcha, limits, sessions."""

from alembic import op

revision = "0002"
down_revision = "0001"

UPGRADE: tuple[str, ...] = (
    "ALTER TABLE sessions ADD COLUMN utilisee_le timestamptz, ADD COLUMN appareil text",
    "UPDATE sessions SET utilisee_le = ouverte_le, appareil = ''",
    "ALTER TABLE sessions ALTER COLUMN utilisee_le SET NOT NULL, ALTER COLUMN appareil SET NOT NULL",
    """CREATE TABLE oublis (
        empreinte bytea PRIMARY KEY, compte uuid NOT NULL REFERENCES comptes (id) ON DELETE CASCADE,
        expire_le timestamptz NOT NULL, essais integer NOT NULL, utilise_le timestamptz)""",
    "COMMENT ON TABLE oublis IS 'Links for a forgotten password, by the SHA-256 of their token.'",
    "CREATE INDEX oublis_compte ON oublis (compte)",
    "CREATE INDEX oublis_expire_le ON oublis (expire_le)",
)
DOWNGRADE: tuple[str, ...] = (
    "DROP TABLE oublis",
    "ALTER TABLE sessions DROP COLUMN appareil, DROP COLUMN utilisee_le",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
