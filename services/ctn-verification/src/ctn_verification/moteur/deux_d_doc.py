"""The 2D-Doc of a page: a Datamatrix whose text begins as the specification says (domain.md §8.4)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import zxingcpp

from ctn_verification.domain.releve import LECTURES_MAX, TEXTE_MAX, Cadre, Genre, Lecture
from ctn_verification.moteur.nettete import Gris

DATAMATRIX = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
BINAIRES: Any = (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram)
DEBUT = b"DC0"
CODES_MAX = LECTURES_MAX - 1  # a zone for machines may stand beside them

VOISINAGE = 31  # pixels of a page of 1,600: dark is what is darker than these, of a dark border only its edge
ECART_SOMBRE = 6  # grey levels
TROU = np.ones((7, 7), np.uint8)  # the white between the squares of a code is closed, that between lines of text is not
MOITIE = 2  # from here on every other pixel is enough
BLOC = np.ones((9, 9), np.uint8)  # of those; what is left of a line of text is lower
BORD = 12  # of those: the code's own white border, and where the block's edge was not seen
PRESQUE_TOUT = 0.5  # of the page

Place = tuple[float, float, float, float]  # left, top, right, bottom as parts of the page


def lire_codes(gris: Gris, fin: Callable[[], Gris]) -> list[Lecture]:
    """At the normalised scale; where nothing is found, with all the pixels of the page, wherever a code may be."""
    if (lus := _codes(gris)) or not (ou := places(gris)):
        return lus
    return _parmi(fin(), ou)


def places(gris: Gris) -> list[Place]:
    """Blocks that are dark and light throughout, as no line of text is; the page, where they are half of it."""
    methode, sens = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    sombre = cv2.adaptiveThreshold(np.ascontiguousarray(gris), 255, methode, sens, VOISINAGE, ECART_SOMBRE)
    plein = cv2.morphologyEx(sombre, cv2.MORPH_CLOSE, TROU)[::MOITIE, ::MOITIE]
    blocs = cv2.morphologyEx(plein, cv2.MORPH_OPEN, BLOC)
    nombre, _, cadres, _ = cv2.connectedComponentsWithStats(blocs)
    hauteur, largeur = blocs.shape
    found = [
        ((x - BORD) / largeur, (y - BORD) / hauteur, (x + w + BORD) / largeur, (y + h + BORD) / hauteur)
        for x, y, w, h in cadres[1:nombre, :4].tolist()
    ]
    if sum((droite - gauche) * (bas - haut) for gauche, haut, droite, bas in found) > PRESQUE_TOUT:
        return [(0.0, 0.0, 1.0, 1.0)]
    return found


def _parmi(vue: Gris, ou: Sequence[Place]) -> list[Lecture]:
    """What is read at these places, once where they overlap; `cadre` is on the whole page."""
    found: dict[str, Lecture] = {}
    hauteur, largeur = vue.shape
    for place in ou:
        x, y, droite, bas = (
            round(min(max(part, 0.0), 1.0) * cote) for part, cote in zip(place, (largeur, hauteur) * 2, strict=True)
        )
        w, h = (droite - x) / largeur, (bas - y) / hauteur
        for lue in _codes(vue[y:bas, x:droite]):
            dedans = lue.cadre or Cadre(0.0, 0.0, 1.0, 1.0)
            cadre = Cadre(
                x / largeur + dedans.x * w, y / hauteur + dedans.y * h, dedans.largeur * w, dedans.hauteur * h
            )
            found.setdefault(lue.texte, replace(lue, cadre=cadre))
    return [*found.values()][:CODES_MAX]


def _codes(vue: Gris) -> list[Lecture]:
    for binaire in BINAIRES:
        if lus := list(_lus(vue, binaire)):
            return lus[:CODES_MAX]
    return []


def _lus(vue: Gris, binaire: Any) -> Iterator[Lecture]:
    hauteur, largeur = vue.shape
    for code in zxingcpp.read_barcodes(
        np.ascontiguousarray(vue), formats=DATAMATRIX, binarizer=binaire, try_invert=False
    ):
        octets = bytes(code.bytes)
        if octets.startswith(DEBUT) and octets.isascii() and len(octets) <= TEXTE_MAX:
            coins = [getattr(code.position, coin) for coin in ("top_left", "top_right", "bottom_right", "bottom_left")]
            x = np.clip([coin.x / largeur for coin in coins], 0.0, 1.0)
            y = np.clip([coin.y / hauteur for coin in coins], 0.0, 1.0)
            cadre = Cadre(float(x.min()), float(y.min()), float(np.ptp(x)), float(np.ptp(y)))
            yield Lecture(Genre.DEUX_D_DOC, octets.decode("ascii"), cadre)
