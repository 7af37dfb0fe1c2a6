"""Whether half a page is out of focus: its ink there has no steep edge, while the other half's has.

The sharpness of the tiles looks at what shows most; this looks at all that is written, also where it is so blurred that
it is pale. What is soft by nature (a photo, a waved ground) lies on both halves, or on little of one.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.domain.releve import Cadre
from ctn_verification.moteur.ecriture import Vue
from ctn_verification.moteur.nettete import Gris

TUILE = 32  # pixels of the page as its letters are looked for
CREUX = 6  # grey levels below what surrounds it: ink, however pale
PLUS_SOMBRES = 0.95  # rank of the pixel of a tile that says how dark its ink is
PENTE = 1.2  # a quarter of Sobel's answer by grey level of the ink: less is out of focus
TUILES_MINIMUM = 6  # written ones in a half of which anything can be said


def part_floue(vue: Vue) -> tuple[float, Cadre | None]:
    """How much larger the share of blurred tiles is in one half of the page than in the other, and which half it is."""
    creux: Any = cv2.subtract(vue.autour, vue.gris)
    rows, columns = vue.gris.shape[0] // TUILE, vue.gris.shape[1] // TUILE
    if not rows or not columns:
        return 0.0, None
    encre = _rang(_tuiles(creux[::2, ::2], rows, columns, TUILE // 2))
    ecrites = encre >= CREUX
    floues = ecrites & (_tuiles(_relief(vue.gris), rows, columns, TUILE).max(axis=(2, 3)) < PENTE * encre)
    trouvees = [(_ecart(ecrites, floues, axe, debut), axe, debut) for axe in (0, 1) for debut in (True, False)]
    part, axe, debut = max(trouvees)
    return (part, _moitie(axe, debut)) if part > 0.0 else (0.0, None)


def _relief(gris: Gris) -> Gris:
    """Of two directions at right angles the steeper."""
    pentes = (cv2.convertScaleAbs(cv2.Sobel(gris, cv2.CV_16S, dx, 1 - dx), alpha=0.25) for dx in (0, 1))
    return np.asarray(cv2.max(*pentes))


def _tuiles(image: Gris, rows: int, columns: int, cote: int) -> Gris:
    return image[: rows * cote, : columns * cote].reshape(rows, cote, columns, cote).swapaxes(1, 2)


def _rang(tuiles: Gris) -> NDArray[np.float32]:
    rangees = np.sort(tuiles.reshape(*tuiles.shape[:2], -1), axis=2, kind="stable")
    return rangees[:, :, int(PLUS_SOMBRES * rangees.shape[2])].astype(np.float32)


def _ecart(ecrites: NDArray[np.bool_], floues: NDArray[np.bool_], axe: int, debut: bool) -> float:
    milieu = ecrites.shape[axe] // 2
    ici, ailleurs = (slice(milieu), slice(milieu, None)) if debut else (slice(milieu, None), slice(milieu))
    return _part(ecrites, floues, axe, ici) - _part(ecrites, floues, axe, ailleurs)


def _part(ecrites: NDArray[np.bool_], floues: NDArray[np.bool_], axe: int, moitie: slice) -> float:
    lieu = (moitie, slice(None)) if axe == 0 else (slice(None), moitie)
    nombre = int(np.count_nonzero(ecrites[lieu]))
    return int(np.count_nonzero(floues[lieu])) / nombre if nombre >= TUILES_MINIMUM else 0.0


def _moitie(axe: int, debut: bool) -> Cadre:
    place = 0.0 if debut else 0.5
    return Cadre(0.0, place, 1.0, 0.5) if axe == 0 else Cadre(place, 0.0, 0.5, 1.0)
