"""Messages and contacts, beside the tables of the delivery kit."""

from alembic import op

from contracts.delivery.migration import create_kit_v1, drop_kit_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_v1()
    op.execute("""
        CREATE TABLE messages (
            id uuid PRIMARY KEY,
            event_id uuid NOT NULL,
            demande uuid,
            compte uuid,
            role text NOT NULL,
            modele text NOT NULL,
            canal text NOT NULL,
            adresse text NOT NULL,
            objet text NOT NULL,
            texte text NOT NULL,
            confidentiel boolean NOT NULL,
            etat text NOT NULL,
            essais integer NOT NULL DEFAULT 0,
            cree_le timestamptz NOT NULL,
            prochain_essai timestamptz NOT NULL,
            pris_le timestamptz,
            fini_le timestamptz,
            faute text,
            lu_le timestamptz,
            efface_le timestamptz,
            CONSTRAINT messages_once UNIQUE (event_id, modele, canal, role))
    """)
    op.execute("CREATE INDEX messages_file ON messages (prochain_essai) WHERE etat IN ('a_envoyer', 'en_envoi')")
    op.execute("CREATE INDEX messages_compte ON messages (compte, cree_le, id)")
    op.execute("CREATE INDEX messages_a_effacer ON messages (fini_le) WHERE efface_le IS NULL")
    op.execute("""
        CREATE TABLE contacts (
            demande uuid PRIMARY KEY,
            numero text NOT NULL,
            candidat jsonb NOT NULL,
            auto_ecole jsonb)
    """)


def downgrade() -> None:
    op.execute("DROP TABLE contacts")
    op.execute("DROP TABLE messages")
    drop_kit_v1()
