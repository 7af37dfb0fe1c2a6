"""Dossiers and audit, beside the tables of the delivery kit."""

from alembic import op

from contracts.delivery.migration import create_kit_v1, drop_kit_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_v1()
    op.execute("""
        CREATE TABLE dossiers (
            demande uuid PRIMARY KEY,
            version integer NOT NULL,
            tour integer NOT NULL,
            etat text NOT NULL,
            prefecture text NOT NULL,
            numero text NOT NULL,
            recherche text NOT NULL,
            dossier jsonb NOT NULL,
            recu_le timestamptz NOT NULL,
            decide_le timestamptz,
            instructeur uuid,
            neph text,
            causes jsonb NOT NULL,
            commentaire text)
    """)
    op.execute("COMMENT ON COLUMN dossiers.recherche IS 'Names and number without accents, lower case.'")
    op.execute("CREATE INDEX dossiers_file ON dossiers (prefecture, etat, recu_le, demande)")
    op.execute("CREATE INDEX dossiers_neph ON dossiers (neph)")
    op.execute("""
        CREATE TABLE audit (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            quand timestamptz NOT NULL DEFAULT clock_timestamp(),
            compte uuid NOT NULL,
            prefecture text NOT NULL,
            acte text NOT NULL,
            demande uuid NOT NULL,
            objet text)
    """)
    op.execute("COMMENT ON TABLE audit IS 'Who read or decided what; rows are added, never changed.'")
    op.execute("CREATE INDEX audit_demande ON audit (demande, position)")
    # The service may add to the audit and read it, nothing else; its role is the database's name.
    op.execute("""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_database()) THEN
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM %I', current_database());
            END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP TABLE audit")
    op.execute("DROP TABLE dossiers")
    drop_kit_v1()
