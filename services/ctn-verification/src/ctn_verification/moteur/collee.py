"""The photo that was glued on the form: its own edges are found, however it lies in its frame, and it is cut out."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Point, Rectangle
from ctn_verification.moteur.feuillet import Couleur
from ctn_verification.moteur.reperes import Matrice, millimetre

PHOTO = FORMULAIRE_PHOTO.photo
MARGE = 6.0  # millimetres around the frame: a photo glued over its edge is still whole
RABOT = 0.4  # millimetres: the paper's edge and the shadow at it are no photo
LIGNE = (0.25, 0.6)  # millimetres inside and outside the frame's edge where its printed line may show
NOIR = 0.45  # of white: the line is darker, in lightness
DU_PAPIER = 8.0  # distance of colours, CIE Lab
TRAIT = 1.2  # millimetres: letters and frames are finer, a photo is not
VIDE = 0.12  # of the frame
PLEINE = 0.9  # of its own rectangle
# Millimetres of the form, which a printer may have shrunk by eight per cent, of a photo that scissors cut.
LARGEURS, HAUTEURS = (32.5, 38.5), (42.0, 49.5)
DROITE = 30.0  # degrees: more, and nobody knows what is up
SORTIE = (413, 531)  # pixels: 35 × 45 mm at 300 dots per inch
TOLEREE = 0.92  # of that: scissors and glue take their share of a scan at 300 dots per inch


class Collee(StrEnum):
    TROUVEE = "trouvee"
    ABSENTE = "absente"
    INDECISE = "indecise"  # something is there, and its edges cannot be told from the paper
    HORS_FORMAT = "hors_format"


@dataclass(frozen=True)
class Photo:
    etat: Collee
    place: Rectangle  # millimetres on the sheet, its sides parallel to the sheet's
    pixels: Couleur | None = None


def decouper_photo(couleur: Couleur, matrice: Matrice) -> Photo:
    """Upright, 35 × 45, nothing of the form on it; never finer than the scan, give or take a snip of scissors."""
    fenetre = Rectangle(PHOTO.x - MARGE, PHOTO.y - MARGE, PHOTO.largeur + 2 * MARGE, PHOTO.hauteur + 2 * MARGE)
    pas = millimetre(matrice, Point(PHOTO.x + PHOTO.largeur / 2, PHOTO.y + PHOTO.hauteur / 2))
    vue = redresser(couleur, matrice, fenetre, pas)
    tache = _sur_le_papier(vue, pas)
    dedans = tache[round(MARGE * pas) : -round(MARGE * pas), round(MARGE * pas) : -round(MARGE * pas)]
    if dedans.mean() < VIDE * 255:
        return Photo(Collee.ABSENTE, PHOTO)
    contours, _ = cv2.findContours(tache, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea)
    (x, y), cotes, penche = cv2.minAreaRect(contour)
    taille, angle = _debout((cotes[0], cotes[1]), penche)
    if cv2.contourArea(contour) < PLEINE * taille[0] * taille[1] or abs(angle) > DROITE:
        return Photo(Collee.INDECISE, PHOTO)
    gauche, haut, large, haute = cv2.boundingRect(contour)
    place = Rectangle(fenetre.x + gauche / pas, fenetre.y + haut / pas, large / pas, haute / pas)
    largeur, hauteur = taille[0] / pas, taille[1] / pas
    if not (LARGEURS[0] <= largeur <= LARGEURS[1] and HAUTEURS[0] <= hauteur <= HAUTEURS[1]):
        return Photo(Collee.HORS_FORMAT, place)
    return Photo(Collee.TROUVEE, place, _tournee(couleur, matrice, fenetre, pas, (x, y), taille, angle))


def redresser(couleur: Couleur, matrice: Matrice, place: Rectangle, pas: float) -> Couleur:
    """This rectangle of the sheet, `pas` pixels for a millimetre; what lies outside the scan is white."""
    vers = matrice @ np.array([[1 / pas, 0, place.x], [0, 1 / pas, place.y], [0, 0, 1]])
    size = (round(place.largeur * pas), round(place.hauteur * pas))
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    vue = cv2.warpPerspective(couleur, vers, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,) * 3)
    return np.asarray(vue, dtype=np.uint8)


def au_format(largeur: float, hauteur: float) -> tuple[int, int]:
    """How many pixels a photo of so many gets: 35 × 45, what is missing at the scissors' edge made up for."""
    haute = min(hauteur, largeur * SORTIE[1] / SORTIE[0])
    if haute >= SORTIE[1] or haute < TOLEREE * SORTIE[1]:
        return round(haute * SORTIE[0] / SORTIE[1]), round(haute)
    return SORTIE


