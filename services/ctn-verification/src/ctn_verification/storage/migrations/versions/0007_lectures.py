"""What papers are held against: of which type each is, and what was entered about the person."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("ALTER TABLE controles ADD type_piece text")
    op.execute("ALTER TABLE dossiers ADD saisie jsonb")


def downgrade() -> None:
    op.execute("ALTER TABLE dossiers DROP saisie")
    op.execute("ALTER TABLE controles DROP type_piece")
