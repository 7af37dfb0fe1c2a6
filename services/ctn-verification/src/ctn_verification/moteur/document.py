"""Measures of a page of a pièce justificative (domain.md §8.2)."""

import cv2
import numpy as np

from ctn_verification.domain.mesures import Mesure
from ctn_verification.moteur.lecture import PageGrise, normaliser, pages_grises
from ctn_verification.moteur.nettete import Gris, nettete_par_tuile

TUILE_FLOUE = 25.0
COTE_VIGNETTE = 400  # where the grain of the paper is averaged out, and writing is not
ECART_ECRIT = 10  # grey levels between what is written and the paper around it


def mesurer_document(octets: bytes) -> list[dict[Mesure, float]]:
    """The measures of each page. Raises Refus when there is no page to measure."""
    return [mesurer_page(page) for page in pages_grises(octets)]


def mesurer_page(page: PageGrise) -> dict[Mesure, float]:
    gris = page.gris
    nettete, encre = nettete_par_tuile(gris)
    levels = np.cumsum(cv2.calcHist([gris], [0], None, [256], [0, 256]).ravel()) / gris.size
    mesures = {
        Mesure.PART_FLOUE: float(np.mean(nettete < TUILE_FLOUE)) if nettete.size else 1.0,
        Mesure.CLARTE: float(np.searchsorted(levels, 0.95)),
        Mesure.ENCRE: float(np.median(encre)) if encre.size else float(np.searchsorted(levels, 0.001)),
        Mesure.PART_ECRITE: _part_ecrite(gris),
        Mesure.LUMINANCE: float(gris.mean()),
        Mesure.PART_BRULEE: float(1.0 - levels[251]),
    }
    if nettete.size:  # without any contrast there is no edge to measure
        mesures[Mesure.NETTETE] = float(np.median(nettete))
    if page.cote_long is not None:
        mesures[Mesure.COTE_LONG] = float(page.cote_long)
    return mesures


def _part_ecrite(gris: Gris) -> float:
    vignette = normaliser(gris, COTE_VIGNETTE)
    fond = cv2.medianBlur(vignette, 31)
    marge = max(2, min(vignette.shape) // 50)  # the edge of the sheet on the glass is not writing
    ecart = cv2.absdiff(vignette, fond)[marge:-marge, marge:-marge]
    return float(np.mean(ecart > ECART_ECRIT)) if ecart.size else 0.0
