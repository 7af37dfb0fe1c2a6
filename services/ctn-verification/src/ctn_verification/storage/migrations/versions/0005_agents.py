"""The agents' work on a dossier, deposits of many e-photos, the end of those that nobody used."""

from alembic import op

revision = "0005"
down_revision = "0004"

CREATE = """
ALTER TABLE dossiers ADD doutes text[] NOT NULL DEFAULT '{}';
ALTER TABLE dossiers ADD pris_par uuid;
ALTER TABLE dossiers ADD pris_le timestamptz;
ALTER TABLE dossiers ADD pris_jusqu_a timestamptz;
CREATE INDEX dossiers_pris ON dossiers (pris_par) WHERE pris_par IS NOT NULL;
CREATE TABLE lots (
    id uuid PRIMARY KEY, photographe uuid NOT NULL, elements jsonb NOT NULL, depose_le timestamptz NOT NULL);
COMMENT ON TABLE lots IS 'Deposits of many e-photos at once: which elements, in their order.';
CREATE TABLE lot_elements (
    id uuid PRIMARY KEY, photographe uuid NOT NULL, reference text NOT NULL, empreinte text NOT NULL,
    photo text NOT NULL, signature text NOT NULL, etat text NOT NULL, ephoto uuid, code text,
    expire_le timestamptz, verdicts jsonb, essais integer NOT NULL, pris_jusqu_a timestamptz,
    depose_le timestamptz NOT NULL, traite_le timestamptz,
    CONSTRAINT lot_elements_reference_key UNIQUE (photographe, reference, empreinte));
COMMENT ON TABLE lot_elements IS
    'One photo and signature of a deposit, by the photographer''s reference; its code stands here for a day.';
CREATE INDEX lot_elements_en_attente ON lot_elements (depose_le, id) WHERE etat = 'en_attente';
INSERT INTO deadlines (id, kind, subject, due_at, next_try_at)
    SELECT gen_random_uuid(), 'ephoto-perimee', id::text, expire_le + interval '30 days', expire_le + interval '30 days'
    FROM ephotos WHERE expire_le > deposee_le
"""


def upgrade() -> None:
    for statement in CREATE.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DELETE FROM deadlines WHERE kind IN ('ephoto-perimee', 'lot-a-oublier')")
    op.execute("DROP TABLE lot_elements")
    op.execute("DROP TABLE lots")
    op.execute("DROP INDEX dossiers_pris")
    for column in ("pris_jusqu_a", "pris_le", "pris_par", "doutes"):
        op.execute(f"ALTER TABLE dossiers DROP {column}")
