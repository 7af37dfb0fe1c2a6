"""Stacks of scanned paper forms."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE liasses (
            id uuid PRIMARY KEY, deposee_par uuid NOT NULL, deposee_le timestamptz NOT NULL, empreinte text NOT NULL,
            pages integer NOT NULL, fichier jsonb, terminee_le timestamptz)
    """)
    op.execute("""
        COMMENT ON TABLE liasses IS
        'Stacks of scanned paper forms; the file goes when all pages are settled, the row stays.'
    """)
    op.execute("CREATE UNIQUE INDEX liasses_empreinte ON liasses (empreinte) WHERE fichier IS NOT NULL")
    op.execute("CREATE INDEX liasses_deposees ON liasses (deposee_le, id)")
    op.execute("""
        CREATE TABLE pages_liasse (
            id uuid PRIMARY KEY, liasse uuid NOT NULL, rang integer NOT NULL, deposee_le timestamptz NOT NULL,
            etat text NOT NULL, numero text, demande uuid, ephoto uuid, doutes jsonb NOT NULL, verdicts jsonb NOT NULL,
            lecture jsonb, image jsonb, motif text, pris_le timestamptz, essais integer NOT NULL, traitee_par uuid,
            traitee_le timestamptz, CONSTRAINT pages_liasse_rang UNIQUE (liasse, rang))
    """)
    op.execute("""
        COMMENT ON TABLE pages_liasse IS
        'One row for each page of a stack; `image` is kept as long as an agent may look at it.'
    """)
    op.execute("CREATE INDEX pages_liasse_a_lire ON pages_liasse (deposee_le, liasse, rang) WHERE etat = 'a_lire'")
    op.execute("CREATE INDEX pages_liasse_par_etat ON pages_liasse (etat, deposee_le, id)")
    op.execute("CREATE INDEX pages_liasse_numero ON pages_liasse (numero) WHERE numero IS NOT NULL")
    op.execute("""
        CREATE TABLE journal_liasses (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, liasse uuid NOT NULL, page uuid, acte text NOT NULL,
            acteur uuid NOT NULL, detail jsonb NOT NULL, fait_le timestamptz NOT NULL)
    """)
    op.execute("""
        COMMENT ON TABLE journal_liasses IS
        'Which agent deposited, looked at, settled or threw away what; rows are only ever added.'
    """)
    op.execute("CREATE INDEX journal_liasses_liasse ON journal_liasses (liasse, id)")


def downgrade() -> None:
    op.execute("DELETE FROM deadlines WHERE kind = 'liasse-a-effacer'")
    op.execute("DROP TABLE journal_liasses")
    op.execute("DROP TABLE pages_liasse")
    op.execute("DROP TABLE liasses")
