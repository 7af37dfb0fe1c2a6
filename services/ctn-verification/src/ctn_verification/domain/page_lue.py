"""What the engine says of one page of a stack, and which doubts it leaves."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ctn_verification.domain.liasse import FINESSE, PHOTO, Doute
from ctn_verification.domain.releve import Cadre

REPERES_MIN = 3
NUMEROS_MAX = 4
IMAGES = frozenset({"photo", "signature"})


@dataclass(frozen=True)
class PageLue:
    """`cadres` and `images` by `photo` and `signature`; frames in fractions of the upright sheet."""

    vierge: bool = False
    numeros: tuple[str, ...] = ()
    etrangers: int = 0
    reperes: int = 0
    bitonal: bool = False
    points_par_pouce: float = 0.0
    photo: str = ""
    cadres: Mapping[str, Cadre] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def entendre(cls, dit: Mapping[str, Any], octets: bytes) -> Self:
        """Raises ValueError, TypeError or LookupError for what no child of ours says: it may have been taken over."""
        if dit["vierge"]:
            return cls(vierge=True)
        numeros = tuple(str(numero) for numero in dit["numeros"])
        if len(numeros) > NUMEROS_MAX or not all(n.isascii() and n.isdigit() and len(n) <= 25 for n in numeros):
            raise ValueError("no number of a demande")
        finesse = float(dit.get("points_par_pouce", 0.0))
        if not math.isfinite(finesse):
            raise ValueError("a measure that is no number")
        return cls(
            numeros=numeros,
            etrangers=int(dit["etrangers"]),
            reperes=int(dit["reperes"]),
            bitonal=bool(dit["bitonal"]),
            points_par_pouce=finesse,
            photo=str(dit.get("photo", "")),
            cadres={nom: _cadre(dit["cadres"][nom]) for nom in IMAGES & dit.get("cadres", {}).keys()},
            images=morceaux(dit.get("tailles", {}), octets),
        )

    @property
    def numero(self) -> str | None:
        """The one that the page is for."""
        return self.numeros[0] if len(self.numeros) == 1 else None


def morceaux(tailles: Mapping[str, Any], octets: bytes) -> dict[str, bytes]:
    """The pictures that a child sent one after the other. Raises ValueError when the sizes do not fit."""
    images, debut = {}, 0
    for nom, taille in tailles.items():
        fin = debut + int(taille)
        if nom not in IMAGES or not debut < fin <= len(octets):
            raise ValueError("a picture that is not there")
        images[nom], debut = octets[debut:fin], fin
    return images


def doutes(page: PageLue) -> tuple[Doute, ...]:
    """In the order in which an agent would look; none means that photo and signature can be judged."""
    trouves = []
    if not page.numeros:
        trouves.append(Doute.CODE_ETRANGER if page.etrangers else Doute.SANS_CODE)
    elif len(page.numeros) > 1:
        trouves.append(Doute.PLUSIEURS_CODES)
    if page.bitonal:
        trouves.append(Doute.NOIR_ET_BLANC)
    if page.reperes < REPERES_MIN:
        return (*trouves, Doute.REPERES_ABSENTS)
    if page.points_par_pouce < FINESSE:
        trouves.append(Doute.TROP_PEU_FINE)
    if page.photo in PHOTO:
        trouves.append(PHOTO[page.photo])
    return tuple(trouves)


def _cadre(valeurs: Any) -> Cadre:
    cadre = Cadre(*map(float, valeurs))
    if not all(0.0 <= valeur <= 1.0 for valeur in cadre):
        raise ValueError("a place outside the page")
    return cadre
