"""How the lines of a page run, whether its letters stand on their feet, and whether they shrink towards one side."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LETTRES_MAX = 400  # looked at; more of them say the same
PROCHE = 2.5  # heights of a letter: the next one of its word is nearer
LETTRES_MINIMUM = 60
PAS = 1.0  # degrees of a class
AUTOUR = 4.0  # degrees around the commonest angle that count for the mean
NETTE = 0.3  # share of all neighbours in that range: below, nothing is written in lines
ALIGNEES = 0.12  # of a letter's height: feet that differ less stand on one line
DECALEES = 0.22  # and tops that differ more do not
PAIRES_MINIMUM = 30


class Orientation(NamedTuple):
    """`angle` of the lines in degrees, from -90 to 90, 0 when level; positive when they fall to the right.

    `tetes` is, of neighbours of which one is taller, the share of those whose tops are aligned and whose feet are not:
    a text that stands upright has few (g, p, q), one upside down many (b, d, f, h, l, t, capitals). None with too few.
    """

    angle: float
    tetes: float | None


def lire_orientation(boites: NDArray[np.int32], hauteur: float) -> Orientation | None:
    """Of the letters' boxes (left, top, width, height) and their usual height; None without lines of text."""
    if len(boites) < LETTRES_MINIMUM:
        return None
    gauche, haut, large, hautes = boites[:, :4].astype(np.float32).T
    x, y = gauche + large / 2, haut + hautes / 2
    choisies = np.linspace(0, len(boites) - 1, min(len(boites), LETTRES_MAX)).astype(np.intp)
    dx, dy = x[None, :] - x[choisies, None], y[None, :] - y[choisies, None]
    loin = dx * dx + dy * dy
    loin[np.arange(len(choisies)), choisies] = np.inf
    voisine = loin.argmin(axis=1)
    rangs = np.arange(len(choisies))
    pres = loin[rangs, voisine] < (PROCHE * hauteur) ** 2
    if int(pres.sum()) < LETTRES_MINIMUM // 2:
        return None
    angle = _angle(dx[rangs, voisine][pres], dy[rangs, voisine][pres])
    if angle is None:
        return None
    return Orientation(angle, _tetes(haut, hautes, choisies[pres], voisine[pres], hauteur, angle))


def _angle(dx: Any, dy: Any) -> float | None:
    """The commonest direction, refined by the mean around it; the same to both sides of a letter."""
    angles = (np.degrees(np.arctan2(dy, dx)) + 90.0) % 180.0 - 90.0
    classes = np.round(angles / PAS) * PAS
    valeurs, nombres = np.unique(classes, return_counts=True)
    lisse = [nombres[np.abs(_ecart(valeurs, valeur)) <= 2 * PAS].sum() for valeur in valeurs]
    mode = float(valeurs[int(np.argmax(lisse))])
    ecarts = _ecart(angles, mode)
    autour = np.abs(ecarts) <= AUTOUR
    if float(autour.mean()) < NETTE:
        return None
    return float((mode + np.median(ecarts[autour]) + 90.0) % 180.0 - 90.0)


def _ecart(angles: Any, autre: float) -> Any:
    return (angles - autre + 90.0) % 180.0 - 90.0


def _tetes(haut: Any, hautes: Any, une: Any, autre: Any, hauteur: float, angle: float) -> float | None:
    """Only of level lines: of others the tops of two boxes say nothing."""
    if abs(angle) > 3.0:
        return None
    tops = np.abs(haut[une] - haut[autre]) / hauteur
    pieds = np.abs(haut[une] + hautes[une] - haut[autre] - hautes[autre]) / hauteur
    droites = int(np.count_nonzero((pieds < ALIGNEES) & (tops > DECALEES)))
    envers = int(np.count_nonzero((tops < ALIGNEES) & (pieds > DECALEES)))
    return envers / (droites + envers) if droites + envers >= PAIRES_MINIMUM else None


def fuite(boites: NDArray[np.int32]) -> float | None:
    """How many times higher letters are on one side than on the opposite one; None where too few stand on a side."""
    if len(boites) < LETTRES_MINIMUM:
        return None
    rapports = []
    for axe in (0, 1):
        bas, haut = np.percentile(boites[:, axe], (33, 67))
        cotes = boites[boites[:, axe] <= bas, 3], boites[boites[:, axe] >= haut, 3]
        une, autre = sorted(float(np.median(cote)) for cote in cotes)
        rapports.append(autre / max(une, 1.0))
    return max(rapports)
