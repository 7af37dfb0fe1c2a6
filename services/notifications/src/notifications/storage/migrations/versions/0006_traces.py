"""A message keeps the trace of what it is sent for: the sending, later and elsewhere, is part of it."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("ALTER TABLE messages ADD COLUMN traceparent text")


def downgrade() -> None:
    op.execute("ALTER TABLE messages DROP COLUMN traceparent")
