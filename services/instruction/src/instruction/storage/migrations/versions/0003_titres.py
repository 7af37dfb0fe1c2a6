"""The card: ordered, produced, followed to the door."""

from alembic import op

revision = "0003"
down_revision = "0002"

UPGRADE: tuple[str, ...] = (
    """CREATE TABLE titres (
        demande uuid PRIMARY KEY, prefecture text NOT NULL, numero text NOT NULL, etape text NOT NULL,
        depuis timestamptz NOT NULL, version integer NOT NULL, rang integer NOT NULL, essai integer NOT NULL,
        envoi integer NOT NULL, numero_titre text, numero_suivi text, bureau text, limite_le timestamptz,
        incident text, a_faire_le timestamptz NOT NULL, essais integer NOT NULL DEFAULT 0, pris_le timestamptz)""",
    """COMMENT ON TABLE titres IS 'The card of each accepted demande that gives one; `a_faire_le`: """
    """when to order, post or ask for it next.'""",
    "CREATE INDEX titres_a_faire ON titres (etape, a_faire_le)",
    "CREATE INDEX titres_prefecture ON titres (prefecture, depuis, demande)",
    "CREATE INDEX titres_numero ON titres (numero)",
    """CREATE TABLE titre_faits (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, demande uuid NOT NULL, le timestamptz NOT NULL,
        source text NOT NULL, fait text NOT NULL, detail text)""",
    "COMMENT ON TABLE titre_faits IS 'All that was learnt of a card, also what changed nothing.'",
    "CREATE INDEX titre_faits_demande ON titre_faits (demande, position)",
    "CREATE TABLE lectures (source text PRIMARY KEY, position bigint NOT NULL)",
    "COMMENT ON TABLE lectures IS 'How far the reports of an outside system were read.'",
    "INSERT INTO lectures VALUES ('imprimerie', 0)",
)
DOWNGRADE: tuple[str, ...] = (
    "DROP TABLE lectures",
    "DROP TABLE titre_faits",
    "DROP TABLE titres",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
