"""Agents and schools: second factor, invitations, the registry of agréments, scopes of programs."""

from alembic import op

revision = "0004"
down_revision = "0003"

UPGRADE: tuple[str, ...] = ()
DOWNGRADE: tuple[str, ...] = ()


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
