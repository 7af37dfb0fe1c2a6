"""The directory of approved photographers."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE photographes (
            nom text NOT NULL, adresse text NOT NULL, code_postal text NOT NULL, commune text NOT NULL,
            latitude double precision, longitude double precision, telephone text NOT NULL,
            CONSTRAINT photographes_pkey PRIMARY KEY (code_postal, nom, adresse))
    """)
    op.execute("COMMENT ON TABLE photographes IS 'Approved photographers and booths, as the last import left them.'")


def downgrade() -> None:
    op.execute("DROP TABLE photographes")
