"""Sharpness by tiles: how steep the steepest edges are, whatever the contrast and however little is written."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Gris = NDArray[np.uint8]

TUILE = 64
CONTRASTE_MINIMUM = 28  # grey levels between the darkest and the lightest of a tile that shows something
NOISE_REACH = 3.0  # standard deviations of the grain that count as no edge
DESSUS_DU_BRUIT = 1.4826  # from a median of absolute values to a standard deviation


class Nettete(NamedTuple):
    """Tiles with something in them only: the sharpness of each, and how dark its ink is."""

    tuiles: NDArray[np.float64]
    encre: NDArray[np.float64]


def nettete_par_tuile(gris: Gris) -> Nettete:
    """0 for fog, about 30 for the edge of a lens at its limit, 100 and more for crisp print.

    In each tile the Laplacian of the steepest hundredth of its pixels, less what grain alone would give, in hundredths
    of the tile's contrast: neither light nor the amount of text changes it, blur does.
    """
    rows, columns = gris.shape[0] // TUILE, gris.shape[1] // TUILE
    if not rows or not columns:
        return Nettete(np.empty(0), np.empty(0))
    gris = np.ascontiguousarray(gris[: rows * TUILE, : columns * TUILE])
    relief: Any = cv2.convertScaleAbs(cv2.Laplacian(gris, cv2.CV_16S, ksize=1))
    floue: Any = cv2.blur(gris, (3, 3))
    lisse = _tuiles(floue, rows, columns)
    clair, sombre = lisse.max(axis=1).astype(np.float64), lisse.min(axis=1).astype(np.float64)
    contraste = clair - sombre
    montrent = contraste >= CONTRASTE_MINIMUM
    if not montrent.any():
        return Nettete(np.empty(0), np.empty(0))
    grain = DESSUS_DU_BRUIT * float(np.median(relief[::5, ::7]))
    vives = _tuiles(relief, rows, columns)[montrent]
    rang = vives.shape[1] * 99 // 100
    pentes = np.partition(vives, rang, axis=1)[:, rang].astype(np.float64)
    scores = 100.0 * np.maximum(0.0, pentes - NOISE_REACH * grain) / contraste[montrent]
    return Nettete(scores, sombre[montrent])


def _tuiles(image: Gris, rows: int, columns: int) -> Gris:
    blocks = image.reshape(rows, TUILE, columns, TUILE).swapaxes(1, 2)
    return blocks.reshape(rows * columns, TUILE * TUILE)
