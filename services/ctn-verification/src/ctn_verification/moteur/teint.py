"""Light, colour and sharpness of a face that was turned upright and scaled, see moteur/yeux.py."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.nettete import Gris, nettete_par_tuile

Couleurs = NDArray[np.uint8]
Region = tuple[tuple[int, int], tuple[int, int]]

COTE = 192  # width and height of the normalised face, in pixels
JOUES: Region = ((90, 128), (22, 58))  # rows; columns from the middle outwards
FRONT: Region = ((22, 46), (4, 40))
FACE = np.s_[20:170, 30:162]
TOUT, CENTRE = np.s_[30:170, 26:166], np.s_[56:172, 46:146]
BRULE = 250


class Teint(NamedTuple):
    nettete: float
    desequilibre: float  # light of the left less that of the right, of their mean
    brule: float  # share of the face without detail
    couleur: float  # distance of the skin from grey
    derive: float  # how far its colour lies from any skin's
    symetrie: float  # how alike the halves are


def regarder_teint(visage: Couleurs) -> Teint:
    gris = np.asarray(cv2.cvtColor(visage, cv2.COLOR_RGB2GRAY), np.uint8)
    lab = cv2.cvtColor(visage.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    peau = np.concatenate([lab[cote].reshape(-1, 3) for cote in (*_cotes(JOUES), *_cotes(FRONT))])
    a, b = (float(np.median(peau[:, plan])) for plan in (1, 2))
    tuiles = nettete_par_tuile(gris).tuiles
    return Teint(
        nettete=float(np.percentile(tuiles, 75)) if tuiles.size else 0.0,
        desequilibre=_desequilibre(gris),
        brule=float(np.mean(gris[FACE] >= BRULE)),
        couleur=float(np.median(np.hypot(peau[:, 1], peau[:, 2]))),
        derive=_derive(a, b),
        symetrie=_symetrie(gris),
    )


def _cotes(region: Region) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    (haut, bas), (pres, loin) = region
    milieu = COTE // 2
    return np.s_[haut:bas, milieu - loin : milieu - pres], np.s_[haut:bas, milieu + pres : milieu + loin]


def _desequilibre(gris: Gris) -> float:
    gauche, droite = (float(np.median(gris[cote])) for cote in _cotes(JOUES))
    return 2 * (gauche - droite) / max(gauche + droite, 1.0)


def _derive(a: float, b: float) -> float:
    """Every skin, dark or fair, is somewhat red and yellow (a* and b* above 0) and neither by very much."""
    return float(np.hypot(max(0.0, 2 - a, a - 30), max(0.0, 3 - b, b - 38)))


def _symetrie(gris: Gris) -> float:
    """Of the head and of eyes, nose and mouth alone, which no fringe hides; in the mean."""
    return (_miroir(gris[TOUT]) + _miroir(gris[CENTRE])) / 2


def _miroir(part: Gris) -> float:
    """Correlation with its mirror image, light and contrast evened out."""
    petit = cv2.resize(part, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32)
    relief = petit - cv2.GaussianBlur(petit, (0, 0), 8.0)
    plat = relief / (np.sqrt(cv2.GaussianBlur(relief * relief, (0, 0), 8.0)) + 2.0)
    if float(plat.std()) < 0.05:
        return 1.0  # nothing to be unlike
    return float(np.corrcoef(plat.ravel(), plat[:, ::-1].ravel())[0, 1])
