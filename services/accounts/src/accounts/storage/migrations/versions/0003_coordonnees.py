"""Captcha, and mail addresses and phones that wait for their confirmation."""

from alembic import op

revision = "0003"
down_revision = "0002"

UPGRADE: tuple[str, ...] = (
    "CREATE TABLE captchas (nonce bytea PRIMARY KEY, expire_le timestamptz NOT NULL)",
    "COMMENT ON TABLE captchas IS 'Proofs of work that have served, until they would be refused for their age.'",
    "CREATE INDEX captchas_expire_le ON captchas (expire_le)",
    "ALTER TABLE echecs ADD COLUMN ferme_jusqu_au timestamptz",
)
DOWNGRADE: tuple[str, ...] = ("ALTER TABLE echecs DROP COLUMN ferme_jusqu_au", "DROP TABLE captchas")


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
