"""Three tables: the dossiers of the préfectures, their history of decisions, and who looked at or decided what."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, MetaData, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

dossiers = Table(
    "dossiers",
    metadata,
    Column("demande", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("tour", Integer, nullable=False),
    Column("etat", Text, nullable=False),
    Column("prefecture", Text, nullable=False),
    Column("numero", Text, nullable=False),
    Column("recherche", Text, nullable=False, comment="Names and number without accents, lower case."),
    Column("dossier", JSONB, nullable=False),
    Column("recu_le", DateTime(timezone=True), nullable=False),
    Column("decide_le", DateTime(timezone=True)),
    Column("instructeur", Uuid),
    Column("neph", Text),
    Column("causes", JSONB, nullable=False),
    Column("commentaire", Text),
)
Index("dossiers_file", dossiers.c.prefecture, dossiers.c.etat, dossiers.c.recu_le, dossiers.c.demande)
Index("dossiers_neph", dossiers.c.neph)

audit = Table(
    "audit",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("quand", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("compte", Uuid, nullable=False),
    Column("prefecture", Text, nullable=False),
    Column("acte", Text, nullable=False),
    Column("demande", Uuid, nullable=False),
    Column("objet", Text),
    comment="Who read or decided what; rows are added, never changed.",
)
Index("audit_demande", audit.c.demande, audit.c.position)
