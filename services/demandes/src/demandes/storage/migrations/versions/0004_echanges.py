"""Transfers between schools, the thread with the préfecture, who saw what."""

from alembic import op

revision = "0004"
down_revision = "0003"

UPGRADE: tuple[str, ...] = (
    """CREATE TABLE transferts (
        id uuid PRIMARY KEY,
        demande uuid NOT NULL CONSTRAINT transferts_demande_fkey REFERENCES demandes (id),
        numero text NOT NULL, ancienne_ecole uuid NOT NULL, nouvelle_ecole uuid NOT NULL,
        ancienne jsonb NOT NULL, nouvelle jsonb NOT NULL, etat text NOT NULL,
        demande_le timestamptz NOT NULL, decide_le timestamptz)""",
    "COMMENT ON TABLE transferts IS "
    "'Requests of one school for a demande of another; nothing of the candidate is in them.'",
    "CREATE UNIQUE INDEX transferts_en_attente ON transferts (demande) WHERE etat = 'demande'",
    "CREATE INDEX transferts_demande ON transferts (demande, demande_le)",
    "CREATE INDEX transferts_nouvelle ON transferts (nouvelle_ecole, demande_le, id)",
    "CREATE INDEX transferts_ancienne ON transferts (ancienne_ecole, demande_le, id)",
    """CREATE TABLE fil (
        id uuid PRIMARY KEY, demande uuid NOT NULL CONSTRAINT fil_demande_fkey REFERENCES demandes (id),
        cote text NOT NULL, role text NOT NULL, texte text NOT NULL, ecrit_le timestamptz NOT NULL)""",
    "COMMENT ON TABLE fil IS 'The thread between the préfecture and who filed.'",
    "CREATE INDEX fil_demande ON fil (demande, ecrit_le, id)",
    """CREATE TABLE fil_lectures (
        demande uuid NOT NULL, cote text NOT NULL, jusqu_a timestamptz NOT NULL,
        CONSTRAINT fil_lectures_pkey PRIMARY KEY (demande, cote))""",
    "COMMENT ON TABLE fil_lectures IS 'Up to when each side has read the thread.'",
    """CREATE TABLE tentatives (
        cle text NOT NULL, debut timestamptz NOT NULL, nombre integer NOT NULL,
        CONSTRAINT tentatives_pkey PRIMARY KEY (cle, debut))""",
    "COMMENT ON TABLE tentatives IS "
    "'How often something that could be guessed was tried, by who or what tries; forgotten after a day.'",
    "CREATE INDEX tentatives_debut ON tentatives (debut)",
    """CREATE TABLE journal (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        demande uuid NOT NULL CONSTRAINT journal_demande_fkey REFERENCES demandes (id),
        le timestamptz NOT NULL, auteur_role text NOT NULL, auteur_nom text NOT NULL,
        quoi text NOT NULL, objet text, cle text NOT NULL, compte uuid,
        CONSTRAINT journal_cle_key UNIQUE (demande, cle))""",
    "COMMENT ON TABLE journal IS 'Insert only: who saw what of a demande. Offices and schools, no person''s name.'",
    "CREATE INDEX journal_demande ON journal (demande, le, position)",
    """DO $$
    DECLARE service text := regexp_replace(current_user, '_owner$', '');
    BEGIN
        IF service <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON journal FROM %I', service);
        END IF;
    END $$""",
)
DOWNGRADE: tuple[str, ...] = (
    "DROP TABLE journal",
    "DROP TABLE tentatives",
    "DROP TABLE fil_lectures",
    "DROP TABLE fil",
    "DROP TABLE transferts",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
