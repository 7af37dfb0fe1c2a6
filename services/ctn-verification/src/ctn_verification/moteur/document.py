"""Measures of a page of a pièce justificative (domain.md §8.2)."""

from collections.abc import Collection
from functools import cache

import cv2
import numpy as np

from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.releve import Genre, Lecture, Releve
from ctn_verification.moteur.deux_d_doc import lire_codes
from ctn_verification.moteur.ecriture import lire_ecriture
from ctn_verification.moteur.feuille import trouver_feuille
from ctn_verification.moteur.lecture import PageGrise, normaliser, pages_grises
from ctn_verification.moteur.lumiere import part_a_l_ombre, part_de_reflet
from ctn_verification.moteur.mrz import lire_mrz
from ctn_verification.moteur.nettete import Gris, Nettete, nettete_par_tuile

COTE_VIGNETTE = 400  # where the grain of the paper is averaged out, and writing is not
ECART_ECRIT = 10  # grey levels between what is written and the paper around it
ECRITE = 0.02  # share of the page: on an empty one the least grain is as steep as a compression's squares
LETTRE = 10.0  # pixels: a letter twice as high is as readable when it is twice as blurred
LETTRES = (6.0, 24.0)  # what is smaller or larger counts as these
ZONES = 3
TUILES_MINIMUM = 5  # in a zone of which anything can be said


def regarder_document(octets: bytes, lire: Collection[str] = ()) -> list[Releve]:
    """What each page shows, and what of `lire` (see Genre) is read there. Raises Refus without any page to look at."""
    return [regarder_page(page, lire) for page in pages_grises(octets)]


def lire_page(page: PageGrise, lire: Collection[str]) -> tuple[Lecture, ...]:
    fin = cache(page.fin or (lambda: page.gris))
    lues = [lire_mrz(page.gris, fin)] if Genre.MRZ in lire else []
    codes = lire_codes(page.gris, fin) if Genre.DEUX_D_DOC in lire else []
    return (*(lue for lue in lues if lue is not None), *codes)


def regarder_page(page: PageGrise, lire: Collection[str] = ()) -> Releve:
    gris = page.gris
    nettete, ecriture, feuille = nettete_par_tuile(gris), lire_ecriture(gris), trouver_feuille(gris)
    levels = np.cumsum(cv2.calcHist([gris], [0], None, [256], [0, 256]).ravel()) / gris.size
    encre = nettete.encre
    mesures = {
        Mesure.CLARTE: float(np.searchsorted(levels, 0.95)),
        Mesure.ENCRE: float(np.median(encre)) if encre.size else float(np.searchsorted(levels, 0.001)),
        Mesure.PART_ECRITE: _part_ecrite(gris),
        Mesure.LUMINANCE: float(gris.mean()),
        Mesure.PART_BRULEE: float(1.0 - levels[251]),
        Mesure.REFLET: part_de_reflet(gris, feuille),
        Mesure.OMBRE: part_a_l_ombre(gris, feuille),
        Mesure.COTES_COUPES: float(feuille.cotes_coupes),
        Mesure.LETTRES_COUPEES: ecriture.coupees,
    }
    if mesures[Mesure.PART_ECRITE] >= ECRITE:
        mesures[Mesure.MARCHES] = page.marches
    mesures |= _nettetes(nettete, ecriture.hauteur)
    agrandie = (page.cote_long or max(gris.shape)) / max(gris.shape)
    mesures |= {Mesure.LARGEUR: round(gris.shape[1] * agrandie), Mesure.HAUTEUR: round(gris.shape[0] * agrandie)}
    if page.cote_long is not None:
        mesures[Mesure.COTE_LONG] = float(page.cote_long)
        if ecriture.hauteur is not None:
            mesures[Mesure.HAUTEUR_TEXTE] = ecriture.hauteur * page.cote_long / max(gris.shape)
    return Releve(mesures, lectures=lire_page(page, lire))


def _nettetes(nettete: Nettete, hauteur: float | None) -> dict[Mesure, float]:
    """Without any contrast there is no edge to measure. What moved is sharp in one direction: the other one counts.

    Not in a ninth of the page: it may hold nothing but the rules of a table, which have one direction.
    """
    if not nettete.tuiles.size:
        return {}
    lettre = min(max(hauteur or LETTRE, LETTRES[0]), LETTRES[1]) / LETTRE
    tuiles = nettete.tuiles * lettre
    rows, columns = nettete.forme
    zones = nettete.lieux // columns * ZONES // rows * ZONES + nettete.lieux % columns * ZONES // columns
    par_zone = [tuiles[zones == zone] for zone in range(ZONES * ZONES)]
    nettes = [float(np.percentile(zone, 75)) for zone in par_zone if zone.size >= TUILES_MINIMUM]
    ensemble = float(np.percentile(tuiles * nettete.rapports, 75))
    return {Mesure.NETTETE: ensemble, Mesure.NETTETE_ZONE: min(nettes, default=float(np.percentile(tuiles, 75)))}


def _part_ecrite(gris: Gris) -> float:
    vignette = normaliser(gris, COTE_VIGNETTE)
    fond = cv2.medianBlur(vignette, 31)
    marge = max(2, min(vignette.shape) // 50)  # the edge of the sheet on the glass is not writing
    ecart = cv2.absdiff(vignette, fond)[marge:-marge, marge:-marge]
    return float(np.mean(ecart > ECART_ECRIT)) if ecart.size else 0.0
