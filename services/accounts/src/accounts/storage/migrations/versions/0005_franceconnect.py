"""FranceConnect: identities that are linked to accounts, and logins on their way."""

from alembic import op

revision = "0005"
down_revision = "0004"

UPGRADE: tuple[str, ...] = (
    """CREATE TABLE identites (
        issuer text, sub text,
        compte uuid NOT NULL UNIQUE REFERENCES comptes (id) ON DELETE CASCADE,
        pivot jsonb NOT NULL, liee_le timestamptz NOT NULL, vue_le timestamptz NOT NULL,
        PRIMARY KEY (issuer, sub))""",
    """COMMENT ON TABLE identites IS
        'Identities of FranceConnect and the account that each opens; pivot is what was last told of the person.'""",
    """CREATE TABLE franceconnect_allers (
        etat bytea PRIMARY KEY, navigateur bytea NOT NULL, nonce text NOT NULL, verificateur text NOT NULL,
        retour text NOT NULL, compte uuid REFERENCES comptes (id) ON DELETE CASCADE, expire_le timestamptz NOT NULL)""",
    """COMMENT ON TABLE franceconnect_allers IS
        'Logins on their way, by the SHA-256 of their state; navigateur is that of the cookie.'""",
    "CREATE INDEX franceconnect_allers_expire_le ON franceconnect_allers (expire_le)",
    """CREATE TABLE franceconnect_passages (
        empreinte bytea PRIMARY KEY, etape text NOT NULL, navigateur bytea NOT NULL,
        identite jsonb NOT NULL, id_token text NOT NULL, retour text NOT NULL,
        compte uuid REFERENCES comptes (id) ON DELETE CASCADE, expire_le timestamptz NOT NULL)""",
    """COMMENT ON TABLE franceconnect_passages IS
        'Verified identities that wait for the page, by the SHA-256 of a code or token; one use.'""",
    "CREATE INDEX franceconnect_passages_expire_le ON franceconnect_passages (expire_le)",
    """CREATE TABLE franceconnect_sessions (
        session uuid PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE, id_token text NOT NULL)""",
    """COMMENT ON TABLE franceconnect_sessions IS
        'Sessions that FranceConnect opened, with what its logout wants to be shown; gone with the session.'""",
)
DOWNGRADE: tuple[str, ...] = (
    "DROP TABLE franceconnect_sessions",
    "DROP TABLE franceconnect_passages",
    "DROP TABLE franceconnect_allers",
    "DROP TABLE identites",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
