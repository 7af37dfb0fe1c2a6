"""The service's own tables; the delivery kit brings its own beside them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

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
    Column("bannette", Text, nullable=False),
    Column("categories", ARRAY(Text), nullable=False),
    Column("recherche", Text, nullable=False),
    Column("etat", JSONB, nullable=False),
    UniqueConstraint("pre_numero", name="demandes_pre_numero_key"),
    UniqueConstraint("numero", name="demandes_numero_key"),
    comment="`etat` holds the values that no query asks for; `recherche` the words that a search looks in.",
)
Index("demandes_auto_ecole", demandes.c.auto_ecole, demandes.c.creee_le, demandes.c.id)
Index("demandes_bannette", demandes.c.auto_ecole, demandes.c.bannette, demandes.c.creee_le, demandes.c.id)
Index("demandes_candidat", demandes.c.candidat, demandes.c.creee_le, demandes.c.id)

EN_COURS = "statut NOT IN ('refusee_usager', 'acceptee', 'rejetee', 'expiree', 'remise', 'detruite')"
Index("demandes_en_cours", demandes.c.statut, demandes.c.depuis, postgresql_where=text(EN_COURS))

mots = Table(
    "mots",
    metadata,
    Column("lecteur", Uuid, nullable=False),
    Column("mot", Text(collation="C"), nullable=False),
    Column("creee_le", Instant, nullable=False),
    Column("demande", Uuid, nullable=False),
    Column("tous", Text, nullable=False),
    comment="What a school finds its demandes by: a row for each word, with all words of its demande.",
)
Index("mots_cle", mots.c.lecteur, mots.c.mot, mots.c.creee_le, mots.c.demande, unique=True, postgresql_include=["tous"])

comptages = Table(
    "comptages",
    metadata,
    Column("proprietaire", Uuid, nullable=False),
    Column("bannette", Text, nullable=False),
    Column("nombre", BigInteger, nullable=False),
    PrimaryKeyConstraint("proprietaire", "bannette", name="comptages_pkey"),
    comment="How many demandes each school and each person has in each tray, changed with the demande itself.",
)

durees = Table(
    "durees",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("prefecture", Text, nullable=False),
    Column("motif", Text, nullable=False),
    Column("decide_le", Instant, nullable=False),
    Column("jours", Double, nullable=False),
    comment="How long each decision took, from the transmission; nothing of the demande.",
)
Index("durees_service", durees.c.prefecture, durees.c.motif, durees.c.decide_le)

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

transferts = Table(
    "transferts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("demande", Uuid, ForeignKey("demandes.id", name="transferts_demande_fkey"), nullable=False),
    Column("numero", Text, nullable=False),
    Column("ancienne_ecole", Uuid, nullable=False),
    Column("nouvelle_ecole", Uuid, nullable=False),
    Column("ancienne", JSONB, nullable=False),
    Column("nouvelle", JSONB, nullable=False),
    Column("etat", Text, nullable=False),
    Column("demande_le", Instant, nullable=False),
    Column("decide_le", Instant),
    comment="Requests of one school for a demande of another; nothing of the candidate is in them.",
)
Index("transferts_en_attente", transferts.c.demande, unique=True, postgresql_where=text("etat = 'demande'"))
Index("transferts_demande", transferts.c.demande, transferts.c.demande_le)
Index("transferts_nouvelle", transferts.c.nouvelle_ecole, transferts.c.demande_le, transferts.c.id)
Index("transferts_ancienne", transferts.c.ancienne_ecole, transferts.c.demande_le, transferts.c.id)

tentatives = Table(
    "tentatives",
    metadata,
    Column("cle", Text, nullable=False),
    Column("debut", Instant, nullable=False),
    Column("nombre", Integer, nullable=False),
    PrimaryKeyConstraint("cle", "debut", name="tentatives_pkey"),
    comment="How often something that could be guessed was tried, by who or what tries; forgotten after a day.",
)

Index("tentatives_debut", tentatives.c.debut)

fil = Table(
    "fil",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("demande", Uuid, ForeignKey("demandes.id", name="fil_demande_fkey"), nullable=False),
    Column("cote", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("texte", Text, nullable=False),
    Column("ecrit_le", Instant, nullable=False),
    comment="The thread between the préfecture and who filed.",
)
Index("fil_demande", fil.c.demande, fil.c.ecrit_le, fil.c.id)

fil_lectures = Table(
    "fil_lectures",
    metadata,
    Column("demande", Uuid, nullable=False),
    Column("cote", Text, nullable=False),
    Column("jusqu_a", Instant, nullable=False),
    PrimaryKeyConstraint("demande", "cote", name="fil_lectures_pkey"),
    comment="Up to when each side has read the thread.",
)

journal = Table(
    "journal",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("demande", Uuid, ForeignKey("demandes.id", name="journal_demande_fkey"), nullable=False),
    Column("le", Instant, nullable=False),
    Column("auteur_role", Text, nullable=False),
    Column("auteur_nom", Text, nullable=False),
    Column("quoi", Text, nullable=False),
    Column("objet", Text),
    Column("cle", Text, nullable=False),
    Column("compte", Uuid),
    UniqueConstraint("demande", "cle", name="journal_cle_key"),
    comment="Insert only: who saw what of a demande. Offices and schools, no person's name.",
)
Index("journal_demande", journal.c.demande, journal.c.le, journal.c.position)
