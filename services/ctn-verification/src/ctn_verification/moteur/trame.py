"""Traces of a print or a screen: a photo of a photo shows a grid that no skin has."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.nettete import Gris

COTE = 256
PLUS_LENTE = 0.10  # cycles per pixel: slower waves are features of the face
AXE = 2  # bins: the blocks of a JPEG lie on the axes
COURONNES = 24


def trame(gris: Gris, x: float, y: float) -> float:
    """How far the strongest wave stands out from others as fine, around a point of the photo at its full size."""
    hauteur, largeur = gris.shape
    if hauteur < COTE or largeur < COTE:
        return 0.0
    x0 = min(max(0, round(x) - COTE // 2), largeur - COTE)
    y0 = min(max(0, round(y) - COTE // 2), hauteur - COTE)
    carre = gris[y0 : y0 + COTE, x0 : x0 + COTE].astype(np.float32)
    carre -= cv2.GaussianBlur(carre, (0, 0), 4.0)
    fenetre, couronne = _plan()
    partie = cv2.dft(carre * fenetre, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : COTE // 2 + 1]
    reelle, imaginaire = (np.ascontiguousarray(partie[..., plan]) for plan in (0, 1))
    ondes = np.asarray(cv2.blur(cv2.magnitude(reelle, imaginaire), (3, 3)), np.float32)
    usuelle = np.array([_mediane(ondes[couronne == n]) for n in range(1, COURONNES)])
    saillie = np.where(couronne > 0, ondes / np.maximum(np.concatenate([[1.0], usuelle])[couronne], 1e-3), 0.0)
    return float(saillie.max())


def _mediane(valeurs: NDArray[np.float32]) -> float:
    return float(np.median(valeurs)) if valeurs.size else 1.0


@cache
def _plan() -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """The window, and to which ring each wave belongs; 0: not looked at."""
    bord = np.hanning(COTE).astype(np.float32)
    fy, fx = np.meshgrid(np.fft.fftfreq(COTE), np.fft.rfftfreq(COTE), indexing="ij")
    rayon = np.hypot(fx, fy)
    couronne = np.clip((rayon / 0.5 * COURONNES).astype(np.intp), 1, COURONNES - 1)
    sur_axe = (np.abs(fy) * COTE <= AXE) | (np.abs(fx) * COTE <= AXE)
    couronne[(rayon < PLUS_LENTE) | sur_axe] = 0
    return np.outer(bord, bord), couronne
