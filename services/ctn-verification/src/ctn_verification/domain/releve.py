"""What the engine found on one page: measures, where on the page they were taken, what could be read there.

The engine's children import it: nothing heavy may come with it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

from ctn_verification.domain.mesures import Mesure, Mesures

ZONES_MAX = 12  # of one measure: more places than a person looks at
LECTURES_MAX = 8
CONNUES = frozenset(mesure.value for mesure in Mesure)
TEXTE_MAX = 4096  # characters: a Datamatrix holds 2,335


class Genre(StrEnum):
    MRZ = "mrz"
    DEUX_D_DOC = "2d-doc"


class Sceau(StrEnum):
    """What the signature of a 2D-Doc is worth; said by the service, never by a child of the engine."""

    VERIFIE = "verifie"
    INCONNU = "inconnu"  # its issuer is not on the list
    PERIME = "perime"
    FAUX = "faux"
    ILLISIBLE = "illisible"


class Cadre(NamedTuple):
    """A place on the upright page: fractions of its width and height, from the upper left corner."""

    x: float
    y: float
    largeur: float
    hauteur: float


@dataclass(frozen=True)
class Lecture:
    """A text for machines, as it was read; what it says and whether it is whole, `domain.lecture` tells."""

    genre: Genre
    texte: str = field(repr=False)
    cadre: Cadre | None = None
    sceau: Sceau | None = None


@dataclass(frozen=True)
class Releve:
    mesures: Mesures
    zones: Mapping[Mesure, tuple[Cadre, ...]] = field(default_factory=dict)
    lectures: tuple[Lecture, ...] = ()

    def dire(self) -> dict[str, Any]:
        """As JSON, between the engine's child and its parent and in the row of a verdict."""
        return {
            "mesures": {mesure.value: valeur for mesure, valeur in self.mesures.items()},
            "zones": {mesure.value: [list(cadre) for cadre in cadres] for mesure, cadres in self.zones.items()},
            "lectures": [
                {
                    "genre": lu.genre.value,
                    "texte": lu.texte,
                    "cadre": None if lu.cadre is None else list(lu.cadre),
                    "sceau": lu.sceau,
                }
                for lu in self.lectures
            ],
        }

    @classmethod
    def entendre(cls, dit: Mapping[str, Any]) -> Self:
        """Measures of an engine long gone are left out.

        Raises ValueError, TypeError or LookupError for what is no such JSON: a child may have been taken over.
        """
        zones, lectures = dit.get("zones", {}), dit.get("lectures", ())
        if len(lectures) > LECTURES_MAX or any(len(cadres) > ZONES_MAX for cadres in zones.values()):
            raise ValueError("more than a page can show")
        return cls(
            {Mesure(nom): _nombre(valeur) for nom, valeur in dit["mesures"].items() if nom in CONNUES},
            {Mesure(nom): tuple(map(_cadre, cadres)) for nom, cadres in zones.items() if nom in CONNUES},
            tuple(map(_lecture, lectures)),
        )


def _lecture(dit: Mapping[str, Any]) -> Lecture:
    texte = str(dit["texte"])
    if len(texte) > TEXTE_MAX:
        raise ValueError("more than a code can hold")
    cadre = None if dit["cadre"] is None else _cadre(dit["cadre"])
    return Lecture(Genre(dit["genre"]), texte, cadre, Sceau(dit["sceau"]) if dit.get("sceau") else None)


def _cadre(valeurs: Any) -> Cadre:
    cadre = Cadre(*map(_nombre, valeurs))
    if not all(0.0 <= valeur <= 1.0 for valeur in cadre):
        raise ValueError("a place outside the page")
    return cadre


def _nombre(valeur: Any) -> float:
    nombre = float(valeur)
    if not math.isfinite(nombre):
        raise ValueError("a measure that is no number")
    return nombre
