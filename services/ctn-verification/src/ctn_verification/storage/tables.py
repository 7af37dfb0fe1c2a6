"""The tables of ctn, beside those of the kit."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

ctn = MetaData()

Instant = DateTime(timezone=True)

dossiers = Table(
    "dossiers",
    ctn,
    Column("demande", Uuid, primary_key=True),
    Column("etat", Text, nullable=False),
    Column("tour", Integer, nullable=False),
    Column("resume", JSONB(none_as_null=True)),
    Column("pieces", JSONB, nullable=False),
    Column("ephoto", JSONB(none_as_null=True)),
    Column("depuis", Instant),
    Column("avis", JSONB, nullable=False),
    Column("a_revoir", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("saisie", JSONB(none_as_null=True)),
    Column("doutes", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("pris_par", Uuid),
    Column("pris_le", Instant),
    Column("pris_jusqu_a", Instant),
    comment="One row for each demande of which a file came in; all that touches a demande locks it.",
)
Index("dossiers_a_examiner", dossiers.c.depuis, dossiers.c.demande, postgresql_where=text("etat = 'a_examiner'"))
Index(
    "dossiers_en_main",
    dossiers.c.pris_par,
    dossiers.c.depuis,
    dossiers.c.demande,
    postgresql_where=text("etat = 'a_examiner' AND pris_par IS NOT NULL"),
)

controles = Table(
    "controles",
    ctn,
    Column("piece", Uuid, primary_key=True),
    Column("demande", Uuid, nullable=False),
    Column("type_piece", Text),
    Column("controle", Text, nullable=False),
    Column("causes", JSONB, nullable=False),
    Column("releves", JSONB, nullable=False),
    Column("moteur", Text, nullable=False),
    Column("controlee_le", Instant, nullable=False),
    comment="The engine's verdict on each piece, with what it measured on each page.",
)
Index("controles_demande", controles.c.demande)

moteurs = Table(
    "moteurs",
    ctn,
    Column("version", Text, primary_key=True),
    Column("regles", JSONB, nullable=False),
    Column("depuis", Instant, nullable=False),
    comment="The thresholds behind the verdicts, by the engine that gave them.",
)

ephotos = Table(
    "ephotos",
    ctn,
    Column("id", Uuid, primary_key=True),
    Column("photographe", Uuid, nullable=False),
    Column("empreinte_code", Text, nullable=False, unique=True),
    Column("fichiers", JSONB, nullable=False),
    Column("verdicts", JSONB, nullable=False),
    Column("deposee_le", Instant, nullable=False),
    Column("expire_le", Instant, nullable=False),
    comment="Photo and signature of a code, which is known by its SHA-256 only.",
)

lots = Table(
    "lots",
    ctn,
    Column("id", Uuid, primary_key=True),
    Column("photographe", Uuid, nullable=False),
    Column("elements", JSONB, nullable=False),
    Column("depose_le", Instant, nullable=False),
    comment="Deposits of many e-photos at once: which elements, in their order.",
)

lot_elements = Table(
    "lot_elements",
    ctn,
    Column("id", Uuid, primary_key=True),
    Column("photographe", Uuid, nullable=False),
    Column("reference", Text, nullable=False),
    Column("empreinte", Text, nullable=False),
    Column("photo", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("etat", Text, nullable=False),
    Column("ephoto", Uuid),
    Column("code", Text),
    Column("expire_le", Instant),
    Column("verdicts", JSONB(none_as_null=True)),
    Column("essais", Integer, nullable=False),
    Column("pris_jusqu_a", Instant),
    Column("depose_le", Instant, nullable=False),
    Column("traite_le", Instant),
    UniqueConstraint("photographe", "reference", "empreinte", name="lot_elements_reference_key"),
    comment="One photo and signature of a deposit, by the photographer's reference; its code stands here for a day.",
)
Index(
    "lot_elements_en_attente",
    lot_elements.c.depose_le,
    lot_elements.c.id,
    postgresql_where=text("etat = 'en_attente'"),
)

journal = Table(
    "journal",
    ctn,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("demande", Uuid, nullable=False),
    Column("tour", Integer, nullable=False),
    Column("acte", Text, nullable=False),
    Column("acteur", Uuid, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("fait_le", Instant, nullable=False),
    comment="Who looked at what and who decided what; rows are only ever added.",
)
Index("journal_demande", journal.c.demande, journal.c.id)

formulaires = Table(
    "formulaires",
    ctn,
    Column("demande", Uuid, primary_key=True),
    Column("numero", Text, nullable=False, unique=True),
    Column("nom", Text, nullable=False),
    Column("prenoms", JSONB, nullable=False),
    Column("attendu_le", Instant, nullable=False),
    Column("limite_le", Instant, nullable=False),
    Column("recu_le", Instant),
    Column("clos", Boolean, nullable=False),
    comment="Paper photo forms, by the number that is printed on them.",
)
Index(
    "formulaires_attendus",
    formulaires.c.limite_le,
    formulaires.c.demande,
    postgresql_where=text("recu_le IS NULL AND NOT clos"),
)

photographes = Table(
    "photographes",
    ctn,
    Column("nom", Text, nullable=False),
    Column("adresse", Text, nullable=False),
    Column("code_postal", Text, nullable=False),
    Column("commune", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("telephone", Text, nullable=False),
    PrimaryKeyConstraint("code_postal", "nom", "adresse", name="photographes_pkey"),
    comment="Approved photographers and booths, as the last import left them.",
)
