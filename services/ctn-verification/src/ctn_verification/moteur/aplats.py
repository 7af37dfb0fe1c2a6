"""Traces of a brush: a drawing or a filter leaves flat areas and few tones, where skin has grain and shades."""

from typing import NamedTuple

import cv2
import numpy as np

from ctn_verification.moteur.nettete import Gris
from ctn_verification.moteur.visage import Boite

HAUT, BAS, COTES = 0.17, 0.9, 0.17  # what of the find is looked at: not hair, not background
PLAT = 1  # grey levels between the lightest and the darkest of nine neighbours
NIVEAUX = 16


class Aplats(NamedTuple):
    platitude: float  # share of the face in which neighbours do not differ
    tons: float  # share of it in its 16 commonest grey levels


def regarder_aplats(pleine: Gris, boite: Boite) -> Aplats:
    """`boite` in pixels of the photo at its full size: scaling would mix the flat areas."""
    y0, y1 = round(boite.y + HAUT * boite.hauteur), round(boite.y + BAS * boite.hauteur)
    x0, x1 = round(boite.x + COTES * boite.largeur), round(boite.x + (1 - COTES) * boite.largeur)
    face = pleine[max(0, y0) : y1, max(0, x0) : x1]
    carre = np.ones((3, 3), np.uint8)
    etendue = cv2.subtract(cv2.dilate(face, carre), cv2.erode(face, carre))
    niveaux = np.sort(np.bincount(face.ravel(), minlength=256))[-NIVEAUX:]
    return Aplats(float(np.mean(np.asarray(etendue) <= PLAT)), float(niveaux.sum()) / face.size)
