"""A face turned upright and scaled by its eyes, and what these show: open or closed, red, behind a reflection."""

from typing import NamedTuple

import cv2
import numpy as np

from ctn_verification.moteur.nettete import Gris
from ctn_verification.moteur.teint import COTE, Couleurs
from ctn_verification.moteur.visage import Visage

ECART = 64  # pixels between the eyes of the normalised face
LIGNE = 72  # where they lie in it, from the top
GAUCHE, DROITE = (COTE - ECART) // 2, (COTE + ECART) // 2
IRIS = round(0.11 * ECART)  # its radius
SPECULAIRE = 242
SOURCIL = np.s_[8:26]  # rows of that region without the brow
SEUIL = 0.6  # between the darkest and the light around: the iris of a brown eye is lighter than its lashes
CONTRASTE = 20  # grey levels between an iris and the skin around the eye


class Yeux(NamedTuple):
    """Of the less open, and of the redder one."""

    ouverture: float  # in distances between the eyes
    rouge: float
    reflet: float  # share of the region of both


def redresser(couleurs: Couleurs, visage: Visage) -> Couleurs:
    """The face alone, its eyes level, at fixed places of a square of COTE."""
    echelle = ECART / max(visage.ecart, 1.0)
    pose = cv2.getRotationMatrix2D(visage.milieu, visage.inclinaison, echelle)
    pose[:, 2] += np.array([COTE / 2 - visage.milieu[0], LIGNE - visage.milieu[1]])
    droit = cv2.warpAffine(couleurs, pose, (COTE, COTE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(droit, np.uint8)


def regarder_yeux(visage: Couleurs) -> Yeux:
    gris = np.asarray(cv2.cvtColor(visage, cv2.COLOR_RGB2GRAY), np.uint8)
    return Yeux(
        ouverture=min(_ouverture(gris, GAUCHE), _ouverture(gris, DROITE)),
        rouge=max(_rouge(visage, GAUCHE), _rouge(visage, DROITE)),
        reflet=float(np.mean(visage[LIGNE - 22 : LIGNE + 26, GAUCHE - 30 : DROITE + 31].min(axis=2) >= SPECULAIRE)),
    )


def _ouverture(gris: Gris, x: int) -> float:
    """How high the dark of iris and lashes is, against the lightness around the eye; lashes alone are a thin line."""
    autour = gris[LIGNE - 16 : LIGNE + 20, x - 20 : x + 21].astype(np.float32)
    colonne = cv2.GaussianBlur(autour, (0, 0), 1.0)[SOURCIL, 17:24].mean(axis=1)
    clair, sombre = float(np.percentile(autour, 75)), float(colonne.min())
    if clair - sombre < CONTRASTE:
        return 0.0
    sombres = np.flatnonzero(colonne < SEUIL * clair + (1 - SEUIL) * sombre)
    return float(sombres[-1] - sombres[0]) / ECART


def _rouge(visage: Couleurs, x: int) -> float:
    oeil = visage[LIGNE - IRIS : LIGNE + IRIS + 1, x - IRIS : x + IRIS + 1].astype(np.float32)
    rouge = (oeil[..., 0] > 70) & (oeil[..., 0] > 1.7 * np.maximum(oeil[..., 1], oeil[..., 2]))
    return float(rouge.mean())
