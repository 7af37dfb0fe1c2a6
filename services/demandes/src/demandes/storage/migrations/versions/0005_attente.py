"""What waits, by status and since when, is counted for the operators without reading what is closed."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("""
        CREATE INDEX demandes_en_cours ON demandes (statut, depuis)
        WHERE statut NOT IN ('refusee_usager', 'acceptee', 'rejetee', 'expiree', 'remise', 'detruite')
    """)


def downgrade() -> None:
    op.execute("DROP INDEX demandes_en_cours")
