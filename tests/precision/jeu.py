"""The labelled set: every paper, taken by scanner and by telephone, under every damage, harmless and not."""

import random
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from contracts.vocabulary.pieces import Piece
from tests.precision.degats import DEGATS, EN_COULEUR
from tests.precision.papiers import PAPIERS
from tests.precision.prises import fichier, scanner, telephone

PRISES = {"scanner": scanner, "telephone": telephone}


class Cas(NamedTuple):
    """`bon` is the label: whether a person could read it without effort."""

    papier: str
    prise: str
    degat: str
    force: float
    bon: bool
    type_piece: str
    octets: bytes


class Tirage(NamedTuple):
    """One image of the set before it is drawn: its own seed makes it, alone or among the others."""

    papier: str
    prise: str
    degat: str
    bon: bool
    graine: str


def tirages(
    graine: int, fois: int, papiers: Iterable[str] = PAPIERS, prises: Iterable[str] = PRISES
) -> Iterator[Tirage]:
    """The same seed makes the same set; thresholds were chosen on 1 to 4, other seeds are for judging them."""
    for rang in range(fois):
        for papier in papiers:
            for prise in prises:
                for degat, echelle in DEGATS.items():
                    if not echelle.papiers or papier in echelle.papiers:
                        for bon in (True, False):
                            yield Tirage(papier, prise, degat, bon, f"{graine} {rang} {papier} {prise} {degat} {bon}")


def dessiner(tirage: Tirage) -> Cas:
    papier, prise, degat, bon, graine = tirage
    hasard, echelle = random.Random(graine), DEGATS[degat]
    dessine = PAPIERS[papier](hasard)
    force = hasard.uniform(*(echelle.bon if bon else echelle.mauvais))
    pixels = echelle.degat(PRISES[prise](dessine, hasard), dessine.corps, force, hasard)
    type_piece = Piece.IDENTITE if papier in EN_COULEUR else Piece.DOMICILE
    return Cas(papier, prise, degat, force, bon, type_piece.value, fichier(pixels, hasard))


def cas(graine: int, fois: int, papiers: Iterable[str] = PAPIERS, prises: Iterable[str] = PRISES) -> Iterator[Cas]:
    return map(dessiner, tirages(graine, fois, papiers, prises))
