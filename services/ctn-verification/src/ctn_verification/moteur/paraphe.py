"""The signature in its frame on the form: without the printed line, as large as it is written."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Point, Rectangle
from ctn_verification.moteur.collee import redresser
from ctn_verification.moteur.feuillet import Couleur
from ctn_verification.moteur.reperes import Matrice, millimetre

SIGNATURE = FORMULAIRE_PHOTO.signature
LIGNE = 2.5  # millimetres from the frame's edge within which the printed line is looked for
DEDANS = 0.5  # millimetres from the edge, where no line shows
PART_DE_LIGNE = 0.3  # of a row: no signature runs along the frame for so long
ENCRE = 60  # grey levels darker than the paper
POUSSIERE = 0.15  # square millimetres
AUTOUR = 4.0  # millimetres of paper around what is written
PLUS_PETITE = (40.0, 20.0)  # millimetres: less would be enlarged on the card


@dataclass(frozen=True)
class Paraphe:
    place: Rectangle  # millimetres on the sheet
    pixels: Couleur


def decouper_signature(couleur: Couleur, matrice: Matrice) -> Paraphe:
    """What touches the frame touches the edge of what is cut out; an empty frame is cut out whole."""
    pas = millimetre(matrice, Point(SIGNATURE.x + SIGNATURE.largeur / 2, SIGNATURE.y + SIGNATURE.hauteur / 2))
    vue = redresser(couleur, matrice, SIGNATURE, pas)
    gris = np.asarray(cv2.cvtColor(vue, cv2.COLOR_RGB2GRAY), dtype=np.int16)
    encre = gris < np.percentile(gris, 75) - ENCRE
    haut, bas = _sans_ligne(encre, pas), encre.shape[0] - _sans_ligne(encre[::-1], pas)
    gauche, droite = _sans_ligne(encre.T, pas), encre.shape[1] - _sans_ligne(encre.T[::-1], pas)
    dedans = encre[haut:bas, gauche:droite]
    x, y, largeur, hauteur = _ecrite(dedans, pas)
    x, y = x + gauche, y + haut
    place = Rectangle(SIGNATURE.x + x / pas, SIGNATURE.y + y / pas, largeur / pas, hauteur / pas)
    return Paraphe(place, np.ascontiguousarray(vue[y : y + hauteur, x : x + largeur]))


def _sans_ligne(encre: NDArray[np.bool_], pas: float) -> int:
    """From which row on there is no printed line any more; the form may have moved by a hair."""
    bande = encre[: round(LIGNE * pas)].mean(axis=1)
    lignes = np.flatnonzero(bande > PART_DE_LIGNE)
    dernier = int(lignes[-1]) + 1 + round(0.25 * pas) if lignes.size else 0
    return max(dernier, round(DEDANS * pas))


def _ecrite(encre: NDArray[np.bool_], pas: float) -> tuple[int, int, int, int]:
    """The ink and paper around it, within the frame; all of it where there is no ink."""
    hauteur, largeur = encre.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(encre.astype(np.uint8))
    taches = stats[1:][stats[1:, cv2.CC_STAT_AREA] > POUSSIERE * pas * pas]
    if not len(taches):
        return 0, 0, largeur, hauteur
    gauche, haut = taches[:, 0].min(), taches[:, 1].min()
    droite, bas = (taches[:, 0] + taches[:, 2]).max(), (taches[:, 1] + taches[:, 3]).max()
    x0, x1 = _etendu(int(gauche), int(droite), largeur, pas, PLUS_PETITE[0])
    y0, y1 = _etendu(int(haut), int(bas), hauteur, pas, PLUS_PETITE[1])
    return x0, y0, x1 - x0, y1 - y0


def _etendu(debut: int, fin: int, limite: int, pas: float, plus_petit: float) -> tuple[int, int]:
    manque = max(0.0, plus_petit * pas - (fin - debut)) / 2
    marge = round(max(AUTOUR * pas, manque))
    return max(0, debut - marge), min(limite, fin + marge)
