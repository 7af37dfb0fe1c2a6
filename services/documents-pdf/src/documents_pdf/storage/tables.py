"""A line for each version of each document that was issued, and which school has a transferred demande."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, MetaData, Table, Text, UniqueConstraint, Uuid

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("demande", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("numero", Text, nullable=False),
    Column("candidat", Uuid),
    Column("auto_ecole", Uuid),
    Column("prefecture", Text, nullable=False),
    Column("cle", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False),
    Column("taille", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("empreinte", Text, nullable=False, comment="SHA-256 of what the document says, without its date."),
    Column("produit_le", DateTime(timezone=True), nullable=False),
    UniqueConstraint("demande", "type", "version", name="documents_version_key"),
)
Index("documents_of_demande", documents.c.demande, documents.c.produit_le, documents.c.id)

ecoles = Table(
    "ecoles",
    metadata,
    Column("demande", Uuid, primary_key=True),
    Column("auto_ecole", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    comment="The school that a demande was transferred to, and by which of its events.",
)
