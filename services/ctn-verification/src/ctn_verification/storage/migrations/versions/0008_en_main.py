"""What an agent has in hand is found without reading all that wait."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("DROP INDEX dossiers_pris")
    op.execute(
        "CREATE INDEX dossiers_en_main ON dossiers (pris_par, depuis, demande) "
        "WHERE etat = 'a_examiner' AND pris_par IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX dossiers_en_main")
    op.execute("CREATE INDEX dossiers_pris ON dossiers (pris_par) WHERE pris_par IS NOT NULL")
