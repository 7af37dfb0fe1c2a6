"""Reads that stay fast: counts kept by events, searches by index."""

from alembic import op

revision = "0003"
down_revision = "0002"

BANNETTES = """CASE statut
    WHEN 'brouillon' THEN 'en_saisie' WHEN 'attente_validation_usager' THEN 'attente_validation'
    WHEN 'a_completer' THEN 'a_completer' WHEN 'verification_images' THEN 'en_verification'
    WHEN 'en_instruction' THEN 'en_instruction' WHEN 'acceptee' THEN 'acceptees'
    WHEN 'expiree' THEN 'expirees' ELSE 'rejetees' END"""
"""Of the statuses that there were before."""

MOTS = """array_to_tsvector(ARRAY(SELECT DISTINCT replace(lecteur::text, '-', '') || mot
    FROM unnest(ARRAY[auto_ecole, candidat]) AS lecteur, unnest(string_to_array(recherche, ' ')) AS mot
    WHERE lecteur IS NOT NULL AND mot <> ''))"""
"""The words of before, each behind the reader's own account."""

UPGRADE: tuple[str, ...] = (
    "ALTER TABLE demandes ADD COLUMN bannette text, ADD COLUMN categories text[], ADD COLUMN mots tsvector",
    f"UPDATE demandes SET bannette = {BANNETTES}, mots = {MOTS}, "  # noqa: S608 - the two texts above
    "categories = ARRAY(SELECT jsonb_array_elements_text("
    "CASE jsonb_typeof(etat -> 'etape_motif' -> 'categories') WHEN 'array' "
    "THEN etat -> 'etape_motif' -> 'categories' ELSE '[]' END))",
    "ALTER TABLE demandes ALTER COLUMN bannette SET NOT NULL, ALTER COLUMN categories SET NOT NULL, "
    "ALTER COLUMN mots SET NOT NULL, DROP COLUMN recherche",
    "COMMENT ON TABLE demandes IS "
    "'`etat` holds the values that no query asks for; `mots` what each of its two readers finds it by.'",
    "CREATE INDEX demandes_bannette ON demandes (auto_ecole, bannette, creee_le, id)",
    "CREATE INDEX demandes_mots ON demandes USING gin (mots) WITH (fastupdate = off)",
    """CREATE TABLE comptages (
        proprietaire uuid NOT NULL, bannette text NOT NULL, nombre bigint NOT NULL,
        CONSTRAINT comptages_pkey PRIMARY KEY (proprietaire, bannette))""",
    "COMMENT ON TABLE comptages IS "
    "'How many demandes each school and each person has in each tray, changed with the demande itself.'",
    """INSERT INTO comptages SELECT proprietaire, bannette, count(*)
        FROM demandes, unnest(ARRAY[auto_ecole, candidat]) AS proprietaire
        WHERE proprietaire IS NOT NULL GROUP BY 1, 2""",
    """CREATE TABLE durees (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, prefecture text NOT NULL, motif text NOT NULL,
        decide_le timestamptz NOT NULL, jours double precision NOT NULL)""",
    "COMMENT ON TABLE durees IS 'How long each decision took, from the transmission; nothing of the demande.'",
    "CREATE INDEX durees_service ON durees (prefecture, motif, decide_le)",
    # What is closed is kept for six months, announced a month before the end: that holds for what is closed already.
    """INSERT INTO deadlines (id, kind, subject, due_at, next_try_at)
        SELECT gen_random_uuid(), 'conservation', id::text, modifiee_le + interval '152 days',
               modifiee_le + interval '152 days'
        FROM demandes WHERE statut IN ('acceptee', 'rejetee', 'refusee_usager', 'expiree')
            AND coalesce(etat ->> 'effacee', 'false') = 'false' ON CONFLICT DO NOTHING""",
)
DOWNGRADE: tuple[str, ...] = (
    "DELETE FROM deadlines WHERE kind = 'conservation'",
    "DROP TABLE durees",
    "DROP TABLE comptages",
    "ALTER TABLE demandes ADD COLUMN recherche text NOT NULL DEFAULT ''",
    """UPDATE demandes SET recherche = ARRAY_TO_STRING(ARRAY(
        SELECT DISTINCT substr(mot, 33) FROM unnest(tsvector_to_array(mots)) AS mot), ' ')""",
    "ALTER TABLE demandes ALTER COLUMN recherche DROP DEFAULT",
    "DROP INDEX demandes_bannette",
    "ALTER TABLE demandes DROP COLUMN bannette, DROP COLUMN categories, DROP COLUMN mots",
    "COMMENT ON TABLE demandes IS "
    "'`etat` holds the values that no query asks for; `recherche` the folded words that a search looks in.'",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
