"""The index of what is to be erased, as the erasing asks for it: a link goes first, its address thirty days later."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("DROP INDEX messages_a_effacer")
    op.execute("CREATE INDEX messages_a_effacer ON messages (fini_le) WHERE adresse <> ''")


def downgrade() -> None:
    op.execute("DROP INDEX messages_a_effacer")
    op.execute("CREATE INDEX messages_a_effacer ON messages (fini_le) WHERE efface_le IS NULL")
