"""Demandes, their history that only grows, photo codes, and what is known of accounts."""

from alembic import op

from contracts.delivery.migration import create_kit_v1, drop_kit_v1

revision = "0001"
down_revision = None

CREATE = """
CREATE SEQUENCE pre_numeros START 1000;
CREATE TABLE demandes (
    id uuid PRIMARY KEY, version integer NOT NULL,
    pre_numero bigint NOT NULL, motif text NOT NULL, statut text NOT NULL,
    auto_ecole uuid NOT NULL, candidat uuid, numero text,
    creee_le timestamptz NOT NULL, modifiee_le timestamptz NOT NULL, depuis timestamptz NOT NULL,
    recherche text NOT NULL, etat jsonb NOT NULL,
    CONSTRAINT demandes_pre_numero_key UNIQUE (pre_numero),
    CONSTRAINT demandes_numero_key UNIQUE (numero));
COMMENT ON TABLE demandes IS
    '`etat` holds the values that no query asks for; `recherche` the folded words that a search looks in.';
CREATE INDEX demandes_auto_ecole ON demandes (auto_ecole, creee_le, id);
CREATE INDEX demandes_candidat ON demandes (candidat, creee_le, id);
CREATE TABLE historique (
    demande uuid NOT NULL CONSTRAINT historique_demande_fkey REFERENCES demandes (id), rang integer NOT NULL,
    le timestamptz NOT NULL, acte text NOT NULL, auteur_role text NOT NULL, auteur_nom text NOT NULL,
    statut text NOT NULL, suite text NOT NULL, details jsonb NOT NULL, empreinte text NOT NULL,
    CONSTRAINT historique_pkey PRIMARY KEY (demande, rang));
COMMENT ON TABLE historique IS 'Insert only: each line carries the print of the one before.';
CREATE TABLE ephotos (
    empreinte text PRIMARY KEY, ephoto jsonb NOT NULL, expire_le timestamptz NOT NULL,
    demande uuid CONSTRAINT ephotos_demande_fkey REFERENCES demandes (id),
    consommee boolean NOT NULL DEFAULT false);
COMMENT ON TABLE ephotos IS
    'The register of photo codes, by their SHA-256: free, reserved by a demande, or used.';
CREATE UNIQUE INDEX ephotos_reservee ON ephotos (demande) WHERE NOT consommee;
CREATE TABLE auto_ecoles (
    compte uuid PRIMARY KEY, raison_sociale text NOT NULL, numero_agrement text NOT NULL, email text NOT NULL,
    sequence bigint NOT NULL);
COMMENT ON TABLE auto_ecoles IS 'Read model of accounts: the schools that may file.';
CREATE TABLE candidats_actifs (compte uuid PRIMARY KEY);
COMMENT ON TABLE candidats_actifs IS
    'Read model of accounts: an account may be activated before we hear which demande it is for.';
CREATE TABLE objets_a_effacer (
    bucket text NOT NULL, cle text NOT NULL, demande uuid NOT NULL,
    CONSTRAINT objets_a_effacer_pkey PRIMARY KEY (bucket, cle));
COMMENT ON TABLE objets_a_effacer IS
    'Files of withdrawn pieces and deleted demandes, until they are gone from S3.';
CREATE INDEX objets_a_effacer_demande ON objets_a_effacer (demande)
"""

# The service runs as another role than the owner who migrates; that one may add lines and read them, nothing else.
INSERT_ONLY = """
DO $$
DECLARE service text := regexp_replace(current_user, '_owner$', '');
BEGIN
    IF service <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON historique FROM %I', service);
    END IF;
END $$
"""


def upgrade() -> None:
    create_kit_v1()
    for statement in CREATE.split(";\n"):
        op.execute(statement)
    op.execute(INSERT_ONLY)


def downgrade() -> None:
    for table in ("objets_a_effacer", "candidats_actifs", "auto_ecoles", "ephotos", "historique", "demandes"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP SEQUENCE pre_numeros")
    drop_kit_v1()
