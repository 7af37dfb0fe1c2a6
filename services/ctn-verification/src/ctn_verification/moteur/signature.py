"""Measures of a signature (domain.md §8.1), where they were taken, and the clean copy that is kept."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.releve import Cadre, Releve
from ctn_verification.moteur.copie import encodee, redressee
from ctn_verification.moteur.lecture import gris_de, normaliser
from ctn_verification.moteur.nettete import Gris, nettete_par_tuile
from ctn_verification.moteur.traces import lettres, morceaux_loin, regle

Masque = NDArray[np.uint8]

LARGEUR_GARDEE = 2400
COTE_NORMALISE = 800
ECART_ENCRE = 40  # grey levels between ink and the paper around it
ECART_TEINTE = 40  # what differs by more than this from the paper is no paper, nor a scanner's shadow on it
TROP_D_ENCRE = 0.3  # of the frame: refused already, and no strokes to be found
BORD = 0.01  # of the frame's short side
PLUS_LARGE_TRAIT = 0.12  # of it: wider than any stroke, the paper shows within
OMBRE_LA_PLUS_PROFONDE = 0.7  # of the paper's light
PAPIER_LE_PLUS_SOMBRE = 150  # darker paper is refused and not lightened any further


def regarder_signature(octets: bytes) -> tuple[Releve, bytes]:
    """What it shows, and the signature encoded anew: grey on white, lossless, without metadata.

    Of what was signed nothing is cut or thresholded: only the paper's grey and the shadows on it are divided out.
    """
    image, envoyee = redressee(octets, LARGEUR_GARDEE)
    pleine = normaliser(gris_de(image), LARGEUR_GARDEE)
    gris = normaliser(pleine, COTE_NORMALISE)
    papier = _papier(gris)
    encre = np.asarray(gris.astype(np.int16) < papier.astype(np.int16) - ECART_ENCRE, np.uint8)
    mesures = {
        Mesure.LARGEUR: float(envoyee[0]),
        Mesure.HAUTEUR: float(envoyee[1]),
        Mesure.FOND: float(np.percentile(gris, 75)),
        Mesure.PART_ENCREE: float(encre.mean()),
        Mesure.DEMI_TEINTES: _demi_teintes(gris, encre),
    }
    zones: dict[Mesure, tuple[Cadre, ...]] = {}
    if 0 < encre.mean() <= TROP_D_ENCRE:
        _du_trait(mesures, zones, gris, papier, encre)
    propre = Image.fromarray(_blanchie(pleine, papier))
    return Releve(mesures, zones), encodee(propre, LARGEUR_GARDEE, "PNG")


def _du_trait(
    mesures: dict[Mesure, float], zones: dict[Mesure, tuple[Cadre, ...]], gris: Gris, papier: Gris, encre: Masque
) -> None:
    """All that needs some ink."""
    au_bord = encre * _bord(encre.shape)
    loin, places_loin = morceaux_loin(encre)
    droit, place_droit = regle(encre)
    nombre, place_lettres = lettres(encre)
    tuiles = nettete_par_tuile(gris).tuiles
    largeur = cv2.boundingRect(encre)[2]
    mesures |= {
        Mesure.ENCRE_AU_BORD: float(au_bord.sum() / _bord(encre.shape).sum()),
        Mesure.TRAIT: _trait(encre),
        Mesure.MORCEAUX_LOIN: loin,
        Mesure.REGLE: droit,
        Mesure.LETTRES: float(nombre),
        Mesure.CONTRASTE_ENCRE: _contraste(gris, papier, encre),
        Mesure.ETENDUE: largeur / encre.shape[1],
        Mesure.NETTETE: float(np.percentile(tuiles, 60)) if tuiles.size else 0.0,
    }
    zones[Mesure.ENCRE_AU_BORD] = tuple(_cadres(au_bord))
    zones[Mesure.MORCEAUX_LOIN] = tuple(_cadre(place, encre) for place in places_loin)
    zones[Mesure.REGLE] = tuple(_cadre(place, encre) for place in place_droit)
    zones[Mesure.LETTRES] = tuple(_cadre(place, encre) for place in place_lettres)


def _papier(gris: Gris) -> Gris:
    """The paper under the ink: what is lightest around, evened out."""
    taille = (max(1, gris.shape[1] // 4), max(1, gris.shape[0] // 4))
    petit = cv2.resize(gris, taille, interpolation=cv2.INTER_AREA)
    cote = max(3, round(PLUS_LARGE_TRAIT * min(petit.shape))) | 1
    clair = cv2.morphologyEx(petit, cv2.MORPH_CLOSE, np.ones((cote, cote), np.uint8))
    clair = np.maximum(clair, np.uint8(OMBRE_LA_PLUS_PROFONDE * np.percentile(gris, 75)))  # a blot is no shadow
    doux = cv2.blur(clair, (cote, cote))
    return np.asarray(cv2.resize(doux, (gris.shape[1], gris.shape[0]), interpolation=cv2.INTER_LINEAR), np.uint8)


def _blanchie(pleine: Gris, papier: Gris) -> Gris:
    fond = cv2.resize(papier, (pleine.shape[1], pleine.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pleine, np.maximum(fond, PAPIER_LE_PLUS_SOMBRE), scale=252.0), np.uint8)


def _demi_teintes(gris: Gris, encre: Masque) -> float:
    """Share that is neither paper nor ink nor the soft edge between them."""
    loin = cv2.dilate(encre, np.ones((7, 7), np.uint8)) == 0
    doux = cv2.blur(gris, (3, 3)).astype(np.int16)
    return float(np.mean((np.abs(doux - np.int16(np.percentile(gris, 75))) > ECART_TEINTE) & loin))


def _trait(encre: Masque) -> float:
    """The usual width of a stroke: twice the distance from its middle to the paper, share of the frame's height."""
    loin: Any = cv2.distanceTransform(encre, cv2.DIST_L2, 3)
    milieu = (loin > 0) & (loin >= cv2.dilate(loin, np.ones((3, 3), np.uint8)))
    return float(2.0 * np.percentile(loin[milieu], 75) / encre.shape[0])


def _contraste(gris: Gris, papier: Gris, encre: Masque) -> float:
    """Of the darker half of the ink: the edges of a fine stroke are half paper."""
    ecarts = (papier.astype(np.int16) - gris.astype(np.int16))[encre > 0]
    return float(np.percentile(ecarts, 75))


def _bord(forme: tuple[int, ...]) -> Masque:
    epais = max(2, round(min(forme) * BORD))
    bord = np.ones(forme, np.uint8)
    bord[epais:-epais, epais:-epais] = 0
    return bord


def _cadres(masque: Masque) -> list[Cadre]:
    combien, _, boites, _ = cv2.connectedComponentsWithStats(cv2.dilate(masque, np.ones((9, 9), np.uint8)))
    grandes = sorted((boites[n] for n in range(1, combien)), key=lambda boite: -int(boite[4]))[:4]
    return [_cadre((int(b[0]), int(b[1]), int(b[2]), int(b[3])), masque) for b in grandes]


def _cadre(place: tuple[int, int, int, int], masque: Masque) -> Cadre:
    hauteur, largeur = masque.shape
    x, y, w, h = place
    return Cadre(x / largeur, y / hauteur, w / largeur, h / hauteur)
