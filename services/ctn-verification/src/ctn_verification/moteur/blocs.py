"""What a strong compression leaves of a picture: squares of eight pixels, each of one grey."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.nettete import Gris

PLUS_PETIT_PAS = 4  # pixels: in a picture reduced further the squares are too small to do harm


def marches(gris: Gris, pas: int) -> float:
    """How much steeper the picture is at the border of its squares than inside them; 1 when there are none.

    `pas` is the side of a square in this picture. Where the first square begins is found, a picture may be cropped.
    """
    if pas < PLUS_PETIT_PAS or min(gris.shape) < 16 * pas:
        return 1.0
    en_travers: Any = cv2.reduce(cv2.absdiff(gris[:, 1:], gris[:, :-1]), 0, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    en_long: Any = cv2.reduce(cv2.absdiff(gris[1:], gris[:-1]), 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    return float(np.sqrt(_saillie(en_travers.ravel(), pas) * _saillie(en_long.ravel(), pas)))


def _saillie(pentes: NDArray[np.float32], pas: int) -> float:
    moyennes = pentes[: len(pentes) // pas * pas].reshape(-1, pas).mean(axis=0)
    return float(moyennes.max() / max(float(np.median(moyennes)), 0.05))
