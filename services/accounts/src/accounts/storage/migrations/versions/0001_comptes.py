"""Accounts, activation links, sessions, clients, throttle; and the first housekeeping."""

from alembic import op

from contracts.delivery.migration import create_kit_v1, drop_kit_v1

revision = "0001"
down_revision = None

CREATE = """
CREATE TABLE comptes (
    id uuid PRIMARY KEY,
    role text NOT NULL,
    nom text NOT NULL, prenom text NOT NULL, email text NOT NULL,
    cle_email text NOT NULL, cle_nom text NOT NULL, cle_prenom text NOT NULL, cle_agrement text NOT NULL,
    telephone text, raison_sociale text, numero_agrement text, prefecture text,
    demandes uuid[] NOT NULL,
    cree_le timestamptz NOT NULL, expire_le timestamptz, cgu_acceptees_le timestamptz, active_le timestamptz,
    identifiant text UNIQUE, racine_identifiant text,
    sexe text, mot_de_passe text, question_secrete text, reponse_secrete text,
    connexion_le timestamptz, derniere_connexion timestamptz,
    version integer NOT NULL,
    CONSTRAINT comptes_cle_key UNIQUE (cle_email, cle_nom, cle_prenom, role, cle_agrement));
COMMENT ON TABLE comptes IS
    'Passwords and secret answers are argon2id hashes. cle_* are the folded forms that make an account one.';
CREATE INDEX comptes_racine_identifiant ON comptes (racine_identifiant);
CREATE TABLE activations (
    empreinte bytea PRIMARY KEY,
    compte uuid REFERENCES comptes (id) ON DELETE SET NULL,
    expire_le timestamptz NOT NULL, utilisee_le timestamptz, remplacee_le timestamptz);
COMMENT ON TABLE activations IS
    'Links, by the SHA-256 of their token; the last one of an account alone opens it.';
CREATE INDEX activations_compte ON activations (compte);
CREATE INDEX activations_expire_le ON activations (expire_le);
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    compte uuid NOT NULL REFERENCES comptes (id) ON DELETE CASCADE,
    empreinte bytea NOT NULL,
    ouverte_le timestamptz NOT NULL, expire_le timestamptz NOT NULL,
    acces uuid[] NOT NULL);
COMMENT ON TABLE sessions IS
    'Families of refresh tokens, by the SHA-256 of the last one; acces names the last access tokens.';
CREATE INDEX sessions_compte ON sessions (compte);
CREATE INDEX sessions_expire_le ON sessions (expire_le);
CREATE TABLE clients (
    id uuid PRIMARY KEY,
    client_id text NOT NULL UNIQUE,
    role text NOT NULL, nom text NOT NULL,
    empreinte bytea NOT NULL,
    cree_le timestamptz NOT NULL);
COMMENT ON TABLE clients IS 'Programs of photographers and partners, by the SHA-256 of their secret.';
CREATE TABLE echecs (
    cle bytea PRIMARY KEY,
    nombre integer NOT NULL, jusqu_au timestamptz NOT NULL);
COMMENT ON TABLE echecs IS 'Tries within a window, by the SHA-256 of what is limited and for whom.';
CREATE INDEX echecs_jusqu_au ON echecs (jusqu_au);
INSERT INTO deadlines (id, kind, subject, due_at, next_try_at)
    VALUES (gen_random_uuid(), 'menage', '00000000-0000-0000-0000-000000000000', now(), now())
"""


def upgrade() -> None:
    create_kit_v1()
    for statement in CREATE.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    for table in ("echecs", "clients", "sessions", "activations", "comptes"):
        op.execute(f"DROP TABLE {table}")
    drop_kit_v1()
