"""Light on the sheet: burnt spots that wipe out what was written, shadows that swallow it."""

from typing import Any

import cv2
import numpy as np

from ctn_verification.domain.releve import Cadre
from ctn_verification.moteur.feuille import Feuille
from ctn_verification.moteur.nettete import Gris

BRULE = 253  # nothing but the lamp makes every pixel of a neighbourhood that bright
PAPIER_BLANC = 254  # a scanner or a printer that cuts the paper to white: burnt spots cannot be told from it
VOISINAGE = 9  # pixels
NOIR = 0.12  # of the paper's own level: a dark table is lighter
A_L_OMBRE = 0.4  # of the level of well lit paper


def part_de_reflet(gris: Gris, feuille: Feuille) -> tuple[float, Cadre | None]:
    """Share of the sheet under its largest burnt spot, and where that is."""
    papier = float(np.median(feuille.fond[feuille.masque]))
    if papier >= PAPIER_BLANC:
        return 0.0, None
    brule = cv2.erode(gris, np.ones((VOISINAGE, VOISINAGE), np.uint8)) >= BRULE
    petit = cv2.resize(brule.astype(np.uint8), feuille.fond.shape[::-1], interpolation=cv2.INTER_NEAREST)
    petit[~feuille.masque] = 0
    nombre, _, stats, _ = cv2.connectedComponentsWithStats(petit)
    if nombre < 2:
        return 0.0, None
    tache = stats[1 + int(np.argmax(stats[1:nombre, cv2.CC_STAT_AREA]))]
    return int(tache[cv2.CC_STAT_AREA]) / max(1, int(feuille.masque.sum())), cadre_de(tache, petit.shape)


def part_a_l_ombre(gris: Gris, feuille: Feuille) -> tuple[float, Cadre | None]:
    """Share of the picture that is far darker than lit paper and shows letters nevertheless, and where it lies."""
    clair = float(np.percentile(feuille.fond, 95))
    sombre = feuille.fond < A_L_OMBRE * clair
    if not sombre.any():
        return 0.0, None
    vignette = cv2.resize(gris, (2 * feuille.fond.shape[1], 2 * feuille.fond.shape[0]), interpolation=cv2.INTER_AREA)
    fond = cv2.morphologyEx(vignette, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8)).astype(np.float32)
    ecart = cv2.GaussianBlur((fond - vignette) / np.maximum(fond, 8.0), (0, 0), 1.0)
    elargi: Any = cv2.dilate((ecart > 0.18).astype(np.uint8), np.ones((7, 7), np.uint8))
    ecrit = cv2.resize(elargi, feuille.fond.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    couverte = sombre & ecrit
    if not couverte.any():
        return 0.0, None
    x, y, largeur, hauteur = cv2.boundingRect(couverte.astype(np.uint8))
    return float(np.mean(couverte)), cadre_de((x, y, largeur, hauteur), couverte.shape)


def part_noire(feuille: Feuille) -> float:
    """Share of the picture that is next to black beside lit paper: in such a shadow not even letters are seen."""
    return float(np.mean(feuille.fond < NOIR * float(np.percentile(feuille.fond, 95))))


def cadre_de(boite: Any, forme: tuple[int, ...]) -> Cadre:
    """A box in pixels (left, top, width, height) as a share of its picture."""
    x, y, largeur, hauteur = (int(valeur) for valeur in boite[:4])
    return Cadre(x / forme[1], y / forme[0], largeur / forme[1], hauteur / forme[0])
