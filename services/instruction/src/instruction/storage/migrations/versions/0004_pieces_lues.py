"""What the CTN read on the pieces, for whoever instructs."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE pieces_lues (demande uuid PRIMARY KEY, tour integer NOT NULL, lectures jsonb NOT NULL)",
    )
    op.execute(
        "COMMENT ON TABLE pieces_lues IS 'What the CTN read on the pieces of the last round, beside what was entered.'",
    )


def downgrade() -> None:
    op.execute("DROP TABLE pieces_lues")
