"""How a paper becomes a picture: on the glass of a scanner, or on a table under a telephone; both well done."""

import io
import random

import cv2
import numpy as np
from PIL import Image

from tests.precision.degats import Pixels, bruit
from tests.precision.dessin import Papier

TABLES = ((96, 78, 62), (40, 42, 48), (150, 120, 90), (70, 84, 70), (120, 122, 126), (58, 40, 34))


def scanner(papier: Papier, hasard: random.Random) -> Pixels:
    """Edge to edge, up to two degrees askew, on a lid as white as the paper."""
    pixels = np.asarray(papier.image.convert("RGB"))
    hauteur, largeur = pixels.shape[:2]
    coin = tuple(int(v) for v in pixels[2, 2])
    tour = cv2.getRotationMatrix2D((largeur / 2, hauteur / 2), hasard.uniform(-2, 2), 0.985)
    droit = cv2.warpAffine(pixels, tour, (largeur, hauteur), flags=cv2.INTER_CUBIC, borderValue=coin)
    return bruit(np.asarray(droit, dtype=np.uint8), papier.corps, hasard.uniform(1, 3), hasard)


def telephone(papier: Papier, hasard: random.Random) -> Pixels:
    """The whole sheet on a table, a little askew and aslant, light that falls off to one side."""
    pixels = np.asarray(papier.image.convert("RGB"))
    hauteur, largeur = pixels.shape[:2]
    cadre = (round(largeur * 1.16), round(hauteur * 1.16))
    table = np.full((cadre[1], cadre[0], 3), hasard.choice(TABLES), np.float32)
    table += np.random.default_rng(hasard.getrandbits(32)).normal(0, 5, table.shape[:2])[..., None]
    de = np.array([(0, 0), (largeur, 0), (largeur, hauteur), (0, hauteur)], np.float32)
    jeu = min(largeur, hauteur) * 0.025
    marge = np.array([(cadre[0] - largeur) / 2, (cadre[1] - hauteur) / 2], np.float32)
    vers = de + marge + np.array([(hasard.uniform(-jeu, jeu), hasard.uniform(-jeu, jeu)) for _ in de], np.float32)
    plan = cv2.getPerspectiveTransform(de, vers.astype(np.float32))
    pose = cv2.warpPerspective(pixels, plan, cadre, flags=cv2.INTER_CUBIC)
    sur = cv2.warpPerspective(np.full((hauteur, largeur), 255, np.uint8), plan, cadre)
    image = np.where(sur[..., None] > 127, pose, table)
    y, x = np.mgrid[: cadre[1], : cadre[0]].astype(np.float32)
    angle = hasard.uniform(0, 2 * np.pi)
    cote = (x / cadre[0] - 0.5) * np.cos(angle) + (y / cadre[1] - 0.5) * np.sin(angle)
    lumiere = hasard.uniform(0.82, 0.95) + hasard.uniform(0.0, 0.16) * cote
    return bruit(
        np.clip(image * lumiere[..., None], 0, 255).astype(np.uint8), papier.corps, hasard.uniform(2, 4), hasard
    )


def fichier(pixels: Pixels, hasard: random.Random) -> bytes:
    """As it is sent: a JPEG of a telephone's or a scanner's quality."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=hasard.randint(82, 95))
    return buffer.getvalue()
