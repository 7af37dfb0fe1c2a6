"""The public stream as it is handed on by webhook: its events, who wants them, what was delivered."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from notifications.storage.tables import Instant, metadata

evenements_publics = Table(
    "evenements_publics",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sujet", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("statut", Text, nullable=False),
    Column("corps", Text, nullable=False),
    Column("fait_le", Instant, nullable=False),
    comment="The events of permis.statuts, as partners get them; thirty days of them.",
)
Index("evenements_publics_fait_le", evenements_publics.c.fait_le, evenements_publics.c.id)

abonnements = Table(
    "abonnements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("partenaire", Uuid, nullable=False),
    Column("adresse", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("statuts", JSONB, nullable=False),
    Column("etat", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("ancienne_jusqu_a", Instant),
    Column("echecs", Integer, nullable=False),
    Column("en_echec_depuis", Instant),
    Column("reprise_le", Instant),
    Column("suspendu_le", Instant),
    Column("cause", Text),
    comment="Webhooks of partners; their secrets are derived from the key of the service and kept nowhere.",
)
Index("abonnements_partenaire", abonnements.c.partenaire, abonnements.c.cree_le, abonnements.c.id)

livraisons = Table(
    "livraisons",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("abonnement", Uuid, ForeignKey("abonnements.id", ondelete="CASCADE"), nullable=False),
    Column("evenement", Uuid, ForeignKey("evenements_publics.id", ondelete="CASCADE"), nullable=False),
    Column("sujet", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("etat", Text, nullable=False),
    Column("essais", Integer, nullable=False),
    Column("prochain_le", Instant, nullable=False),
    Column("pris_le", Instant),
    Column("statut_http", Integer),
    Column("faute", Text),
    Column("fini_le", Instant),
    UniqueConstraint("abonnement", "evenement", name="livraisons_once"),
    comment="One row for each event and subscription; a replay begins its row again.",
)
Index(
    "livraisons_en_cours",
    livraisons.c.abonnement,
    livraisons.c.sujet,
    livraisons.c.sequence,
    postgresql_where=text("fini_le IS NULL"),
)
Index("livraisons_evenement", livraisons.c.evenement)
Index("livraisons_recentes", livraisons.c.abonnement, livraisons.c.id)
