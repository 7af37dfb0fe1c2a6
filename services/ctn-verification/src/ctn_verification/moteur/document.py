"""Measures of a page of a pièce justificative (domain.md §8.2)."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.releve import Cadre, Genre, Lecture, Releve
from ctn_verification.moteur.couleur import teintes
from ctn_verification.moteur.demi_nettete import part_floue
from ctn_verification.moteur.deux_d_doc import lire_codes
from ctn_verification.moteur.ecriture import Ecriture, lire_ecriture, voir
from ctn_verification.moteur.feuille import trouver_feuille
from ctn_verification.moteur.lecture import PageGrise, pages_grises
from ctn_verification.moteur.lumiere import part_a_l_ombre, part_de_reflet, part_noire
from ctn_verification.moteur.marge import lire_marge
from ctn_verification.moteur.mrz import lire_mrz
from ctn_verification.moteur.nettete import Gris, Nettete, nettete_par_tuile
from ctn_verification.moteur.orientation import fuite, lire_orientation

Reels = NDArray[np.float32]

ECART_ECRIT = 10  # grey levels between what is written and the paper around it
ECRITE = 0.02  # share of the page: on an empty one the least grain is as steep as a compression's squares
LETTRE = 10.0  # pixels: a letter twice as high is as readable when it is twice as blurred
LETTRES = (6.0, 24.0)  # what is smaller or larger counts as these
ZONES = 3
BANDE = 0.12  # of the page's width: where the eye looks for what is cut
DOUTE = 20.0  # sharpness that is looked at by a person
COTE_SILHOUETTE = 64
PAREILLES = 0.95  # correlation of two pictures of one page, scanned twice
RELIEF = 1.0  # grey levels of standard deviation
LETTRES_EN_LIGNES = 60  # as many letters make lines, on a page that can be read
TUILES_MINIMUM = 5  # in a zone of which anything can be said


def regarder_document(octets: bytes, lire: Collection[str] = (), *, couleurs: bool = False) -> list[Releve]:
    """What each page shows, and what of `lire` (see Genre) is read there; `couleurs`: whether it has any is measured.

    Raises Refus without any page to look at.
    """
    releves: list[Releve] = []
    vues: list[Reels] = []
    for page in pages_grises(octets):
        releve, vue = regarder_page(page, lire), silhouette(page.vignette)
        pareille = vue is not None and any(float(vue @ autre) >= PAREILLES for autre in vues)
        releves.append(replace(releve, mesures={**releve.mesures, Mesure.PAGE_DOUBLE: float(pareille)}))
        vues += [] if vue is None else [vue]
    found = teintes(octets) if couleurs and len(releves) == 1 else None
    if found is not None:
        releves = [replace(releves[0], mesures={**releves[0].mesures, Mesure.TEINTES: found})]
    return releves


def silhouette(gris: Gris) -> Reels | None:
    """The page seen small, its light and contrast taken out; None for one that shows next to nothing."""
    petit = cv2.resize(gris, (COTE_SILHOUETTE, COTE_SILHOUETTE), interpolation=cv2.INTER_AREA).astype(np.float32)
    relief = petit - cv2.blur(petit, (9, 9))
    ecart = float(relief.std())
    return np.asarray(relief.ravel() / (ecart * COTE_SILHOUETTE), np.float32) if ecart >= RELIEF else None


def lire_page(page: PageGrise, lire: Collection[str]) -> tuple[Lecture, ...]:
    fin = cache(page.fin or (lambda: page.gris))
    lues = [lire_mrz(page.gris, fin)] if Genre.MRZ in lire else []
    codes = lire_codes(page.gris, fin) if Genre.DEUX_D_DOC in lire else []
    return (*(lue for lue in lues if lue is not None), *codes)


def regarder_page(page: PageGrise, lire: Collection[str] = ()) -> Releve:
    gris = page.gris
    nettete, vue, feuille = nettete_par_tuile(gris), voir(gris), trouver_feuille(page.vignette)
    ecriture, (demi, moitie) = lire_ecriture(vue), part_floue(vue)
    histogramme = cv2.calcHist([gris], [0], None, [256], [0, 256]).ravel()
    levels = np.cumsum(histogramme) / gris.size
    encre = nettete.encre
    reflet, tache = part_de_reflet(gris, feuille)
    ombre, sombre = part_a_l_ombre(page.vignette, feuille)
    zones = {
        Mesure.REFLET: tache,
        Mesure.OMBRE: sombre,
        Mesure.LETTRES_COUPEES: _bande(ecriture.cote),
        Mesure.MOITIE_FLOUE: moitie,
    }
    mesures = {
        Mesure.CLARTE: float(np.searchsorted(levels, 0.95)),
        Mesure.ENCRE: float(np.median(encre)) if encre.size else float(np.searchsorted(levels, 0.001)),
        Mesure.PART_ECRITE: _part_ecrite(page.vignette),
        Mesure.LUMINANCE: float(histogramme @ np.arange(256)) / gris.size,
        Mesure.PART_BRULEE: float(1.0 - levels[251]),
        Mesure.REFLET: reflet,
        Mesure.OMBRE: ombre,
        Mesure.PART_NOIRE: part_noire(feuille),
        Mesure.COTES_COUPES: float(feuille.cotes_coupes),
        Mesure.LETTRES_COUPEES: ecriture.coupees,
        Mesure.LETTRES_ROGNEES: float(ecriture.rognees),
        Mesure.MOITIE_FLOUE: demi,
        Mesure.CARRURE: min(gris.shape) / max(gris.shape),
    }
    if ecriture.blanc is not None:
        mesures[Mesure.BLANC] = ecriture.blanc
    if mesures[Mesure.PART_ECRITE] >= ECRITE:
        mesures[Mesure.MARCHES] = page.marches
    nettetes, floue = _nettetes(nettete, ecriture.hauteur)
    mesures |= nettetes | _orientation(ecriture)
    zones |= {Mesure.NETTETE: floue, Mesure.NETTETE_ZONE: floue}
    agrandie = (page.cote_long or max(gris.shape)) / max(gris.shape)
    mesures |= {Mesure.LARGEUR: round(gris.shape[1] * agrandie), Mesure.HAUTEUR: round(gris.shape[0] * agrandie)}
    if page.cote_long is not None:
        mesures[Mesure.COTE_LONG] = float(page.cote_long)
        if ecriture.hauteur is not None:
            mesures[Mesure.HAUTEUR_TEXTE] = ecriture.hauteur * page.cote_long / max(gris.shape)
    places = {mesure: (cadre,) for mesure, cadre in zones.items() if cadre is not None}
    return Releve(mesures, places, lire_page(page, lire))


def _orientation(ecriture: Ecriture) -> dict[Mesure, float]:
    vue = lire_orientation(ecriture.boites, ecriture.lue) if ecriture.hauteur is not None else None
    fuyante = fuite(ecriture.boites)
    fuites = {} if fuyante is None else {Mesure.FUITE: fuyante}
    if vue is None:
        return {**fuites, Mesure.SANS_LIGNES: float(ecriture.lettres >= LETTRES_EN_LIGNES)}
    pente = min(abs(vue.angle), 90.0 - abs(vue.angle))
    mesures = {**fuites, Mesure.PENTE: pente, Mesure.COUCHEE: float(abs(vue.angle) > 45.0)}
    if abs(vue.angle) <= 45.0 and (marge := lire_marge(ecriture.boites, vue.angle, ecriture.lue)) is not None:
        mesures[Mesure.MARGE] = marge
    return mesures if vue.tetes is None else {**mesures, Mesure.ENVERS: vue.tetes}


def _bande(cote: int) -> Cadre | None:
    """The side of the page beyond which its lines go on."""
    return Cadre(0.0 if cote < 0 else 1.0 - BANDE, 0.0, BANDE, 1.0) if cote else None


def _nettetes(nettete: Nettete, hauteur: float | None) -> tuple[dict[Mesure, float], Cadre | None]:
    """Without any contrast there is no edge to measure. What moved is sharp in one direction: the other one counts.

    Not in a ninth of the page: it may hold nothing but the rules of a table, which have one direction. The least sharp
    ninth is where it can be seen.
    """
    if not nettete.tuiles.size:
        return {}, None
    lettre = min(max(hauteur or LETTRE, LETTRES[0]), LETTRES[1]) / LETTRE
    tuiles = nettete.tuiles * lettre
    rows, columns = nettete.forme
    zones = nettete.lieux // columns * ZONES // rows * ZONES + nettete.lieux % columns * ZONES // columns
    par_zone = [tuiles[zones == zone] for zone in range(ZONES * ZONES)]
    nettes = {lieu: float(np.percentile(zone, 75)) for lieu, zone in enumerate(par_zone) if zone.size >= TUILES_MINIMUM}
    ensemble = float(np.percentile(tuiles * nettete.rapports, 75))
    if not nettes:
        return {Mesure.NETTETE: ensemble, Mesure.NETTETE_ZONE: float(np.percentile(tuiles, 75))}, None
    floue = min(nettes, key=nettes.__getitem__)
    cadre = Cadre(floue % ZONES / ZONES, floue // ZONES / ZONES, 1 / ZONES, 1 / ZONES)
    ensemble = max(ensemble, min(DOUTE, nettes[floue] / 4))  # pale print has few edges along its strokes
    return {Mesure.NETTETE: ensemble, Mesure.NETTETE_ZONE: nettes[floue]}, cadre


def _part_ecrite(vignette: Gris) -> float:
    fond = cv2.medianBlur(vignette, 31)
    marge = max(2, min(vignette.shape) // 50)  # the edge of the sheet on the glass is not writing
    ecart = cv2.absdiff(vignette, fond)[marge:-marge, marge:-marge]
    return float(np.mean(ecart > ECART_ECRIT)) if ecart.size else 0.0
