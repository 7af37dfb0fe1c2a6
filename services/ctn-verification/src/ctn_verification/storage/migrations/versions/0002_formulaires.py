"""Paper photo forms that are awaited."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE formulaires (
            demande uuid PRIMARY KEY, numero text NOT NULL UNIQUE, nom text NOT NULL, prenoms jsonb NOT NULL,
            attendu_le timestamptz NOT NULL, limite_le timestamptz NOT NULL, recu_le timestamptz,
            clos boolean NOT NULL)
    """)
    op.execute("COMMENT ON TABLE formulaires IS 'Paper photo forms, by the number that is printed on them.'")
    op.execute(
        "CREATE INDEX formulaires_attendus ON formulaires (limite_le, demande) WHERE recu_le IS NULL AND NOT clos"
    )


def downgrade() -> None:
    op.execute("DROP TABLE formulaires")
