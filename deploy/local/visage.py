"""The one real face at hand, cut out of its picture: scikit-image's astronaut, which NASA gave to everybody."""

from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

Plan = NDArray[np.float32]

PART_VUE = (60, 0, 400, 330)  # left, top, right, bottom in the picture of 512 × 512
FIN = 4  # the face is enlarged this much, from then on only reduced
OEILS = ((203.2, 101.0), (247.2, 102.6))
MENTON = 178.0
SOMMET = 25.0  # of the skull, under the hair


class Decoupe(NamedTuple):
    """Enlarged: colours, opacity of head and neck, how much each pixel is skin, how much it is hair."""

    couleurs: Plan
    opacite: Plan
    peau: Plan
    cheveux: Plan


def place(x: float, y: float) -> tuple[float, float]:
    """Where a point of the picture lies in the cut-out."""
    return (x - PART_VUE[0]) * FIN, (y - PART_VUE[1]) * FIN


@cache
def decoupe() -> Decoupe:
    astronaute: Any = data.astronaut()  # type: ignore[no-untyped-call]
    image = np.ascontiguousarray(astronaute[PART_VUE[1] : PART_VUE[3], PART_VUE[0] : PART_VUE[2]])
    tete = _tete(image)
    lab: Any = cv2.cvtColor(image.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    visage = cv2.ellipse(np.zeros_like(tete), (166, 122), (52, 66), 0, 0, 360, 1.0, -1)
    peau = np.asarray(visage * tete * (lab[..., 0] > 55) * (lab[..., 1] > 6), np.float32)
    peau[:88] = 0.0
    peau = np.asarray(cv2.GaussianBlur(cv2.morphologyEx(peau, cv2.MORPH_CLOSE, np.ones((7, 7))), (0, 0), 1.5))
    cheveux = tete * (1.0 - peau)
    cheveux[140:] = 0.0
    cheveux[90:, 125:205] = 0.0
    grand = _agrandi(image.astype(np.float32))
    nette = np.clip(1.7 * grand - 0.7 * cv2.GaussianBlur(grand, (0, 0), 4.0), 0, 255)
    bord, peau, cheveux = (
        np.clip(_agrandi(cv2.GaussianBlur(plan, (0, 0), doux)), 0, 1)
        for plan, doux in ((tete, 0.8), (peau, 0.5), (cheveux, 1.5))
    )
    return Decoupe(nette, bord, peau, cheveux)


def _tete(image: NDArray[np.uint8]) -> Plan:
    """Head and neck, by GrabCut from a rough outline."""
    masque = np.full(image.shape[:2], cv2.GC_BGD, np.uint8)
    cv2.ellipse(masque, (166, 92), (78, 84), 0, 0, 360, cv2.GC_PR_FGD, -1)
    cv2.ellipse(masque, (166, 110), (42, 68), 0, 0, 360, cv2.GC_FGD, -1)
    cv2.ellipse(masque, (166, 70), (58, 44), 0, 0, 360, cv2.GC_FGD, -1)
    cv2.rectangle(masque, (128, 160), (206, 188), cv2.GC_PR_FGD, -1)
    masque[:10] = cv2.GC_BGD
    part = np.s_[:200, 60:280]
    decoupe, modeles = np.ascontiguousarray(masque[part]), (np.zeros((1, 65)), np.zeros((1, 65)))
    cv2.setRNGSeed(7)
    cv2.grabCut(np.ascontiguousarray(image[part]), decoupe, None, *modeles, 3, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    tete = np.zeros(image.shape[:2], np.float32)
    tete[part] = (decoupe == cv2.GC_FGD) | (decoupe == cv2.GC_PR_FGD)
    return tete


def _agrandi(plan: Any) -> Any:
    return cv2.resize(plan, None, fx=FIN, fy=FIN, interpolation=cv2.INTER_CUBIC)
