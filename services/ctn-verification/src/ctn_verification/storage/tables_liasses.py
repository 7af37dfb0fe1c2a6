"""The tables of stacks of paper forms, in the same schema as the others."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, Table, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from ctn_verification.storage.tables import Instant, ctn

__all__ = ["ctn", "journal_liasses", "liasses", "pages_liasse"]

liasses = Table(
    "liasses",
    ctn,
    Column("id", Uuid, primary_key=True),
    Column("deposee_par", Uuid, nullable=False),
    Column("deposee_le", Instant, nullable=False),
    Column("empreinte", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("fichier", JSONB(none_as_null=True)),
    Column("terminee_le", Instant),
    comment="Stacks of scanned paper forms; the file goes when all pages are settled, the row stays.",
)
Index("liasses_empreinte", liasses.c.empreinte, unique=True, postgresql_where=text("fichier IS NOT NULL"))
Index("liasses_deposees", liasses.c.deposee_le, liasses.c.id)

pages_liasse = Table(
    "pages_liasse",
    ctn,
    Column("id", Uuid, primary_key=True),
    Column("liasse", Uuid, nullable=False),
    Column("rang", Integer, nullable=False),
    Column("deposee_le", Instant, nullable=False),
    Column("etat", Text, nullable=False),
    Column("numero", Text),
    Column("demande", Uuid),
    Column("ephoto", Uuid),
    Column("doutes", JSONB, nullable=False),
    Column("verdicts", JSONB, nullable=False),
    Column("lecture", JSONB(none_as_null=True)),
    Column("image", JSONB(none_as_null=True)),
    Column("motif", Text),
    Column("pris_le", Instant),
    Column("essais", Integer, nullable=False),
    Column("traitee_par", Uuid),
    Column("traitee_le", Instant),
    UniqueConstraint("liasse", "rang", name="pages_liasse_rang"),
    comment="One row for each page of a stack; `image` is kept as long as an agent may look at it.",
)
Index(
    "pages_liasse_a_lire",
    pages_liasse.c.deposee_le,
    pages_liasse.c.liasse,
    pages_liasse.c.rang,
    postgresql_where=text("etat = 'a_lire'"),
)
Index("pages_liasse_par_etat", pages_liasse.c.etat, pages_liasse.c.deposee_le, pages_liasse.c.id)
Index("pages_liasse_numero", pages_liasse.c.numero, postgresql_where=text("numero IS NOT NULL"))

journal_liasses = Table(
    "journal_liasses",
    ctn,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("liasse", Uuid, nullable=False),
    Column("page", Uuid),
    Column("acte", Text, nullable=False),
    Column("acteur", Uuid, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("fait_le", Instant, nullable=False),
    comment="Which agent deposited, looked at, settled or threw away what; rows are only ever added.",
)
Index("journal_liasses_liasse", journal_liasses.c.liasse, journal_liasses.c.id)
