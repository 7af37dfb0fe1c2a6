"""Finding what concerns one account or one demande: addresses change, purged demandes are erased."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("CREATE INDEX contacts_candidat ON contacts ((candidat ->> 'compte'))")
    op.execute("CREATE INDEX contacts_auto_ecole ON contacts ((auto_ecole ->> 'compte'))")
    op.execute("CREATE INDEX messages_demande ON messages (demande)")


def downgrade() -> None:
    op.execute("DROP INDEX messages_demande")
    op.execute("DROP INDEX contacts_auto_ecole")
    op.execute("DROP INDEX contacts_candidat")
