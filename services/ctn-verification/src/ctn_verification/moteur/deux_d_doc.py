"""The 2D-Doc of a page: a Datamatrix whose text begins as the specification says (domain.md §8.4)."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import zxingcpp

from ctn_verification.domain.releve import LECTURES_MAX, TEXTE_MAX, Cadre, Genre, Lecture
from ctn_verification.moteur.nettete import Gris

DATAMATRIX = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
BINAIRES: Any = (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram)
DEBUT = b"DC0"
CODES_MAX = LECTURES_MAX - 1  # a zone for machines may stand beside them


def lire_codes(gris: Gris, fin: Callable[[], Gris]) -> list[Lecture]:
    """At the normalised scale; with all the pixels that the page has only where nothing is found."""
    return _codes(gris) or _codes(fin())


def _codes(vue: Gris) -> list[Lecture]:
    for binaire in BINAIRES:
        if lus := list(_lus(vue, binaire)):
            return lus[:CODES_MAX]
    return []


def _lus(vue: Gris, binaire: Any) -> Iterator[Lecture]:
    hauteur, largeur = vue.shape
    for code in zxingcpp.read_barcodes(np.ascontiguousarray(vue), formats=DATAMATRIX, binarizer=binaire):
        octets = bytes(code.bytes)
        if octets.startswith(DEBUT) and octets.isascii() and len(octets) <= TEXTE_MAX:
            coins = [getattr(code.position, coin) for coin in ("top_left", "top_right", "bottom_right", "bottom_left")]
            x = np.clip([coin.x / largeur for coin in coins], 0.0, 1.0)
            y = np.clip([coin.y / hauteur for coin in coins], 0.0, 1.0)
            cadre = Cadre(float(x.min()), float(y.min()), float(np.ptp(x)), float(np.ptp(y)))
            yield Lecture(Genre.DEUX_D_DOC, octets.decode("ascii"), cadre)