def _sur_le_papier(vue: Couleur, pas: float) -> NDArray[np.uint8]:
    """255 where something lies on the paper that is neither letter nor line."""
    lab = cv2.cvtColor(cv2.GaussianBlur(vue, (0, 0), max(0.6, 0.12 * pas)), cv2.COLOR_RGB2LAB).astype(np.float32)
    papier = _papier(lab, pas)
    # Eight bits stretch the lightness by 2.55.
    ecart = np.sqrt(((lab[..., 0] - papier[0]) / 2.55) ** 2 + ((lab[..., 1:] - papier[1:]) ** 2).sum(axis=2))
    clarte = float(papier[0])  # a dim lamp brings everything nearer together
    tache = np.where(ecart > DU_PAPIER * clarte / 255, np.uint8(255), np.uint8(0))
    return _bouchee(_sans_traits(tache, lab[..., 0] < NOIR * clarte, pas))


def _sans_traits(tache: NDArray[np.uint8], noir: NDArray[np.bool_], pas: float) -> NDArray[np.uint8]:
    """Letters and the frame's line go, also where a photo touches it; of a photo across the line nothing is lost."""
    anneau = np.zeros(tache.shape, dtype=bool)
    dehors, dedans = round((MARGE - LIGNE[1]) * pas), round((MARGE + LIGNE[0]) * pas)
    anneau[dehors:-dehors, dehors:-dehors] = True
    anneau[dedans:-dedans, dedans:-dedans] = False
    coupee = np.where(anneau & noir, np.uint8(0), tache)
    ouverte = np.asarray(cv2.morphologyEx(coupee, cv2.MORPH_OPEN, _carre(TRAIT * pas)), dtype=np.uint8)
    fermee = np.asarray(cv2.morphologyEx(ouverte, cv2.MORPH_CLOSE, _carre(2 * sum(LIGNE) * pas)), dtype=np.uint8)
    return np.where(anneau, fermee, ouverte)


def _carre(cote: float) -> NDArray[np.uint8]:
    return np.ones((max(3, round(cote)),) * 2, np.uint8)


def _papier(lab: NDArray[np.float32], pas: float) -> NDArray[np.float32]:
    """The colour around the frame: of its four sides the brightest, for the photo may lie on one of them."""
    bande, milieu = round(0.45 * MARGE * pas), lab.shape
    cotes = (
        lab[:bande],
        lab[milieu[0] - bande :],
        lab[:, :bande],
        lab[:, milieu[1] - bande :],
    )
    couleurs = [np.median(cote.reshape(-1, 3), axis=0) for cote in cotes]
    return np.asarray(max(couleurs, key=lambda couleur: float(couleur[0])), dtype=np.float32)


def _bouchee(tache: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """White collars and bright foreheads are holes in what differs from white paper."""
    contours, _ = cv2.findContours(tache, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.drawContours(tache.copy(), contours, -1, 255, cv2.FILLED), dtype=np.uint8)


def _debout(taille: tuple[float, float], angle: float) -> tuple[tuple[float, float], float]:
    """Width before height, and the smallest turn that sets it upright."""
    while angle > 45:
        taille, angle = (taille[1], taille[0]), angle - 90
    while angle <= -45:
        taille, angle = (taille[1], taille[0]), angle + 90
    return taille, angle


def _tournee(
    couleur: Couleur,
    matrice: Matrice,
    fenetre: Rectangle,
    pas: float,
    centre: tuple[float, float],
    taille: tuple[float, float],
    angle: float,
) -> Couleur:
    """Straight from the scan: pixels are moved once."""
    rabot = 2 * RABOT * pas
    hauteur = min(taille[1] - rabot, (taille[0] - rabot) * SORTIE[1] / SORTIE[0])
    largeur = hauteur * SORTIE[0] / SORTIE[1]
    size = au_format(largeur, hauteur)
    cosinus, sinus = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    pas_x, pas_y = largeur / size[0], hauteur / size[1]
    depuis_sortie = np.array(
        [
            [cosinus * pas_x, -sinus * pas_y, centre[0] - (cosinus * largeur - sinus * hauteur) / 2],
            [sinus * pas_x, cosinus * pas_y, centre[1] - (sinus * largeur + cosinus * hauteur) / 2],
            [0, 0, 1],
        ]
    )
    vers = matrice @ np.array([[1 / pas, 0, fenetre.x], [0, 1 / pas, fenetre.y], [0, 0, 1]]) @ depuis_sortie
    vue = cv2.warpPerspective(couleur, vers, size, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
    return np.asarray(vue, dtype=np.uint8)
