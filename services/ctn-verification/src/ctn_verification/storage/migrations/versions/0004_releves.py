"""What a verdict rests on: places and readings beside the measures, and the thresholds of each engine."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE controles ADD releves jsonb")
    op.execute("""
        UPDATE controles SET releves = COALESCE(
            (SELECT jsonb_agg(jsonb_build_object('mesures', page, 'zones', '{}'::jsonb, 'lectures', '[]'::jsonb))
             FROM jsonb_array_elements(mesures) AS page), '[]'::jsonb)
    """)
    op.execute("ALTER TABLE controles ALTER releves SET NOT NULL")
    op.execute("ALTER TABLE controles DROP mesures")
    op.execute("""
        CREATE TABLE moteurs (
            version text PRIMARY KEY, regles jsonb NOT NULL, depuis timestamptz NOT NULL)
    """)
    op.execute("COMMENT ON TABLE moteurs IS 'The thresholds behind the verdicts, by the engine that gave them.'")


def downgrade() -> None:
    op.execute("DROP TABLE moteurs")
    op.execute("ALTER TABLE controles ADD mesures jsonb")
    op.execute("""
        UPDATE controles SET mesures = COALESCE(
            (SELECT jsonb_agg(page -> 'mesures') FROM jsonb_array_elements(releves) AS page), '[]'::jsonb)
    """)
    op.execute("ALTER TABLE controles ALTER mesures SET NOT NULL")
    op.execute("ALTER TABLE controles DROP releves")
