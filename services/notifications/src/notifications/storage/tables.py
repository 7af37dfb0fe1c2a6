"""Messages and their tries, who is concerned by a demande, where nothing arrives, what a person wants to be told."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()
Instant = DateTime(timezone=True)

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("demande", Uuid),
    Column("compte", Uuid),
    Column("role", Text, nullable=False),
    Column("modele", Text, nullable=False),
    Column("canal", Text, nullable=False),
    Column("adresse", Text, nullable=False),
    Column("objet", Text, nullable=False),
    Column("texte", Text, nullable=False),
    Column("confidentiel", Boolean, nullable=False),
    Column("etat", Text, nullable=False),
    Column("essais", Integer, nullable=False, server_default="0"),
    Column("cree_le", Instant, nullable=False),
    Column("prochain_essai", Instant, nullable=False),
    Column("pris_le", Instant),
    Column("fini_le", Instant),
    Column("faute", Text),
    Column("lu_le", Instant),
    Column("efface_le", Instant),
    Column("arrive_le", Instant),
    Column("traceparent", Text),
    UniqueConstraint("event_id", "modele", "canal", "role", name="messages_once"),
)
Index("messages_file", messages.c.prochain_essai, postgresql_where=text("etat IN ('a_envoyer', 'en_envoi')"))
Index("messages_compte", messages.c.compte, messages.c.cree_le, messages.c.id)
Index("messages_par_date", messages.c.cree_le, messages.c.id)
Index(
    "messages_en_echec",
    messages.c.cree_le,
    messages.c.id,
    postgresql_where=text("etat IN ('echec_definitif', 'non_envoye')"),
)
Index("messages_a_effacer", messages.c.fini_le, postgresql_where=text("adresse <> ''"))

contacts = Table(
    "contacts",
    metadata,
    Column("demande", Uuid, primary_key=True),
    Column("numero", Text, nullable=False),
    Column("candidat", JSONB, nullable=False),
    Column("auto_ecole", JSONB),
)
Index("contacts_candidat", contacts.c.candidat["compte"].astext)
Index("contacts_auto_ecole", contacts.c.auto_ecole["compte"].astext)
Index("messages_demande", messages.c.demande)

tentatives = Table(
    "tentatives",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("message", Uuid, ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
    Column("canal", Text, nullable=False),
    Column("le", Instant, nullable=False),
    Column("issue", Text, nullable=False),
    Column("reference", Text),
    Column("cause", Text),
)
Index("tentatives_message", tentatives.c.message, tentatives.c.id)

accuses = Table(
    "accuses",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("message", Uuid, ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
    Column("etat", Text),
    Column("recu_le", Instant),
)
Index("accuses_message", accuses.c.message)

appels = Table(
    "appels",
    metadata,
    Column("id", Text, primary_key=True),
    Column("recu_le", Instant, nullable=False),
)
Index("appels_recu_le", appels.c.recu_le)

adresses_mortes = Table(
    "adresses_mortes",
    metadata,
    Column("empreinte", Text, primary_key=True),
    Column("canal", Text, nullable=False),
    Column("compte", Uuid),
    Column("apercu", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("depuis", Instant, nullable=False),
)
Index("adresses_mortes_compte", adresses_mortes.c.compte)
Index("adresses_mortes_depuis", adresses_mortes.c.depuis)

preferences = Table(
    "preferences",
    metadata,
    Column("compte", Uuid, primary_key=True),
    Column("theme", Text, primary_key=True),
    Column("mail", Boolean, nullable=False),
    Column("sms", Boolean, nullable=False),
    Column("modifiee_le", Instant, nullable=False),
)
