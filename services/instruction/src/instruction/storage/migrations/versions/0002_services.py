"""A préfecture's service: who has what in hand, alike decisions, the thread with the filer."""

from alembic import op

revision = "0002"
down_revision = "0001"

UPGRADE: tuple[str, ...] = ()
DOWNGRADE: tuple[str, ...] = ()


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
