"""The register of issued documents, beside the tables of the delivery kit."""

from alembic import op

from contracts.delivery.migration import create_kit_v1, drop_kit_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_v1()
    op.execute("""
        CREATE TABLE documents (
            id uuid PRIMARY KEY,
            demande uuid NOT NULL,
            type text NOT NULL,
            version integer NOT NULL,
            numero text NOT NULL,
            candidat uuid NOT NULL,
            auto_ecole uuid,
            prefecture text NOT NULL,
            cle text NOT NULL UNIQUE,
            sha256 text NOT NULL,
            taille integer NOT NULL,
            pages integer NOT NULL,
            empreinte text NOT NULL,
            produit_le timestamptz NOT NULL,
            CONSTRAINT documents_version_key UNIQUE (demande, type, version))
    """)
    op.execute("COMMENT ON COLUMN documents.empreinte IS 'SHA-256 of what the document says, without its date.'")
    op.execute("CREATE INDEX documents_of_demande ON documents (demande, produit_le, id)")


def downgrade() -> None:
    op.execute("DROP TABLE documents")
    drop_kit_v1()
