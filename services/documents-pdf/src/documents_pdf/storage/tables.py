"""Lines for each version of each document: as it was issued, as it is verified; and schools of transferred demandes."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

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
Index("documents_of_candidat", documents.c.candidat, documents.c.produit_le, documents.c.id)
Index("documents_of_ecole", documents.c.auto_ecole, documents.c.produit_le, documents.c.id)

ecoles = Table(
    "ecoles",
    metadata,
    Column("demande", Uuid, primary_key=True),
    Column("auto_ecole", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    comment="The school that a demande was transferred to, and by which of its events.",
)

scelles = Table(
    "scelles",
    metadata,
    Column("code", Text, primary_key=True, comment="SHA-256 of the verification code."),
    Column("sha256", Text, nullable=False),
    Column("demande", Uuid),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("delivre_le", DateTime(timezone=True), nullable=False),
    Column("valable_jusqu_a", Date),
    Column("mentions", JSONB(none_as_null=True)),
    Column("efface_le", DateTime(timezone=True)),
    comment="What verification tells of a sealed document; it outlives the document, without the person.",
)
Index("scelles_of_file", scelles.c.sha256)
Index("scelles_of_demande", scelles.c.demande)
