"""The labelled sets of identity photos and signatures: every damage at harmless and at bad strengths."""

import io
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from PIL import Image

from tests.precision.degats import Pixels
from tests.precision.degats_photo import DEGATS_PHOTO, Echelle
from tests.precision.griffes import DEGATS_SIGNATURE

JEUX: Mapping[str, Mapping[str, Echelle]] = {"photo": DEGATS_PHOTO, "signature": DEGATS_SIGNATURE}


class CasEphoto(NamedTuple):
    """`bon` is the label: whether the norm admits it."""

    tache: str
    degat: str
    force: float
    bon: bool
    octets: bytes


def cas_ephoto(tache: str, graine: int, fois: int, degats: Iterable[str] | None = None) -> Iterator[CasEphoto]:
    """The same seed makes the same set; thresholds were chosen on 1 to 4, other seeds are for judging them."""
    for nom in JEUX[tache] if degats is None else degats:
        hasard = random.Random(f"{graine} {tache} {nom}")
        for _ in range(fois):
            yield from (_un(tache, nom, hasard, bon=bon) for bon in (True, False))


def _un(tache: str, nom: str, hasard: random.Random, *, bon: bool) -> CasEphoto:
    echelle = JEUX[tache][nom]
    force = hasard.uniform(*(echelle.bon if bon else hasard.choice(echelle.mauvais)))
    return CasEphoto(tache, nom, force, bon, _fichier(echelle.photo(force, hasard), hasard))


def _fichier(pixels: Pixels, hasard: random.Random) -> bytes:
    """As a photographer sends it: a JPEG of good quality, now and then a PNG."""
    buffer = io.BytesIO()
    if hasard.random() < 0.15:
        Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    else:
        Image.fromarray(pixels).save(buffer, "JPEG", quality=hasard.randint(82, 96))
    return buffer.getvalue()
