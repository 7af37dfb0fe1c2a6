"""The tables: dossiers, what is counted and noted of them, the thread with who filed, the cards."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
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
    Column("motif", Text, nullable=False),
    Column("categorie", Text, nullable=False),
    Column("transmis_le", DateTime(timezone=True), nullable=False),
    Column("complement_revenu", Boolean, nullable=False, server_default=text("false")),
    Column("urgence", Text),
    Column("en_retard_le", DateTime(timezone=True)),
    Column("pris_par", Uuid),
    Column("pris_nom", Text),
    Column("pris_le", DateTime(timezone=True)),
    Column("pris_jusqu_a", DateTime(timezone=True)),
)
Index("dossiers_file", dossiers.c.prefecture, dossiers.c.etat, dossiers.c.recu_le, dossiers.c.demande)
Index("dossiers_neph", dossiers.c.neph)
Index("dossiers_attente", dossiers.c.prefecture, dossiers.c.etat, dossiers.c.transmis_le, dossiers.c.demande)

compteurs = Table(
    "compteurs",
    metadata,
    Column("prefecture", Text, primary_key=True),
    Column("etat", Text, primary_key=True),
    Column("jour", Date, primary_key=True),
    Column("nombre", Integer, nullable=False),
    comment="Dossiers by state and day of transmission, kept with each change.",
)

decisions = Table(
    "decisions",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("demande", Uuid, nullable=False),
    Column("tour", Integer, nullable=False),
    Column("prefecture", Text, nullable=False),
    Column("motif", Text, nullable=False),
    Column("instructeur", Uuid, nullable=False),
    Column("decision", Text, nullable=False),
    Column("recu_le", DateTime(timezone=True), nullable=False),
    Column("decide_le", DateTime(timezone=True), nullable=False),
    comment="Each decision, signed and dated; nothing about the person.",
)
Index("decisions_demande", decisions.c.demande, decisions.c.position)
Index("decisions_prefecture", decisions.c.prefecture, decisions.c.decide_le)

instructeurs = Table(
    "instructeurs",
    metadata,
    Column("compte", Uuid, primary_key=True),
    Column("prefecture", Text, nullable=False),
    Column("nom", Text, nullable=False),
    Column("vu_le", DateTime(timezone=True), nullable=False),
    comment="Who acted in the service, as his token named him.",
)

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

titres = Table(
    "titres",
    metadata,
    Column("demande", Uuid, primary_key=True),
    Column("prefecture", Text, nullable=False),
    Column("numero", Text, nullable=False),
    Column("etape", Text, nullable=False),
    Column("depuis", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("rang", Integer, nullable=False),
    Column("essai", Integer, nullable=False),
    Column("envoi", Integer, nullable=False),
    Column("numero_titre", Text),
    Column("numero_suivi", Text),
    Column("bureau", Text),
    Column("limite_le", DateTime(timezone=True)),
    Column("incident", Text),
    Column("a_faire_le", DateTime(timezone=True), nullable=False),
    Column("essais", Integer, nullable=False, server_default=text("0")),
    Column("pris_le", DateTime(timezone=True)),
    comment="The card of each accepted demande that gives one; `a_faire_le`: when to order, post or ask for it next.",
)
Index("titres_a_faire", titres.c.etape, titres.c.a_faire_le)
Index("titres_prefecture", titres.c.prefecture, titres.c.depuis, titres.c.demande)
Index("titres_numero", titres.c.numero)

titre_faits = Table(
    "titre_faits",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("demande", Uuid, nullable=False),
    Column("le", DateTime(timezone=True), nullable=False),
    Column("source", Text, nullable=False),
    Column("fait", Text, nullable=False),
    Column("detail", Text),
    comment="All that was learnt of a card, also what changed nothing.",
)
Index("titre_faits_demande", titre_faits.c.demande, titre_faits.c.position)

lectures = Table(
    "lectures",
    metadata,
    Column("source", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    comment="How far the reports of an outside system were read.",
)

pieces_lues = Table(
    "pieces_lues",
    metadata,
    Column("demande", Uuid, primary_key=True),
    Column("tour", Integer, nullable=False),
    Column("lectures", JSONB, nullable=False),
    comment="What the CTN read on the pieces of the last round, beside what was entered.",
)

fil = Table(
    "fil",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("demande", Uuid, nullable=False),
    Column("cote", Text, nullable=False),
    Column("texte", Text, nullable=False),
    Column("ecrit_le", DateTime(timezone=True), nullable=False),
    Column("instructeur", Uuid),
    comment="The thread with who filed.",
)
Index("fil_demande", fil.c.demande, fil.c.ecrit_le, fil.c.id)

fil_lectures = Table(
    "fil_lectures",
    metadata,
    Column("demande", Uuid, primary_key=True),
    Column("cote", Text, primary_key=True),
    Column("jusqu_a", DateTime(timezone=True), nullable=False),
    comment="Up to when each side has read the thread.",
)
