"""A document that is made late, after its demande changed school, is the new school's from the beginning."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("CREATE TABLE ecoles (demande uuid PRIMARY KEY, auto_ecole uuid NOT NULL, sequence bigint NOT NULL)")
    op.execute("COMMENT ON TABLE ecoles IS 'The school that a demande was transferred to, and by which of its events.'")


def downgrade() -> None:
    op.execute("DROP TABLE ecoles")
