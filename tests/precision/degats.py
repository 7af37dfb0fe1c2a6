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
    """The sheet stood up: one half sharp, the other not; the half that has more on it, or nothing would be lost."""
    floue = defocalise(pixels, corps, force, hasard)
    axe = hasard.randint(0, 1)
    moities = np.array_split(np.arange(pixels.shape[axe]), 2)
    atteinte = max(moities, key=lambda moitie: _ecrit(np.take(pixels, moitie, axis=axe)))
    net = pixels.copy()
    if axe == 0:
        net[atteinte] = floue[atteinte]
    else:
        net[:, atteinte] = floue[:, atteinte]
    return net


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
    """Part of the paper lies outside: `force` of what is written on it is missing, on one of the four sides."""
    if not force:
        return pixels
    tours = hasard.randint(0, 3)
    tourne = np.rot90(pixels, tours)
    ecrit = np.flatnonzero(_traits(tourne).mean(axis=0) > 0.004)
    debut, fin = (int(ecrit[0]), int(ecrit[-1])) if ecrit.size else (0, tourne.shape[1] - 1)
    return np.ascontiguousarray(np.rot90(tourne[:, debut + round((fin - debut) * force) :], -tours))


def compresse(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Sent by a messenger that saves bytes: JPEG of quality `100 - force`."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=max(1, round(100 - force)))
    return np.asarray(Image.open(buffer).convert("RGB"))


def rapetisse(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Too far away: letters `force` times smaller."""
    return _octets(cv2.resize(pixels, None, fx=1 / force, fy=1 / force, interpolation=cv2.INTER_AREA))


def rotation(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """The sheet lies askew, by `force` degrees."""
    angle = force if hasard.random() < 0.5 else -force
    hauteur, largeur = pixels.shape[:2]
    tour: Any = cv2.getRotationMatrix2D((largeur / 2, hauteur / 2), angle, 1.0)
    cosinus, sinus = abs(tour[0, 0]), abs(tour[0, 1])
    cadre = (round(largeur * cosinus + hauteur * sinus), round(largeur * sinus + hauteur * cosinus))
    tour[:, 2] += np.array(cadre) / 2 - np.array((largeur, hauteur)) / 2
    return _pose(pixels, cadre, lambda image, fond: cv2.warpAffine(image, tour, cadre, borderValue=fond), hasard)


def perspective(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Taken from the foot of the sheet: its far side is narrower by `force`, and all is flatter."""
    hauteur, largeur = pixels.shape[:2]
    cadre = (largeur, round(hauteur * (1 - 0.5 * force)))
    rentre = largeur * force / 2
    de = np.array([(0, 0), (largeur, 0), (largeur, hauteur), (0, hauteur)], np.float32)
    vers = np.array([(rentre, 0), (largeur - rentre, 0), (largeur, cadre[1]), (0, cadre[1])], np.float32)
    plan = cv2.getPerspectiveTransform(de, vers)
    return _pose(pixels, cadre, lambda image, fond: cv2.warpPerspective(image, plan, cadre, borderValue=fond), hasard)


def nuit(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """An evening indoors: little light, much grain, a hand that is not quite still."""
    flou = bouge(pixels, corps, 0.5 * force, hasard)
    return bruit(_octets(flou * (1.0 - force)), corps, 4.0 + 40.0 * force**2, hasard)


def ensemble(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """A little of everything, as in life."""
    vu = bouge(rotation(pixels, corps, 2.5 * force, hasard), corps, 0.15 * force, hasard)
    vu = bruit(ombre(_octets(vu * (1.0 - 0.15 * force)), corps, 0.2 * force, hasard), corps, 4.0 * force, hasard)
    return compresse(vu, corps, 15.0 + 15.0 * force, hasard)


def ecran(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """Shown on a screen and photographed: the grid of its points, seen slightly askew, `force` deep."""
    if not force:
        return pixels
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]].astype(np.float32)
    angle, pas = hasard.uniform(0.02, 0.12), hasard.uniform(2.4, 3.6)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    grille = 1.0 - force * (0.5 + 0.25 * np.cos(2 * np.pi * u / pas) + 0.25 * np.cos(2 * np.pi * v / pas))
    return bruit(_octets(pixels * grille[..., None]), corps, 3.0, hasard)


def decolore(pixels: Pixels, corps: float, force: float, hasard: random.Random) -> Pixels:
    """A black and white copy, when `force` is 1."""
    gris = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[..., None].astype(np.float32)
    return _octets(pixels * (1 - force) + gris * force)


class Echelle(NamedTuple):
    """`bon`: strengths that leave a paper readable; `mauvais`: strengths after which nobody should have to read it.

    `papiers`: only these can be hurt by it.
    """

    degat: Callable[[Pixels, float, float, random.Random], Pixels]
    bon: tuple[float, float]
    mauvais: tuple[float, float]
    papiers: frozenset[str] = frozenset()


EN_COULEUR = frozenset({"carte", "passeport"})

DEGATS: Mapping[str, Echelle] = {
    "bougé": Echelle(bouge, (0.0, 0.2), (1.6, 3.0)),
    "mise au point": Echelle(defocalise, (0.0, 0.1), (0.9, 2.0)),
    "moitié floue": Echelle(defocalise_a_moitie, (0.0, 0.1), (1.0, 2.0)),
    "bruit": Echelle(bruit, (0.0, 8.0), (90.0, 130.0)),
    "sombre": Echelle(sombre, (0.0, 0.3), (0.75, 0.92)),
    "nuit": Echelle(nuit, (0.0, 0.25), (0.75, 0.92)),
    "surexposé": Echelle(brule, (0.0, 0.05), (0.8, 0.95)),
    "reflet": Echelle(reflet, (0.0, 0.0005), (0.06, 0.2)),
    "ombre": Echelle(ombre, (0.0, 0.35), (0.85, 0.95)),
    "coupé": Echelle(coupe, (0.0, 0.0), (0.15, 0.4)),
    "compression": Echelle(compresse, (5.0, 40.0), (97.0, 99.0)),
    "trop loin": Echelle(rapetisse, (1.0, 1.0), (3.0, 6.0)),
    "de travers": Echelle(rotation, (0.0, 3.0), (14.0, 40.0)),
    "perspective": Echelle(perspective, (0.0, 0.08), (0.45, 0.65)),
    "ensemble": Echelle(ensemble, (0.2, 1.0), (8.0, 12.0)),
    "écran": Echelle(ecran, (0.0, 0.0), (0.4, 0.8)),
    "noir et blanc": Echelle(decolore, (0.0, 0.1), (1.0, 1.0), EN_COULEUR),
}


def _traits(pixels: Pixels) -> Any:
    """Where something is written: much darker than what surrounds it."""
    gris = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return cv2.blur(gris, (61, 61)).astype(np.float32) - gris > 40


def _ecrit(pixels: Pixels) -> float:
    return float(_traits(np.ascontiguousarray(pixels)).sum())


def _pose(pixels: Pixels, cadre: tuple[int, int], plan: Callable[[Any, Any], Any], hasard: random.Random) -> Pixels:
    """Laid anew on what it lay on: the table, or the lid of the scanner, in the colour and grain of its corner."""
    coin = pixels[:24, :24].reshape(-1, 3)
    fond = np.random.default_rng(hasard.getrandbits(32)).normal(0, 1.0, (cadre[1], cadre[0], 1))
    fond = np.median(coin, axis=0) + fond * min(6.0, float(coin.std(axis=0).mean()))
    pose = plan(pixels, tuple(float(v) for v in np.median(coin, axis=0)))
    sur = plan(np.full(pixels.shape[:2], 255, np.uint8), 0)
    return _octets(np.where(sur[..., None] > 250, pose, fond))


def _octets(pixels: Any) -> Pixels:
    return np.asarray(np.clip(pixels, 0, 255), dtype=np.uint8)
