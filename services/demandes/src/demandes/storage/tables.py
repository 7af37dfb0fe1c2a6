"""The service's own tables; the delivery kit brings its own beside them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

Instant = DateTime(timezone=True)

pre_numeros = Sequence("pre_numeros", start=1000, metadata=metadata)

demandes = Table(
    "demandes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("pre_numero", BigInteger, nullable=False),
    Column("motif", Text, nullable=False),
    Column("statut", Text, nullable=False),
    Column("auto_ecole", Uuid),
    Column("candidat", Uuid),
    Column("numero", Text),
    Column("creee_le", Instant, nullable=False),
    Column("modifiee_le", Instant, nullable=False),
    Column("depuis", Instant, nullable=False),
    Column("recherche", Text, nullable=False),
    Column("etat", JSONB, nullable=False),
    UniqueConstraint("pre_numero", name="demandes_pre_numero_key"),
    UniqueConstraint("numero", name="demandes_numero_key"),
    comment="`etat` holds the values that no query asks for; `recherche` the folded words that a search looks in.",
)
Index("demandes_auto_ecole", demandes.c.auto_ecole, demandes.c.creee_le, demandes.c.id)
Index("demandes_candidat", demandes.c.candidat, demandes.c.creee_le, demandes.c.id)

historique = Table(
    "historique",
    metadata,
    Column("demande", Uuid, ForeignKey("demandes.id", name="historique_demande_fkey"), nullable=False),
    Column("rang", Integer, nullable=False),
    Column("le", Instant, nullable=False),
    Column("acte", Text, nullable=False),
    Column("auteur_role", Text, nullable=False),
    Column("auteur_nom", Text, nullable=False),
    Column("statut", Text, nullable=False),
    Column("suite", Text, nullable=False),
    Column("details", JSONB, nullable=False),
    Column("empreinte", Text, nullable=False),
    PrimaryKeyConstraint("demande", "rang", name="historique_pkey"),
    comment="Insert only: each line carries the print of the one before.",
)

ephotos = Table(
    "ephotos",
    metadata,
    Column("empreinte", Text, primary_key=True),
    Column("ephoto", JSONB, nullable=False),
    Column("expire_le", Instant, nullable=False),
    Column("demande", Uuid, ForeignKey("demandes.id", name="ephotos_demande_fkey")),
    Column("consommee", Boolean, nullable=False, server_default=text("false")),
    comment="The register of photo codes, by their SHA-256: free, reserved by a demande, or used.",
)
Index("ephotos_reservee", ephotos.c.demande, unique=True, postgresql_where=text("NOT consommee"))

auto_ecoles = Table(
    "auto_ecoles",
    metadata,
    Column("compte", Uuid, primary_key=True),
    Column("raison_sociale", Text, nullable=False),
    Column("numero_agrement", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    comment="Read model of accounts: the schools that may file.",
)

agrements = Table(
    "agrements",
    metadata,
    Column("compte", Uuid, primary_key=True),
    Column("etat", Text, nullable=False),
    Column("depuis", Instant, nullable=False),
    comment="Read model of accounts: schools whose agrément the registry has spoken of since.",
)

candidats_actifs = Table(
    "candidats_actifs",
    metadata,
    Column("compte", Uuid, primary_key=True),
    Column("email", Text),
    Column("telephone", Text),
    comment="Read model of accounts: an account may be activated before we hear which demande it is for.",
)

objets_a_effacer = Table(
    "objets_a_effacer",
    metadata,
    Column("bucket", Text, nullable=False),
    Column("cle", Text, nullable=False),
    Column("demande", Uuid, nullable=False),
    PrimaryKeyConstraint("bucket", "cle", name="objets_a_effacer_pkey"),
    comment="Files of withdrawn pieces and deleted demandes, until they are gone from S3.",
)
Index("objets_a_effacer_demande", objets_a_effacer.c.demande)
