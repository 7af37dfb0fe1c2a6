"""The labelled set: every paper, taken by scanner and by telephone, under every damage, harmless and not."""

import random
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.precision.degats import DEGATS
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
    octets: bytes


def cas(graine: int, fois: int, papiers: Iterable[str] = PAPIERS, prises: Iterable[str] = PRISES) -> Iterator[Cas]:
    """The same seed makes the same set; thresholds were chosen on 1 to 4, other seeds are for judging them."""
    hasard = random.Random(graine)
    for _ in range(fois):
        for papier in papiers:
            for prise in prises:
                for degat in DEGATS:
                    yield from (_un(papier, prise, degat, hasard, bon=bon) for bon in (True, False))


def _un(papier: str, prise: str, degat: str, hasard: random.Random, *, bon: bool) -> Cas:
    echelle = DEGATS[degat]
    dessine = PAPIERS[papier](hasard)
    force = hasard.uniform(*(echelle.bon if bon else echelle.mauvais))
    pixels = echelle.degat(PRISES[prise](dessine, hasard), dessine.corps, force, hasard)
    return Cas(papier, prise, degat, force, bon, fichier(pixels, hasard))
