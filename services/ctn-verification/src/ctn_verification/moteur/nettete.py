"""Sharpness by tiles: how steep the steepest edges are, whatever the contrast and however little is written."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Gris = NDArray[np.uint8]

TUILE = 64
CONTRASTE_MINIMUM = 28  # grey levels between the darkest and the lightest of a tile that shows something
PART_DU_CONTRASTE = 0.4  # of what the page shows best: the waves behind a card are not what is to be read
NOISE_REACH = 3.0  # standard deviations of the grain that count as no edge
DESSUS_DU_BRUIT = 1.4826  # from a median of absolute values to a standard deviation


class Nettete(NamedTuple):
    """Tiles with something in them only: the sharpness of each, how dark its ink is, where it lies.

    `rapports` compares each tile's edges across and along the picture: what moved is sharp in one direction alone.
    """

    tuiles: NDArray[np.float64]
    encre: NDArray[np.float64]
    rapports: NDArray[np.float64]
    lieux: NDArray[np.intp]  # index of the tile, row by row
    forme: tuple[int, int]  # rows and columns of tiles


def nettete_par_tuile(gris: Gris) -> Nettete:
    """0 for fog, about 30 for the edge of a lens at its limit, 100 and more for crisp print.

    In each tile the second derivative of the steepest hundredth of its pixels, less what grain alone would give, in
    hundredths of the tile's contrast: neither light nor the amount of text changes it, blur does.
    """
    rows, columns = gris.shape[0] // TUILE, gris.shape[1] // TUILE
    gris = np.ascontiguousarray(gris[: rows * TUILE, : columns * TUILE])
    if not gris.size:
        return _rien(rows, columns)
    lisse = _tuiles(np.asarray(cv2.blur(gris, (3, 3))), rows, columns)
    clair, sombre = lisse.max(axis=1).astype(np.float64), lisse.min(axis=1).astype(np.float64)
    contraste = clair - sombre
    montrent = np.flatnonzero(contraste >= max(CONTRASTE_MINIMUM, PART_DU_CONTRASTE * np.percentile(contraste, 90)))
    if not montrent.size:
        return _rien(rows, columns)
    en_travers = _pentes(gris, np.array([[1, -2, 1]]), rows, columns, montrent) / contraste[montrent]
    en_long = _pentes(gris, np.array([[1], [-2], [1]]), rows, columns, montrent) / contraste[montrent]
    scores, moindres = np.maximum(en_travers, en_long), np.minimum(en_travers, en_long)
    return Nettete(100.0 * scores, sombre[montrent], moindres / np.maximum(scores, 1e-6), montrent, (rows, columns))


def _pentes(gris: Gris, noyau: Any, rows: int, columns: int, montrent: NDArray[np.intp]) -> NDArray[np.float64]:
    relief: Any = cv2.convertScaleAbs(cv2.filter2D(gris, cv2.CV_16S, noyau.astype(np.float32)))
    quelques = _triees(relief[::5, ::7].reshape(1, -1))[0]
    grain = DESSUS_DU_BRUIT * float(quelques[quelques.size // 2])
    vives = _tuiles(relief, rows, columns)[montrent, ::2]
    rang = vives.shape[1] * 99 // 100
    pentes = _triees(vives)[:, rang].astype(np.float64)
    return np.asarray(np.maximum(0.0, pentes - NOISE_REACH * grain))


def _triees(valeurs: Gris) -> Gris:
    """Row by row. Of bytes a stable sort counts: a tenth of what a partition costs where most values are alike."""
    return np.sort(valeurs, axis=1, kind="stable")


def _rien(rows: int, columns: int) -> Nettete:
    vide = np.empty(0)
    return Nettete(vide, vide, vide, np.empty(0, np.intp), (rows, columns))


def _tuiles(image: Gris, rows: int, columns: int) -> Gris:
    blocks = image.reshape(rows, TUILE, columns, TUILE).swapaxes(1, 2)
    return blocks.reshape(rows * columns, TUILE * TUILE)
