"""Whether the margin of a text stands square to its lines: it does on a sheet that is seen from straight above."""

import numpy as np
from numpy.typing import NDArray

BANDE = 1.6  # heights of a letter: a line of text, or the gap between two
LETTRES = 4  # of a band that is a line
LIGNES_MINIMUM = 8
LIGNES_MAX = 80  # looked at; more of them say the same
ECART = 3  # lines between the two that a margin is drawn through
PRES = 1.0  # heights of a letter: a line that begins so near to the margin begins at it
PENTE_MAX = 1.2  # of a margin
COMMUNE = 0.55  # share of the lines that begin at the margin; of fewer it is no margin, but a list or a centred text


def lire_marge(boites: NDArray[np.int32], angle: float, hauteur: float) -> float | None:
    """Degrees, 0 for a square one. `boites` are letters (left, top, width, height), `angle` that of their lines.

    Of all margins that could be drawn through two lines' beginnings the one that most lines share. None without one.
    """
    debuts = _debuts(boites, angle, hauteur)
    if debuts is None:
        return None
    x, y = debuts
    une, autre = np.triu_indices(len(y), ECART)
    pentes = (x[autre] - x[une]) / (y[autre] - y[une])
    possibles = np.abs(pentes) < PENTE_MAX
    une, pentes = une[possibles], pentes[possibles]
    if not len(pentes):
        return None
    ecarts = np.abs(x[None, :] - x[une][:, None] - pentes[:, None] * (y[None, :] - y[une][:, None]))
    partagees = np.count_nonzero(ecarts < PRES * hauteur, axis=1)
    if partagees.max() < COMMUNE * len(y):
        return None
    return abs(float(np.degrees(np.arctan(np.median(pentes[partagees == partagees.max()])))))


def _debuts(
    boites: NDArray[np.int32], angle: float, hauteur: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Where each line begins and how far down it stands, the page turned so that they are level."""
    gauche, haut, _, hautes = boites[:, :4].astype(np.float32).T
    milieu = haut + hautes / 2
    tour = np.radians(angle)
    le_long = gauche * np.cos(tour) + milieu * np.sin(tour)
    en_bas = milieu * np.cos(tour) - gauche * np.sin(tour)
    bandes = np.floor(en_bas / (BANDE * hauteur)).astype(np.intp)
    bandes -= bandes.min()
    premieres = np.full(int(bandes.max()) + 1, np.inf, np.float32)
    np.minimum.at(premieres, bandes, le_long)
    lignes = np.flatnonzero(np.bincount(bandes) >= LETTRES)
    if len(lignes) < LIGNES_MINIMUM:
        return None
    choisies = lignes[np.linspace(0, len(lignes) - 1, min(len(lignes), LIGNES_MAX)).astype(np.intp)]
    return premieres[choisies], (choisies.astype(np.float32) + 0.5) * np.float32(BANDE * hauteur)
