"""What a strong compression leaves of a picture: squares of eight pixels, each of one grey."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.nettete import Gris

BANDE = 512  # rows at once: a picture of eighty megapixels is not copied
PLUS_PETIT_PAS = 4  # pixels: in a picture reduced further the squares are too small to do harm


def marches(gris: Gris, pas: int) -> float:
    """How much steeper the picture is at the border of its squares than inside them; 1 when there are none.

    `pas` is the side of a square in this picture. Where the first square begins is found, a picture may be cropped.
    """
    if pas < PLUS_PETIT_PAS or min(gris.shape) < 16 * pas:
        return 1.0
    bandes = [gris[top : top + BANDE + 1] for top in range(0, gris.shape[0] - 1, BANDE)]
    en_travers = sum(cv2.reduce(_pentes(bande[:-1], 1), 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F) for bande in bandes)
    en_long = [cv2.reduce(_pentes(bande, 0), 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel() for bande in bandes]
    moyennes = np.asarray(en_travers, dtype=np.float32).ravel() / (gris.shape[0] - 1)
    return float(np.sqrt(_saillie(moyennes, pas) * _saillie(np.concatenate(en_long), pas)))


def _pentes(bande: Gris, axe: int) -> Any:
    return cv2.absdiff(bande[:, 1:], bande[:, :-1]) if axe else cv2.absdiff(bande[1:], bande[:-1])


def _saillie(pentes: NDArray[np.float32], pas: int) -> float:
    moyennes = pentes[: len(pentes) // pas * pas].reshape(-1, pas).mean(axis=0)
    return float(moyennes.max() / max(float(np.median(moyennes)), 0.05))
