"""Identity photos as a photographer makes them: framed to the norm, on a plain light ground, evenly lit."""

import random
from typing import Any, NamedTuple

import cv2
import numpy as np

from tests.precision.degats import Pixels, bruit
from tests.precision.visages import Figure, figure

PROPORTIONS = 35 / 45


class Cadrage(NamedTuple):
    """`tete`: chin to crown, of the photo's height; `x`: middle of the eyes; `yeux`: their line from the top."""

    tete: float
    x: float
    yeux: float
    roulis: float  # degrees


class Portrait(NamedTuple):
    """`oeils` and `ecart` in pixels, for those who damage the face."""

    pixels: Pixels
    oeils: tuple[tuple[float, float], tuple[float, float]]

    @property
    def ecart(self) -> float:
        return self.oeils[1][0] - self.oeils[0][0]


def bon_cadrage(hasard: random.Random) -> Cadrage:
    tete = hasard.uniform(0.72, 0.79)
    return Cadrage(tete, hasard.uniform(0.47, 0.53), hasard.uniform(0.44, 0.49), hasard.uniform(-4, 4))


def fond_uni(forme: tuple[int, int], hasard: random.Random) -> Any:
    """Light grey or light blue, a little darker towards one side."""
    clair = hasard.randint(172, 222)
    bleu = hasard.choice((0, hasard.randint(4, 18)))
    teinte = np.array([clair - bleu, clair - bleu / 3, clair + bleu / 2], np.float32)
    y, x = np.mgrid[: forme[0], : forme[1]].astype(np.float32)
    angle, chute = hasard.uniform(0, 2 * np.pi), hasard.uniform(0.0, 0.06)
    pente = (x / forme[1] - 0.5) * np.cos(angle) + (y / forme[0] - 0.5) * np.sin(angle)
    return teinte * (1.0 + chute * pente)[..., None]


def composer(qui: Figure, cadrage: Cadrage, hauteur: int, fond: Any) -> Portrait:
    """The figure set before its ground; `fond` has the photo's size."""
    largeur = round(hauteur * PROPORTIONS)
    echelle = cadrage.tete * hauteur / qui.hauteur
    milieu = tuple((a + b) / 2 for a, b in zip(*qui.oeils, strict=True))
    pose = cv2.getRotationMatrix2D(milieu, cadrage.roulis, echelle)
    pose[:, 2] += np.array([cadrage.x * largeur - milieu[0], cadrage.yeux * hauteur - milieu[1]])
    reduite, opaque = (
        cv2.warpAffine(
            cv2.GaussianBlur(plan, (0, 0), max(0.3, 0.4 / echelle)), pose, (largeur, hauteur), flags=cv2.INTER_CUBIC
        )
        for plan in (qui.couleurs, qui.opacite)
    )
    opaque = np.clip(opaque, 0, 1)[..., None]
    oeils = [tuple(float(v) for v in pose @ np.array([*oeil, 1.0])) for oeil in qui.oeils]
    pixels = np.clip(reduite * opaque + fond * (1 - opaque), 0, 255).astype(np.uint8)
    return Portrait(pixels, ((oeils[0][0], oeils[0][1]), (oeils[1][0], oeils[1][1])))


def eclairer(portrait: Portrait, hasard: random.Random, *, doux: bool = False) -> Portrait:
    """Light and sensor as they vary from one studio to the next; `doux`: without changing the exposure."""
    pixels = portrait.pixels.astype(np.float32)
    pixels = 255.0 * (pixels / 255.0) ** (1.0 if doux else hasard.uniform(0.88, 1.14))
    blanc = np.array([hasard.uniform(0.98, 1.02), 1.0, hasard.uniform(0.97, 1.03)], np.float32)
    largeur = pixels.shape[1]
    cote = 1.0 + hasard.uniform(-0.05, 0.05) * (np.arange(largeur, dtype=np.float32) / largeur - 0.5)
    eclaire = np.clip(pixels * blanc * cote[None, :, None], 0, 255).astype(np.uint8)
    return portrait._replace(pixels=bruit(eclaire, 1.0, hasard.uniform(0.5, 3.0), hasard))


def portrait(
    hasard: random.Random, cadrage: Cadrage | None = None, fond: Any = None, hauteur: int | None = None
) -> Portrait:
    """A good one, unless told otherwise."""
    hauteur = hauteur or hauteur_de_photo(hasard)
    derriere = fond_uni(taille(hauteur), hasard) if fond is None else fond
    return eclairer(composer(figure(hasard), cadrage or bon_cadrage(hasard), hauteur, derriere), hasard)


def hauteur_de_photo(hasard: random.Random) -> int:
    return hasard.choice((600, 709, 886, 1063, 1063, 1400))


def taille(hauteur: int) -> tuple[int, int]:
    """Rows and columns."""
    return hauteur, round(hauteur * PROPORTIONS)
