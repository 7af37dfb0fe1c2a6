"""Captcha, and mail addresses and phones that wait for their confirmation."""

from alembic import op

revision = "0003"
down_revision = "0002"

UPGRADE: tuple[str, ...] = (
    "CREATE TABLE captchas (nonce bytea PRIMARY KEY, expire_le timestamptz NOT NULL)",
    "COMMENT ON TABLE captchas IS 'Proofs of work that have served, until they would be refused for their age.'",
    "CREATE INDEX captchas_expire_le ON captchas (expire_le)",
    """CREATE TABLE coordonnees (
        compte uuid REFERENCES comptes (id) ON DELETE CASCADE, canal text,
        destination text NOT NULL, empreinte bytea NOT NULL, expire_le timestamptz NOT NULL,
        essais integer NOT NULL, confirmee_le timestamptz,
        PRIMARY KEY (compte, canal))""",
    """COMMENT ON TABLE coordonnees IS
        'New mail addresses and phones before their confirmation, by the SHA-256 of the link''s token or the code.'""",
    "CREATE INDEX coordonnees_empreinte ON coordonnees (empreinte)",
    "CREATE INDEX coordonnees_expire_le ON coordonnees (expire_le)",
    "ALTER TABLE comptes ADD COLUMN connexion_appareil text, ADD COLUMN derniere_connexion_appareil text",
    "ALTER TABLE echecs ADD COLUMN ferme_jusqu_au timestamptz",
)
DOWNGRADE: tuple[str, ...] = (
    "ALTER TABLE echecs DROP COLUMN ferme_jusqu_au",
    "ALTER TABLE comptes DROP COLUMN derniere_connexion_appareil, DROP COLUMN connexion_appareil",
    "DROP TABLE coordonnees",
    "DROP TABLE captchas",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
