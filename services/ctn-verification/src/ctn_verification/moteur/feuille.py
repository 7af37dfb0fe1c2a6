"""Where the sheet lies in the picture, and how it is lit; seen small, where letters melt into the paper."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.lecture import normaliser
from ctn_verification.moteur.nettete import Gris

COTE = 200  # pixels of the long side
SANS_LETTRES = 9  # pixels: the paper between the letters covers them
ECART_TABLE = 30  # grey levels between table and paper
PLUS_PETITE_FEUILLE = 0.15  # of the picture
COTE_PRIS = 0.5  # of a side of the picture that lies on the sheet: the sheet goes on beyond it


class Feuille(NamedTuple):
    """`masque` is the sheet in a picture of 200 pixels, `fond` its paper level there.

    `cotes_coupes` counts the sides on which it leaves the picture, when a table shows on the others; of a scan edge to
    edge, or under a coloured heading, nothing can be said: 0.
    """

    fond: Gris
    masque: NDArray[np.bool_]
    cotes_coupes: int


def trouver_feuille(gris: Gris) -> Feuille:
    vignette = normaliser(gris, COTE)
    noyau = cv2.getStructuringElement(cv2.MORPH_RECT, (SANS_LETTRES, SANS_LETTRES))
    fond = np.asarray(cv2.medianBlur(cv2.morphologyEx(vignette, cv2.MORPH_CLOSE, noyau), 5), dtype=np.uint8)
    _, clair = cv2.threshold(fond, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dedans = clair > 0
    if not dedans.any() or dedans.all() or float(fond[dedans].mean() - fond[~dedans].mean()) < ECART_TABLE:
        return Feuille(fond, np.ones(fond.shape, bool), 0)
    nombre, marques, stats, _ = cv2.connectedComponentsWithStats(clair)
    plus_grande = 1 + int(np.argmax(stats[1:nombre, cv2.CC_STAT_AREA]))
    masque = marques == plus_grande
    if float(masque.mean()) < PLUS_PETITE_FEUILLE:
        return Feuille(fond, np.ones(fond.shape, bool), 0)
    cotes = [float(cote.mean()) for cote in (masque[0], masque[-1], masque[:, 0], masque[:, -1])]
    pris = sum(cote > COTE_PRIS for cote in cotes)
    return Feuille(fond, masque, pris if pris <= 2 and min(cotes) < 0.1 else 0)
