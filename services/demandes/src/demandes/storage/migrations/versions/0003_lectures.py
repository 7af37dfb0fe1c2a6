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

RECHERCHE = "coalesce((SELECT string_agg(' ' || mot, '') FROM unnest(string_to_array(recherche, ' ')) AS mot), '')"
"""The words of before, a blank before each."""

UPGRADE: tuple[str, ...] = (
    "ALTER TABLE demandes ADD COLUMN bannette text, ADD COLUMN categories text[]",
    f"UPDATE demandes SET bannette = {BANNETTES}, recherche = {RECHERCHE}, "  # noqa: S608 - the two texts above
    "categories = ARRAY(SELECT jsonb_array_elements_text("
    "CASE jsonb_typeof(etat -> 'etape_motif' -> 'categories') WHEN 'array' "
    "THEN etat -> 'etape_motif' -> 'categories' ELSE '[]' END))",
    "ALTER TABLE demandes ALTER COLUMN bannette SET NOT NULL, ALTER COLUMN categories SET NOT NULL",
    "COMMENT ON TABLE demandes IS "
    "'`etat` holds the values that no query asks for; `recherche` the words that a search looks in.'",
    "CREATE INDEX demandes_bannette ON demandes (auto_ecole, bannette, creee_le, id)",
    """CREATE TABLE mots (
        lecteur uuid NOT NULL, mot text COLLATE "C" NOT NULL, creee_le timestamptz NOT NULL,
        demande uuid NOT NULL, tous text NOT NULL)""",
    "COMMENT ON TABLE mots IS "
    "'What a school finds its demandes by: a row for each word, with all words of its demande.'",
    """INSERT INTO mots SELECT DISTINCT auto_ecole, mot, creee_le, id, left(recherche, 1000)
        FROM demandes, unnest(string_to_array(recherche, ' ')) AS mot WHERE auto_ecole IS NOT NULL AND mot <> ''""",
    "CREATE UNIQUE INDEX mots_cle ON mots (lecteur, mot, creee_le, demande) INCLUDE (tous)",
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
    "DROP TABLE mots",
    "UPDATE demandes SET recherche = ltrim(recherche)",
    "DROP INDEX demandes_bannette",
    "ALTER TABLE demandes DROP COLUMN bannette, DROP COLUMN categories",
    "COMMENT ON TABLE demandes IS "
    "'`etat` holds the values that no query asks for; `recherche` the folded words that a search looks in.'",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
