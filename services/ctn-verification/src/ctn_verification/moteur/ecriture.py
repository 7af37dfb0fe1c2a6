"""The letters on a page: how high they are, and which of them the edges of the picture cut."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.nettete import Gris

PLUS_CLAIR = 0.8  # ink is darker than this share of what surrounds it
VOISINAGE = 41  # pixels
HAUTEURS = (3, 40)  # pixels: below it is grain, above a picture
LETTRES_MINIMUM = 25
BORD = 2  # pixels
RESTE = 4  # pixels of a letter that is cut
LETTRES_D_UNE_LIGNE = 6
COTE_LU = 1100  # pixels: a larger picture is read at half its size, where a letter is still found and costs a quarter


class Vue(NamedTuple):
    """The page as its letters are looked for, `echelle` times as large, and what surrounds each of its pixels."""

    gris: Gris
    autour: Gris
    echelle: float


class Ecriture(NamedTuple):
    """`hauteur` in pixels of the picture it was found in, None with too few letters to say.

    `coupees` is how many letters touch a side of the picture, of the side where there are most, per hundred; `cote` is
    that side (-1 left, 1 right). `rognees` is how many touch the top or the bottom, whichever has more; `blanc` is what
    lies between the first or the last line and that edge, in heights of a letter, the lesser of both. `boites` are the
    letters (left, top, width, height) in the picture they were read in, where the usual one is `lue` high.
    """

    hauteur: float | None
    lettres: int
    coupees: float
    boites: NDArray[np.int32]
    lue: float = 0.0
    cote: int = 0
    rognees: int = 0
    blanc: float | None = None


def voir(gris: Gris) -> Vue:
    echelle = 0.5 if max(gris.shape) > COTE_LU else 1.0
    lue: Any = gris if echelle == 1.0 else cv2.resize(gris, None, fx=echelle, fy=echelle, interpolation=cv2.INTER_AREA)
    return Vue(lue, np.asarray(cv2.blur(lue, (VOISINAGE, VOISINAGE))), echelle)


def lire_ecriture(vue: Vue) -> Ecriture:
    encre = cv2.compare(vue.gris, cv2.convertScaleAbs(vue.autour, alpha=PLUS_CLAIR), cv2.CMP_LT)
    stats: Any = cv2.connectedComponentsWithStatsWithAlgorithm(encre, 8, cv2.CV_32S, cv2.CCL_BBDT)[2]  # the quickest
    lettres = _lettres(stats[1:])
    if len(lettres) < LETTRES_MINIMUM:
        return Ecriture(None, len(lettres), 0.0, lettres)
    hauteur = float(np.median(lettres[:, cv2.CC_STAT_HEIGHT]))
    coupees, cote = _coupees(lettres, hauteur, encre.shape)
    rognees, blanc = _rognees(stats[1:], hauteur, encre.shape[0]), _blanc(lettres, hauteur, encre.shape[0])
    part = 100.0 * coupees / len(lettres)
    return Ecriture(hauteur / vue.echelle, len(lettres), part, lettres, hauteur, cote, rognees, blanc)


def _lettres(stats: NDArray[np.int32]) -> NDArray[np.int32]:
    large, haut, aire = (stats[:, c] for c in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    lisible = (haut >= HAUTEURS[0]) & (haut <= HAUTEURS[1]) & (large <= 3 * haut) & (haut <= 8 * large)
    plein = aire >= np.maximum(6, 0.12 * large * haut)
    return np.asarray(stats[lisible & plein])


def _usuelles(lettres: NDArray[np.int32], hauteur: float) -> NDArray[np.int32]:
    return np.asarray(lettres[np.abs(lettres[:, cv2.CC_STAT_HEIGHT] - hauteur) <= 0.6 * hauteur])


def _coupees(lettres: NDArray[np.int32], hauteur: float, forme: Any) -> tuple[int, int]:
    """Letters of the usual height that the left or the right edge cuts, of the worse of the two: lines go on there."""
    usuelles = _usuelles(lettres, hauteur)
    gauche = usuelles[:, cv2.CC_STAT_LEFT]
    droite = gauche + usuelles[:, cv2.CC_STAT_WIDTH]
    a_gauche, a_droite = int(np.count_nonzero(gauche <= BORD)), int(np.count_nonzero(droite >= forme[1] - BORD))
    return (a_gauche, -1) if a_gauche > a_droite else (a_droite, 1 if a_droite else 0)


def _rognees(stats: NDArray[np.int32], hauteur: float, bas: int) -> int:
    """What is left of letters that the top or the bottom cuts, of the worse of the two: a line goes on there."""
    petites = stats[
        (stats[:, cv2.CC_STAT_WIDTH] <= 3 * hauteur)
        & (stats[:, cv2.CC_STAT_HEIGHT] <= 1.6 * hauteur)
        & (stats[:, cv2.CC_STAT_AREA] >= RESTE)
    ]
    haut = petites[:, cv2.CC_STAT_TOP]
    en_bas = haut + petites[:, cv2.CC_STAT_HEIGHT]
    return max(int(np.count_nonzero(haut < BORD)), int(np.count_nonzero(en_bas > bas - BORD)))


def _blanc(lettres: NDArray[np.int32], hauteur: float, bas: int) -> float:
    """A line has several letters: one that stands alone at an edge is a stain."""
    usuelles = _usuelles(lettres, hauteur)
    haut = usuelles[:, cv2.CC_STAT_TOP]
    dessous = bas - haut - usuelles[:, cv2.CC_STAT_HEIGHT]
    rang = min(LETTRES_D_UNE_LIGNE, len(usuelles)) - 1
    return float(min(np.partition(haut, rang)[rang], np.partition(dessous, rang)[rang])) / hauteur
