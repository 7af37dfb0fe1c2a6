"""What the printing processes are handed, and why they may refuse it. Light: both sides import it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from documents_pdf.domain.contenu import Contenu


@dataclass(frozen=True)
class Picture:
    """A photo or a signature: its media type, and its bytes, embedded as they are."""

    format: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True)
class Cachet:
    """What is to be read beside the code of the seal: how anybody verifies the document."""

    code: str
    adresse: str


@dataclass(frozen=True)
class Jointe:
    """A file inside the PDF: the same data, for machines."""

    nom: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True)
class Order:
    """One document to print, on so many pages; with `suite`, on so many at most."""

    gabarit: str
    titre: str
    pages: int
    contenu: Contenu
    images: Mapping[str, Picture]
    suite: bool = False
    cachet: Cachet = field(kw_only=True)
    jointe: Jointe = field(kw_only=True)

    def admits(self, pages: int) -> bool:
        return pages <= self.pages if self.suite else pages == self.pages


class MiseEnPageImpossible(Exception):
    """The document does not come out as its line of the table says: a picture is unreadable, a text too long."""


class ImpressionInterrompue(Exception):
    """The printing process died or took too long: the next try gets a new one."""
