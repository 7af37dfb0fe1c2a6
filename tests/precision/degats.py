"""What happens to a paper between the table and the file: by hand, by the lamp, by the lens, by the encoder.

Each damage takes a strength from 0 (nothing to see) upwards; lengths are in heights of the small letters, so that the
same strength hurts a card and a page alike.
"""

import io
import random
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]


def bouge(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """The hand moved: a straight smear, `force` letter heights long."""
    longueur = max(1, round(corps * force))
    noyau: Any = np.zeros((longueur, longueur), np.float32)
    noyau[longueur // 2, :] = 1.0
    angle = cv2.getRotationMatrix2D((longueur / 2 - 0.5, longueur / 2 - 0.5), hasard.uniform(0, 180), 1.0)
    noyau = cv2.warpAffine(noyau, angle, (longueur, longueur))
    return _octets(cv2.filter2D(pixels, -1, noyau / max(float(noyau.sum()), 1e-6)))


def defocalise(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Out of focus: a disc, `force` letter heights in radius."""
    rayon = max(1, round(corps * force))
    disque = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rayon + 1, 2 * rayon + 1)).astype(np.float32)
    return _octets(cv2.filter2D(pixels, -1, disque / disque.sum()))


def defocalise_a_moitie(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """The sheet stood up: one half sharp, the other not."""
    floue = defocalise(pixels, corps, force, hasard)
    coupe = pixels.shape[0] // 2
    return np.vstack([pixels[:coupe], floue[coupe:]])


def bruit(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """A sensor without light: `force` grey levels of standard deviation."""
    grain = np.random.default_rng(hasard.getrandbits(32)).normal(0.0, max(force, 0.1), pixels.shape[:2])
    return _octets(np.clip(pixels + grain[..., None], 0, 255))


def sombre(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Exposed for a fraction `1 - force` of the time, with the grain that this brings."""
    return bruit(_octets(pixels * (1.0 - force)), corps, 2.0 + 6.0 * force, hasard)


def brule(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Exposed too long: all is lifted by `force` of what is left to white."""
    return _octets(np.clip(pixels + (255.0 - pixels) * force + 60 * force, 0, 255))


def reflet(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """A lamp or the flash on the paper: a burnt spot that covers `force` of the picture, soft at its edge."""
    hauteur, largeur = pixels.shape[:2]
    rayon = (force * hauteur * largeur / np.pi) ** 0.5
    centre = (hasard.uniform(0.35, 0.65) * largeur, hasard.uniform(0.35, 0.65) * hauteur)
    y, x = np.ogrid[:hauteur, :largeur]
    distance = np.hypot((x - centre[0]), (y - centre[1])) / max(rayon, 1.0)
    lumiere = np.clip(1.6 - 0.6 * distance**2, 0.0, 1.0)
    return _octets(pixels + (255.0 - pixels) * lumiere[..., None])


def ombre(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """A hand or a telephone between lamp and paper: `force` of the light is gone on one side."""
    hauteur, largeur = pixels.shape[:2]
    y, x = np.mgrid[:hauteur, :largeur].astype(np.float32)
    angle = hasard.uniform(0, 2 * np.pi)
    cote = (x / largeur - 0.5) * np.cos(angle) + (y / hauteur - 0.5) * np.sin(angle)
    passage = 1.0 / (1.0 + np.exp(-cote * 40))
    return bruit(_octets(pixels * (1.0 - force * passage[..., None])), corps, 2.0, hasard)


def coupe(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Part of the paper lies outside: `force` of its width is missing."""
    largeur = pixels.shape[1]
    perdu = round(largeur * force)
    return pixels[:, perdu:] if hasard.random() < 0.5 else pixels[:, : largeur - perdu]


def compresse(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Sent by a messenger that saves bytes: JPEG of quality `100 - force`."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=max(1, round(100 - force)))
    return np.asarray(Image.open(buffer).convert("RGB"))


def rapetisse(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Too far away: letters `force` times smaller."""
    return _octets(cv2.resize(pixels, None, fx=1 / force, fy=1 / force, interpolation=cv2.INTER_AREA))


class Echelle(NamedTuple):
    """`bon`: strengths that leave a paper readable; `mauvais`: strengths after which nobody should have to read it."""

    degat: Callable[[Pixels, float, float, random.Random], Pixels]
    bon: tuple[float, float]
    mauvais: tuple[float, float]


DEGATS: Mapping[str, Echelle] = {
    "bougé": Echelle(bouge, (0.0, 0.2), (1.6, 3.0)),
    "mise au point": Echelle(defocalise, (0.0, 0.1), (0.9, 2.0)),
    "moitié floue": Echelle(defocalise_a_moitie, (0.0, 0.1), (1.0, 2.0)),
    "bruit": Echelle(bruit, (0.0, 8.0), (90.0, 130.0)),
    "sombre": Echelle(sombre, (0.0, 0.3), (0.75, 0.92)),
    "surexposé": Echelle(brule, (0.0, 0.05), (0.8, 0.95)),
    "reflet": Echelle(reflet, (0.0, 0.0005), (0.06, 0.2)),
    "ombre": Echelle(ombre, (0.0, 0.35), (0.85, 0.95)),
    "coupé": Echelle(coupe, (0.0, 0.0), (0.15, 0.4)),
    "compression": Echelle(compresse, (5.0, 40.0), (97.0, 99.0)),
    "trop loin": Echelle(rapetisse, (1.0, 1.0), (3.0, 6.0)),
}


def _octets(pixels: Any) -> Pixels:
    return np.asarray(np.clip(pixels, 0, 255), dtype=np.uint8)
