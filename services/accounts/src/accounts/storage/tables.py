"""The tables of accounts, beside those of the delivery kit."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

accounts = MetaData()

Instant = DateTime(timezone=True)

comptes = Table(
    "comptes",
    accounts,
    Column("id", Uuid, primary_key=True),
    Column("role", Text, nullable=False),
    Column("nom", Text, nullable=False),
    Column("prenom", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("cle_email", Text, nullable=False),
    Column("cle_nom", Text, nullable=False),
    Column("cle_prenom", Text, nullable=False),
    Column("cle_agrement", Text, nullable=False),
    Column("telephone", Text),
    Column("raison_sociale", Text),
    Column("numero_agrement", Text),
    Column("prefecture", Text),
    Column("demandes", ARRAY(Uuid), nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("expire_le", Instant),
    Column("cgu_acceptees_le", Instant),
    Column("active_le", Instant),
    Column("identifiant", Text, unique=True),
    Column("racine_identifiant", Text),
    Column("sexe", Text),
    Column("mot_de_passe", Text),
    Column("question_secrete", Text),
    Column("reponse_secrete", Text),
    Column("connexion_le", Instant),
    Column("derniere_connexion", Instant),
    Column("connexion_appareil", Text),
    Column("derniere_connexion_appareil", Text),
    Column("desactive_le", Instant),
    Column("version", Integer, nullable=False),
    UniqueConstraint("cle_email", "cle_nom", "cle_prenom", "role", "cle_agrement", name="comptes_cle_key"),
    comment="Passwords and secret answers are argon2id hashes. cle_* are the folded forms that make an account one.",
)
Index("comptes_racine_identifiant", comptes.c.racine_identifiant)
Index(
    "comptes_numero_agrement",
    comptes.c.numero_agrement,
    postgresql_where=comptes.c.numero_agrement.is_not(None),
)

activations = Table(
    "activations",
    accounts,
    Column("empreinte", LargeBinary, primary_key=True),
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="SET NULL")),
    Column("expire_le", Instant, nullable=False),
    Column("utilisee_le", Instant),
    Column("remplacee_le", Instant),
    comment="Links, by the SHA-256 of their token; the last one of an account alone opens it.",
)
Index("activations_compte", activations.c.compte)
Index("activations_expire_le", activations.c.expire_le)

sessions = Table(
    "sessions",
    accounts,
    Column("id", Uuid, primary_key=True),
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE"), nullable=False),
    Column("empreinte", LargeBinary, nullable=False),
    Column("ouverte_le", Instant, nullable=False),
    Column("expire_le", Instant, nullable=False),
    Column("acces", ARRAY(Uuid), nullable=False),
    Column("utilisee_le", Instant, nullable=False),
    Column("appareil", Text, nullable=False),
    comment="Families of refresh tokens, by the SHA-256 of the last one; acces names the last access tokens.",
)
Index("sessions_compte", sessions.c.compte)
Index("sessions_expire_le", sessions.c.expire_le)

clients = Table(
    "clients",
    accounts,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("nom", Text, nullable=False),
    Column("empreinte", LargeBinary, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("portees", ARRAY(Text), nullable=False),
    Column("ancienne", LargeBinary),
    Column("ancienne_jusqu_au", Instant),
    Column("revoque_le", Instant),
    comment="Programs of photographers and partners, by the SHA-256 of their secret.",
)

agrements = Table(
    "agrements",
    accounts,
    Column("numero", Text, primary_key=True),
    Column("raison_sociale", Text, nullable=False),
    Column("departement", Text, nullable=False),
    Column("etat", Text, nullable=False),
    Column("valable_jusqu_au", Date),
    Column("recherche", Text, nullable=False),
    Column("etat_dit", Text, nullable=False),
    Column("importe_le", Instant, nullable=False),
    comment="The registry that an administrator imports. etat_dit is what was published last; actif is never told.",
)

journal = Table(
    "journal",
    accounts,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("le", Instant, nullable=False),
    Column("auteur", Uuid),
    Column("par", Text, nullable=False),
    Column("acte", Text, nullable=False),
    Column("objet", Uuid),
    Column("detail", Text),
    comment="Insert only: who did what to agents, programs and the registry, and when.",
)

seconds_facteurs = Table(
    "seconds_facteurs",
    accounts,
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE"), primary_key=True),
    Column("attendu", Boolean, primary_key=True),
    Column("cle", Text, nullable=False),
    Column("graine", LargeBinary, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("dernier_pas", BigInteger),
    comment="Seeds, AES-GCM under the key that cle names; attendu until a first code has confirmed it.",
)

codes_de_secours = Table(
    "codes_de_secours",
    accounts,
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE"), primary_key=True),
    Column("empreinte", LargeBinary, primary_key=True),
    Column("utilise_le", Instant),
    comment="Emergency codes of a second factor, by their SHA-256; each good once.",
)

echecs = Table(
    "echecs",
    accounts,
    Column("cle", LargeBinary, primary_key=True),
    Column("nombre", Integer, nullable=False),
    Column("jusqu_au", Instant, nullable=False),
    Column("ferme_jusqu_au", Instant),
    comment="Tries within a window, by the SHA-256 of what is limited and for whom.",
)
Index("echecs_jusqu_au", echecs.c.jusqu_au)

coordonnees = Table(
    "coordonnees",
    accounts,
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE"), primary_key=True),
    Column("canal", Text, primary_key=True),
    Column("destination", Text, nullable=False),
    Column("empreinte", LargeBinary, nullable=False),
    Column("expire_le", Instant, nullable=False),
    Column("essais", Integer, nullable=False),
    Column("confirmee_le", Instant),
    comment="New mail addresses and phones before their confirmation, by the SHA-256 of the link's token or the code.",
)
Index("coordonnees_empreinte", coordonnees.c.empreinte)
Index("coordonnees_expire_le", coordonnees.c.expire_le)

captchas = Table(
    "captchas",
    accounts,
    Column("nonce", LargeBinary, primary_key=True),
    Column("expire_le", Instant, nullable=False),
    comment="Proofs of work that have served, until they would be refused for their age.",
)
Index("captchas_expire_le", captchas.c.expire_le)

oublis = Table(
    "oublis",
    accounts,
    Column("empreinte", LargeBinary, primary_key=True),
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE"), nullable=False),
    Column("expire_le", Instant, nullable=False),
    Column("essais", Integer, nullable=False),
    Column("utilise_le", Instant),
    comment="Links for a forgotten password, by the SHA-256 of their token.",
)
Index("oublis_compte", oublis.c.compte)
Index("oublis_expire_le", oublis.c.expire_le)

identites = Table(
    "identites",
    accounts,
    Column("issuer", Text, primary_key=True),
    Column("sub", Text, primary_key=True),
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("pivot", JSONB, nullable=False),
    Column("liee_le", Instant, nullable=False),
    Column("vue_le", Instant, nullable=False),
    comment="Identities of FranceConnect and the account that each opens; pivot is what was last told of the person.",
)

franceconnect_allers = Table(
    "franceconnect_allers",
    accounts,
    Column("etat", LargeBinary, primary_key=True),
    Column("navigateur", LargeBinary, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verificateur", Text, nullable=False),
    Column("retour", Text, nullable=False),
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE")),
    Column("expire_le", Instant, nullable=False),
    comment="Logins on their way, by the SHA-256 of their state; navigateur is that of the cookie.",
)
Index("franceconnect_allers_expire_le", franceconnect_allers.c.expire_le)

franceconnect_passages = Table(
    "franceconnect_passages",
    accounts,
    Column("empreinte", LargeBinary, primary_key=True),
    Column("etape", Text, nullable=False),
    Column("navigateur", LargeBinary, nullable=False),
    Column("identite", JSONB, nullable=False),
    Column("id_token", Text, nullable=False),
    Column("retour", Text, nullable=False),
    Column("compte", Uuid, ForeignKey("comptes.id", ondelete="CASCADE")),
    Column("expire_le", Instant, nullable=False),
    comment="Verified identities that wait for the page, by the SHA-256 of a code or token; one use.",
)
Index("franceconnect_passages_expire_le", franceconnect_passages.c.expire_le)

franceconnect_sessions = Table(
    "franceconnect_sessions",
    accounts,
    Column("session", Uuid, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("id_token", Text, nullable=False),
    comment="Sessions that FranceConnect opened, with what its logout wants to be shown; gone with the session.",
)
