"""Every try kept, receipts and bounces, addresses where nothing arrives, and what a person wants to be told."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE messages ADD COLUMN arrive_le timestamptz")
    op.execute("CREATE INDEX messages_par_date ON messages (cree_le, id)")
    op.execute("""
        CREATE INDEX messages_en_echec ON messages (cree_le, id)
        WHERE etat IN ('echec_definitif', 'non_envoye')
    """)
    op.execute("""
        CREATE TABLE tentatives (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            message uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
            canal text NOT NULL,
            le timestamptz NOT NULL,
            issue text NOT NULL,
            reference text,
            cause text)
    """)
    op.execute("CREATE INDEX tentatives_message ON tentatives (message, id)")
    op.execute("""
        CREATE TABLE accuses (
            reference text PRIMARY KEY,
            message uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
            etat text,
            recu_le timestamptz)
    """)
    op.execute("CREATE INDEX accuses_message ON accuses (message)")
    op.execute("""
        CREATE TABLE appels (
            id text PRIMARY KEY,
            recu_le timestamptz NOT NULL)
    """)
    op.execute("CREATE INDEX appels_recu_le ON appels (recu_le)")
    op.execute("""
        CREATE TABLE adresses_mortes (
            empreinte text PRIMARY KEY,
            canal text NOT NULL,
            compte uuid,
            apercu text NOT NULL,
            cause text NOT NULL,
            depuis timestamptz NOT NULL)
    """)
    op.execute("CREATE INDEX adresses_mortes_compte ON adresses_mortes (compte)")
    op.execute("CREATE INDEX adresses_mortes_depuis ON adresses_mortes (depuis)")
    op.execute("""
        CREATE TABLE preferences (
            compte uuid NOT NULL,
            theme text NOT NULL,
            mail boolean NOT NULL,
            sms boolean NOT NULL,
            modifiee_le timestamptz NOT NULL,
            PRIMARY KEY (compte, theme))
    """)


def downgrade() -> None:
    for table in ("preferences", "adresses_mortes", "appels", "accuses", "tentatives"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX messages_en_echec")
    op.execute("DROP INDEX messages_par_date")
    op.execute("ALTER TABLE messages DROP COLUMN arrive_le")
