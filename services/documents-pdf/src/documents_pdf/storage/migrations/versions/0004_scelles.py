"""What verification tells of each sealed document; it outlives the document, without the person."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE scelles (
            code text PRIMARY KEY,
            sha256 text NOT NULL,
            demande uuid,
            type text NOT NULL,
            version integer NOT NULL,
            delivre_le timestamptz NOT NULL,
            valable_jusqu_a date,
            mentions jsonb,
            efface_le timestamptz)
    """)
    op.execute(
        "COMMENT ON TABLE scelles IS"
        " 'What verification tells of a sealed document; it outlives the document, without the person.'"
    )
    op.execute("COMMENT ON COLUMN scelles.code IS 'SHA-256 of the verification code.'")
    op.execute("CREATE INDEX scelles_of_file ON scelles (sha256)")
    op.execute("CREATE INDEX scelles_of_demande ON scelles (demande)")


def downgrade() -> None:
    op.execute("DROP TABLE scelles")
