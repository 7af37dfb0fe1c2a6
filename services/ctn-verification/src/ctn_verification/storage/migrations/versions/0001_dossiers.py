"""Dossiers, verdicts, e-photos, journal."""

from alembic import op

from contracts.delivery.migration import create_kit_v1, drop_kit_v1

revision = "0001"
down_revision = None

CREATE = """
CREATE TABLE dossiers (
    demande uuid PRIMARY KEY,
    etat text NOT NULL, tour integer NOT NULL,
    resume jsonb, pieces jsonb NOT NULL, ephoto jsonb,
    depuis timestamptz, avis jsonb NOT NULL, a_revoir boolean NOT NULL,
    version integer NOT NULL);
COMMENT ON TABLE dossiers IS
    'One row for each demande of which a file came in; all that touches a demande locks it.';
CREATE INDEX dossiers_a_examiner ON dossiers (depuis, demande) WHERE etat = 'a_examiner';
CREATE TABLE controles (
    piece uuid PRIMARY KEY, demande uuid NOT NULL,
    controle text NOT NULL, causes jsonb NOT NULL, mesures jsonb NOT NULL,
    moteur text NOT NULL, controlee_le timestamptz NOT NULL);
COMMENT ON TABLE controles IS 'The engine''s verdict on each piece, with what it measured on each page.';
CREATE INDEX controles_demande ON controles (demande);
CREATE TABLE ephotos (
    id uuid PRIMARY KEY, photographe uuid NOT NULL,
    empreinte_code text NOT NULL UNIQUE,
    fichiers jsonb NOT NULL, verdicts jsonb NOT NULL,
    deposee_le timestamptz NOT NULL, expire_le timestamptz NOT NULL);
COMMENT ON TABLE ephotos IS 'Photo and signature of a code, which is known by its SHA-256 only.';
CREATE TABLE journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    demande uuid NOT NULL, tour integer NOT NULL,
    acte text NOT NULL, acteur uuid NOT NULL, detail jsonb NOT NULL,
    fait_le timestamptz NOT NULL);
COMMENT ON TABLE journal IS 'Who looked at what and who decided what; rows are only ever added.';
CREATE INDEX journal_demande ON journal (demande, id)
"""


def upgrade() -> None:
    create_kit_v1()
    for statement in CREATE.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    for table in ("journal", "ephotos", "controles", "dossiers"):
        op.execute(f"DROP TABLE {table}")
    drop_kit_v1()
