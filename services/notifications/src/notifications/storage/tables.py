"""Two tables: the messages, and who is concerned by a demande."""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, MetaData, Table, Text, UniqueConstraint, Uuid, text
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
    UniqueConstraint("event_id", "modele", "canal", "role", name="messages_once"),
)
Index("messages_file", messages.c.prochain_essai, postgresql_where=text("etat IN ('a_envoyer', 'en_envoi')"))
Index("messages_compte", messages.c.compte, messages.c.cree_le, messages.c.id)
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
