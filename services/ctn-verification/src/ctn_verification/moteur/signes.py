"""Which of the 37 signs of a machine-readable zone a cell shows: a small network, whose weights lie beside it.

`python -m tests.precision.signes` makes them out of drawn signs: OCR-B above all, and other types of fixed width.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SIGNES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
LARGEUR, HAUTEUR = 18, 24  # pixels of a cell: 2.54 mm, the pitch of every zone, by 3.4
POIDS = Path(__file__).parent / "signes.npz"

Reels = NDArray[np.float32]


class Reseau(NamedTuple):
    entree: Reels
    biais_entree: Reels
    sortie: Reels
    biais_sortie: Reels


@cache
def reseau() -> Reseau:
    with np.load(POIDS, allow_pickle=False) as poids:
        return Reseau(*(poids[nom].astype(np.float32) for nom in Reseau._fields))


def egaliser(cellules: Reels) -> Reels:
    """Each cell, one in a row, with its own light and contrast taken out."""
    centrees = cellules - cellules.mean(axis=1, keepdims=True)
    return np.asarray(centrees / np.maximum(centrees.std(axis=1, keepdims=True), 4.0), np.float32)


def reconnaitre_signes(cellules: Reels) -> Reels:
    """For each cell the probabilities of SIGNES, less than one in all where it may show none of them.

    Cells are grey levels, row after row.
    """
    poids = reseau()
    cachee = np.maximum(egaliser(cellules) @ poids.entree + poids.biais_entree, 0.0)
    sortie = cachee @ poids.sortie + poids.biais_sortie
    sortie -= sortie.max(axis=1, keepdims=True)
    exposees = np.exp(sortie)
    return np.asarray(exposees / exposees.sum(axis=1, keepdims=True), np.float32)[:, : len(SIGNES)]
