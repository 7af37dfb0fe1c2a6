"""Webhooks: the events of the public stream, the subscriptions of partners, what was delivered."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE evenements_publics (
            id uuid PRIMARY KEY, sujet uuid NOT NULL, sequence bigint NOT NULL, statut text NOT NULL,
            corps text NOT NULL, fait_le timestamptz NOT NULL)
    """)
    op.execute("""
        COMMENT ON TABLE evenements_publics IS
        'The events of permis.statuts, as partners get them; thirty days of them.'
    """)
    op.execute("CREATE INDEX evenements_publics_fait_le ON evenements_publics (fait_le, id)")
    op.execute("""
        CREATE TABLE abonnements (
            id uuid PRIMARY KEY, partenaire uuid NOT NULL, adresse text NOT NULL, contact text NOT NULL,
            description text NOT NULL, statuts jsonb NOT NULL, etat text NOT NULL, generation integer NOT NULL,
            cree_le timestamptz NOT NULL, ancienne_jusqu_a timestamptz, echecs integer NOT NULL,
            en_echec_depuis timestamptz, reprise_le timestamptz, suspendu_le timestamptz, cause text)
    """)
    op.execute("""
        COMMENT ON TABLE abonnements IS
        'Webhooks of partners; their secrets are derived from the key of the service and kept nowhere.'
    """)
    op.execute("CREATE INDEX abonnements_partenaire ON abonnements (partenaire, cree_le, id)")
    op.execute("""
        CREATE TABLE livraisons (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            abonnement uuid NOT NULL REFERENCES abonnements ON DELETE CASCADE,
            evenement uuid NOT NULL REFERENCES evenements_publics ON DELETE CASCADE,
            sujet uuid NOT NULL, sequence bigint NOT NULL, etat text NOT NULL, essais integer NOT NULL,
            prochain_le timestamptz NOT NULL, pris_le timestamptz, statut_http integer, faute text,
            fini_le timestamptz,
            CONSTRAINT livraisons_once UNIQUE (abonnement, evenement))
    """)
    op.execute("""
        COMMENT ON TABLE livraisons IS
        'One row for each event and subscription; a replay begins its row again.'
    """)
    op.execute("""
        CREATE INDEX livraisons_en_cours ON livraisons (abonnement, sujet, sequence) WHERE fini_le IS NULL
    """)
    op.execute("CREATE INDEX livraisons_evenement ON livraisons (evenement)")
    op.execute("CREATE INDEX livraisons_recentes ON livraisons (abonnement, id)")


def downgrade() -> None:
    for table in ("livraisons", "abonnements", "evenements_publics"):
        op.execute(f"DROP TABLE {table}")
