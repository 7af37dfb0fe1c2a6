"""A 2D-Doc taken apart: header, data, and the bytes that its signature covers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts.deux_d_doc.champs import Champ, champ
from contracts.deux_d_doc.types import TYPES, TypeDeDocument

EPOQUE = date(2000, 1, 1)


@dataclass(frozen=True)
class Entete:
    """Who signed, when, what. Versions 1 and 2 have no perimeter, version 4 alone has a country."""

    version: int
    ac: str
    certificat: str
    emission: date | None
    signature: date | None
    type: str
    perimetre: str = "01"
    pays: str = "FR"

    @property
    def document(self) -> TypeDeDocument | None:
        """None for a kind that no demande meets; the signature can be checked all the same."""
        return TYPES.get(self.type) if self.perimetre == "01" else None


@dataclass(frozen=True)
class Donnee:
    """One field. `tronquee` when its writer had to cut it."""

    id: str
    valeur: str = field(repr=False)
    tronquee: bool = False

    @property
    def champ(self) -> Champ:
        return champ(self.id)


@dataclass(frozen=True)
class Code:
    """Read, and believed only once `verifier` has said so."""

    entete: Entete
    donnees: tuple[Donnee, ...]
    signe: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def get(self, id: str) -> str | None:
        """The value of a field; the first, if it stands there twice. None when it is missing or empty."""
        return next((donnee.valeur for donnee in self.donnees if donnee.id == id and donnee.valeur), None)

    def jour(self, id: str) -> date | None:
        """The value of a field that is a day; None too when it is no day of the calendar."""
        valeur = self.get(id) or ""
        try:
            if champ(id).forme == "jours":
                return EPOQUE + timedelta(days=int(valeur, 16))
            return datetime.strptime(valeur, "%d%m%Y").date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            return None

    def en_clair(self) -> Iterator[tuple[str, str]]:
        """Meaning and value, for people."""
        return ((donnee.champ.nom, donnee.valeur) for donnee in self.donnees if donnee.valeur)
