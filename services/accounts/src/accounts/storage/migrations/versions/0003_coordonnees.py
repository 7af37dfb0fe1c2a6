"""Captcha, and mail addresses and phones that wait for their confirmation."""

from alembic import op

revision = "0003"
down_revision = "0002"

UPGRADE: tuple[str, ...] = ()
DOWNGRADE: tuple[str, ...] = ()


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
