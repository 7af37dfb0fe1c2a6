"""One real face, scikit-image's astronaut, cut out of its picture and varied: width, skin, hair, clothes, side."""

import random
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from deploy.local.visage import FIN, MENTON, OEILS, SOMMET, decoupe, place
from tests.precision.degats import Pixels


class Figure(NamedTuple):
    """Head and shoulders on nothing, in colours of 0 to 255, with what a ruler says of them."""

    couleurs: Pixels
    opacite: NDArray[np.float32]
    oeils: tuple[tuple[float, float], tuple[float, float]]
    menton: float
    sommet: float

    @property
    def hauteur(self) -> float:
        return self.menton - self.sommet

    @property
    def ecart(self) -> float:
        return self.oeils[1][0] - self.oeils[0][0]


def figure(hasard: random.Random) -> Figure:
    """Another person, as far as one face allows it."""
    couleurs, opacite, peau, cheveux = decoupe()
    lab: Any = cv2.cvtColor(couleurs.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    fonce = hasard.choice((1.0, 1.0, hasard.uniform(0.5, 1.05)))
    lab[..., 0] *= 1.0 - peau * (1.0 - fonce)
    lab[..., 1] += peau * hasard.uniform(-2.0, 2.0)
    lab[..., 2] += peau * hasard.uniform(-3.0, 4.0)
    lab[..., 0] *= 1.0 - cheveux * hasard.uniform(0.0, 0.7)
    lab[..., 1:] *= 1.0 - cheveux[..., None] * hasard.uniform(0.0, 0.8)
    teintee = np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB) * 255.0, 0, 255)
    habillee, opaque = _habiller(teintee, opacite, hasard)
    largeur = hasard.uniform(0.93, 1.07)
    habillee, opaque = (cv2.resize(plan, None, fx=largeur, fy=1.0) for plan in (habillee, opaque))
    oeils = [(place(*oeil)[0] * largeur, place(*oeil)[1]) for oeil in OEILS]
    if hasard.random() < 0.5:
        habillee, opaque = habillee[:, ::-1], opaque[:, ::-1]
        oeils = [(habillee.shape[1] - 1 - x, y) for x, y in reversed(oeils)]
    menton, sommet = (place(0, y)[1] for y in (MENTON, SOMMET))
    return Figure(_octets(habillee), np.ascontiguousarray(opaque), (oeils[0], oeils[1]), menton, sommet)


def tourner(qui: Figure, degres: float) -> Figure:
    """The head as a cylinder turned about its axis, the nose standing out from it."""
    hauteur, largeur = qui.opacite.shape
    (x0, y0), (x1, _) = qui.oeils
    milieu, rayon, angle = (x0 + x1) / 2, 1.45 * (x1 - x0), np.radians(degres)
    y, x = np.mgrid[:hauteur, :largeur].astype(np.float32)
    nez = np.exp(-(((x - milieu) / (0.28 * (x1 - x0))) ** 2) - ((y - y0 - 0.55 * (x1 - x0)) / (0.4 * (x1 - x0))) ** 2)
    u = np.clip((x - milieu - 0.3 * (x1 - x0) * np.sin(angle) * nez) / rayon, -1, 1)
    tourne = milieu + rayon * np.sin(np.clip(np.arcsin(u) - angle, -np.pi / 2, np.pi / 2))
    tete = 1.0 / (1.0 + np.exp((y - qui.menton - 0.1 * (x1 - x0)) / 12))
    de = np.where(np.abs(x - milieu) < rayon, tete * tourne + (1 - tete) * x, x).astype(np.float32)
    couleurs, opacite = (np.asarray(cv2.remap(plan, de, y, cv2.INTER_LINEAR)) for plan in (qui.couleurs, qui.opacite))
    oeils = [(milieu + rayon * np.sin(np.arcsin((x - milieu) / rayon) + angle), y) for x, y in qui.oeils]
    return qui._replace(couleurs=_octets(couleurs), opacite=opacite.astype(np.float32), oeils=(oeils[0], oeils[1]))


def _habiller(couleurs: Any, opacite: Any, hasard: random.Random) -> tuple[Any, Any]:
    """A pullover of some colour over neck and shoulders."""
    tissu = np.zeros(opacite.shape, np.float32)
    col = hasard.randint(178, 188)
    cv2.ellipse(tissu, (166 * FIN, (col + 110) * FIN), (hasard.randint(118, 150) * FIN, 108 * FIN), 0, 0, 360, 1.0, -1)
    cv2.rectangle(tissu, (132 * FIN, col * FIN), (200 * FIN, 300 * FIN), 1.0, -1)
    tissu[(col + 110) * FIN :] = 1.0
    tissu = cv2.GaussianBlur(tissu, (0, 0), 3.0)
    teinte = np.array([hasard.randint(15, 190) for _ in range(3)], np.float32)
    grain = np.random.default_rng(hasard.getrandbits(32)).normal(0, 9, opacite.shape).astype(np.float32)
    drap = teinte + cv2.GaussianBlur(grain, (0, 0), 1.5)[..., None] * 2
    return couleurs * (1 - tissu[..., None]) + drap * tissu[..., None], np.maximum(opacite, tissu)


def _octets(pixels: Any) -> Pixels:
    return np.asarray(np.clip(pixels, 0, 255), dtype=np.uint8)
