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
    """ALTER TABLE dossiers
        ADD COLUMN motif text, ADD COLUMN categorie text, ADD COLUMN transmis_le timestamptz,
        ADD COLUMN complement_revenu boolean NOT NULL DEFAULT false, ADD COLUMN urgence text,
        ADD COLUMN en_retard_le timestamptz, ADD COLUMN pris_par uuid, ADD COLUMN pris_nom text,
        ADD COLUMN pris_le timestamptz, ADD COLUMN pris_jusqu_a timestamptz""",
    "UPDATE dossiers SET motif = dossier->>'motif', categorie = dossier->>'categorie', transmis_le = recu_le",
    """ALTER TABLE dossiers ALTER COLUMN motif SET NOT NULL, ALTER COLUMN categorie SET NOT NULL,
        ALTER COLUMN transmis_le SET NOT NULL""",
    "CREATE INDEX dossiers_attente ON dossiers (prefecture, etat, transmis_le, demande)",
    """CREATE TABLE compteurs (
        prefecture text NOT NULL, etat text NOT NULL, jour date NOT NULL, nombre integer NOT NULL,
        PRIMARY KEY (prefecture, etat, jour))""",
    "COMMENT ON TABLE compteurs IS 'Dossiers by state and day of transmission, kept with each change.'",
    """INSERT INTO compteurs SELECT prefecture, etat, (transmis_le AT TIME ZONE 'UTC')::date, count(*)
        FROM dossiers GROUP BY 1, 2, 3""",
    """CREATE TABLE decisions (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, demande uuid NOT NULL, tour integer NOT NULL,
        prefecture text NOT NULL, motif text NOT NULL, instructeur uuid NOT NULL, decision text NOT NULL,
        recu_le timestamptz NOT NULL, decide_le timestamptz NOT NULL)""",
    "COMMENT ON TABLE decisions IS 'Each decision, signed and dated; nothing about the person.'",
    "CREATE INDEX decisions_demande ON decisions (demande, position)",
    "CREATE INDEX decisions_prefecture ON decisions (prefecture, decide_le)",
    """CREATE TABLE instructeurs (
        compte uuid PRIMARY KEY, prefecture text NOT NULL, nom text NOT NULL, vu_le timestamptz NOT NULL)""",
    "COMMENT ON TABLE instructeurs IS 'Who acted in the service, as his token named him.'",
)
DOWNGRADE: tuple[str, ...] = (
    "DROP TABLE instructeurs",
    "DROP TABLE decisions",
    "DROP TABLE compteurs",
    "DROP INDEX dossiers_attente",
    """ALTER TABLE dossiers DROP COLUMN motif, DROP COLUMN categorie, DROP COLUMN transmis_le,
        DROP COLUMN complement_revenu, DROP COLUMN urgence, DROP COLUMN en_retard_le, DROP COLUMN pris_par,
        DROP COLUMN pris_nom, DROP COLUMN pris_le, DROP COLUMN pris_jusqu_a""",
    "DROP TABLE fil_lectures",
    "DROP TABLE fil",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
