"""Faces in a photo and their eyes, found with the cascades that OpenCV carries."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from ctn_verification.moteur.nettete import Gris

CASCADES = ("frontalface_default", "frontalface_alt2", "profileface", "eye_tree_eyeglasses", "eye")
HAUTEUR_CHERCHEE = 212  # pixels: a face of the norm is still 90 wide, the smallest 33
HAUTEUR_TOURNEE = 160  # the same where it must be turned first
PLUS_PETIT = 0.2  # of the photo's width; smaller ones are pictures on a wall
GRANDE = 0.4  # of the photo's width: what is looked for first, a face of the norm has 0.55
SUREMENT_GRANDE = 0.48  # no window around it was left out
BORD_LAISSE = 0.1  # of the face: another one behind it is not covered with it
ACCORDS = 4  # windows that must agree
SECOND = 0.3  # of the first face's width: what is a second person
RECOUVREMENT = 0.4  # of the smaller one: from here on two finds are one face
LARGEUR_YEUX = 120  # pixels: the width of the face in which eyes are searched
ECART_ATTENDU = 0.45  # between the eyes, of the width of the find
PENCHES = (-30, 30, 90, -90, 180)  # degrees: how else a face may lie in the photo
PUPILLE = 0.09  # radius in which the iris is looked for, of the width of the find
IRIS = 3.0  # about its radius, in pixels of that picture


class Boite(NamedTuple):
    """In pixels of the picture that was searched."""

    x: float
    y: float
    largeur: float
    hauteur: float


class Visage(NamedTuple):
    """`oeil_gauche` is on the left in the picture; `yeux` of the two were seen, others are where they should be."""

    boite: Boite
    oeil_gauche: tuple[float, float]
    oeil_droit: tuple[float, float]
    yeux: int

    @property
    def ecart(self) -> float:
        """Between the eyes, in pixels."""
        return float(np.hypot(self.oeil_droit[0] - self.oeil_gauche[0], self.oeil_droit[1] - self.oeil_gauche[1]))

    @property
    def milieu(self) -> tuple[float, float]:
        return (self.oeil_gauche[0] + self.oeil_droit[0]) / 2, (self.oeil_gauche[1] + self.oeil_droit[1]) / 2

    @property
    def inclinaison(self) -> float:
        """Degrees, positive when the right eye of the picture is the lower."""
        dx, dy = (droit - gauche for droit, gauche in zip(self.oeil_droit, self.oeil_gauche, strict=True))
        return float(np.degrees(np.arctan2(dy, dx)))


class Reconnu(NamedTuple):
    """The faces, and the one that is measured; without any, the degrees to turn the photo by that show one."""

    boites: tuple[Boite, ...] = ()
    visage: Visage | None = None
    penche: int = 0
    profil: bool = False


@cache
def cascade(nom: str) -> Any:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / f"haarcascade_{nom}.xml"))


def reconnaitre(gris: Gris) -> Reconnu:
    """A face counts when its eyes are seen or both cascades see it; else the photo is turned, and profiles count."""
    echelle = min(1.0, HAUTEUR_CHERCHEE / gris.shape[0])
    petite = np.asarray(cv2.resize(gris, None, fx=echelle, fy=echelle, interpolation=cv2.INTER_AREA), np.uint8)
    trouves = _de_face(petite)
    visage = max((situer(gris, _agrandie(boite, echelle)) for boite in trouves[:1]), key=_yeux, default=None)
    if visage is None or visage.yeux < 2:
        confirmes = [_agrandie(boite, echelle) for boite in _trouver(petite, "frontalface_alt2", ACCORDS)]
        penche = penchant(petite)
        if penche and (visage is None or not confirmes):
            return Reconnu(penche=penche)
        candidats = [situer(gris, boite) for boite in confirmes[:2]]
        if visage is not None and (visage.yeux or any(_se_recouvrent(visage.boite, autre) for autre in confirmes)):
            candidats.append(visage)
        visage = max(candidats, key=_yeux, default=None)
    if visage is None:
        return Reconnu(profil=_de_profil(petite))
    autres = tuple(_agrandie(boite, echelle) for boite in trouves[1:])
    return Reconnu((visage.boite, *(autre for autre in autres if not _se_recouvrent(autre, visage.boite))), visage)


def _yeux(visage: Visage) -> int:
    return visage.yeux


def penchant(gris: Gris) -> int:
    """By how many degrees the photo must be turned to show a face; 0: none was found that way either."""
    echelle = min(1.0, HAUTEUR_TOURNEE / gris.shape[0])
    petite = np.asarray(cv2.resize(gris, None, fx=echelle, fy=echelle, interpolation=cv2.INTER_AREA), np.uint8)
    return next(
        (angle for angle in PENCHES if _trouver(_tournee(petite, angle), "frontalface_default", ACCORDS + 2, 0.3)), 0
    )


def situer(gris: Gris, boite: Boite) -> Visage:
    """The eyes of a face: each in its half, where both cascades look; else where eyes usually are."""
    echelle = LARGEUR_YEUX / boite.largeur
    bas, haut = boite.y + 0.56 * boite.hauteur, boite.y + 0.18 * boite.hauteur
    y0, y1 = max(0, round(haut)), min(gris.shape[0], round(bas))
    x0, x1 = max(0, round(boite.x)), min(gris.shape[1], round(boite.x + boite.largeur))
    bande = np.asarray(cv2.resize(gris[y0:y1, x0:x1], None, fx=echelle, fy=echelle), np.uint8)
    places: list[tuple[float, float]] = []
    vus = 0
    for part, attendu in ((0, 0.5 - ECART_ATTENDU / 2), (1, 0.5 + ECART_ATTENDU / 2)):
        lieu = _oeil(bande, part)
        vus += lieu is not None
        if lieu is None:
            places.append((boite.x + attendu * boite.largeur, boite.y + 0.39 * boite.hauteur))
        else:
            places.append((x0 + lieu[0] / echelle, y0 + lieu[1] / echelle))
    return Visage(boite, places[0], places[1], vus)


def _agrandie(boite: Any, echelle: float) -> Boite:
    return Boite(*(valeur / echelle for valeur in boite))


def _de_face(gris: Gris) -> list[Any]:
    """The first cascade finds most; the other is asked to confirm a second person."""
    trouves = _grande_puis_petites(gris)
    if len(trouves) < 2:
        return trouves
    autres = _trouver(gris, "frontalface_alt2", ACCORDS)
    premier = max(trouves, key=lambda trouve: (any(_se_recouvrent(trouve, autre) for autre in autres), trouve[2]))
    seconds = [
        trouve
        for trouve in trouves
        if not _se_recouvrent(trouve, premier)
        and trouve[2] >= SECOND * premier[2]
        and any(_se_recouvrent(trouve, autre) for autre in autres)
    ]
    return [premier, *seconds]


def _grande_puis_petites(gris: Gris) -> list[Any]:
    """A face of the norm is found among large windows only, and what is smaller around it: two thirds of the cost."""
    grandes = _trouver(gris, "frontalface_default", ACCORDS, GRANDE)
    if len(grandes) != 1 or grandes[0][2] < SUREMENT_GRANDE * gris.shape[1]:
        return _trouver(gris, "frontalface_default", ACCORDS)
    autour = gris.copy()
    x, y, cote, _ = (round(valeur) for valeur in grandes[0])
    bord = round(BORD_LAISSE * cote)
    autour[y + bord : y + cote - bord, x + bord : x + cote - bord] = round(float(gris.mean()))
    return [*grandes, *_trouver(autour, "frontalface_default", ACCORDS, PLUS_PETIT, SUREMENT_GRANDE)]


def _trouver(gris: Gris, nom: str, accords: int, petit: float = PLUS_PETIT, grand: float = 1.0) -> list[Any]:
    """Windows from `petit` to `grand` of the width."""
    tailles = [(round(gris.shape[1] * part),) * 2 for part in (petit, grand)]
    trouves = cascade(nom).detectMultiScale(gris, 1.1, accords, minSize=tailles[0], maxSize=tailles[1])
    return sorted((tuple(map(float, trouve)) for trouve in trouves), key=lambda t: -t[2])


def _de_profil(gris: Gris) -> bool:
    return any(_trouver(image, "profileface", ACCORDS, 0.3) for image in (gris, np.ascontiguousarray(gris[:, ::-1])))


def _tournee(gris: Gris, angle: int) -> Gris:
    if angle % 90 == 0:
        return np.ascontiguousarray(np.rot90(gris, -angle // 90))
    hauteur, largeur = gris.shape
    tour = cv2.getRotationMatrix2D((largeur / 2, hauteur / 2), -angle, 1.0)
    return np.asarray(cv2.warpAffine(gris, tour, (largeur, hauteur), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _oeil(bande: Gris, part: int) -> tuple[float, float] | None:
    """The middle of the iris in the left (0) or right (1) half of the band of the eyes."""
    demi = bande.shape[1] // 2
    moitie = np.ascontiguousarray(bande[:, part * demi : part * demi + demi])
    for nom, petit in (("eye_tree_eyeglasses", 24), ("eye_tree_eyeglasses", 20), ("eye", 20)):  # of most faces 29
        trouves = cascade(nom).detectMultiScale(moitie, 1.1, 3, minSize=(petit, petit), maxSize=(52, 52))
        if len(trouves):
            x, y, largeur, hauteur = max(trouves, key=lambda trouve: int(trouve[2]))
            iris = _iris(moitie, x + largeur / 2, y + hauteur / 2)
            return part * demi + iris[0], iris[1]
    return None


def _iris(moitie: Gris, x: float, y: float) -> tuple[float, float]:
    """The middle of the darkest round spot near the middle of the find."""
    rayon = round(PUPILLE * LARGEUR_YEUX)
    x0, y0 = max(0, round(x) - rayon), max(0, round(y) - rayon)
    pres = cv2.GaussianBlur(moitie, (0, 0), IRIS)[y0 : round(y) + rayon + 1, x0 : round(x) + rayon + 1]
    _, _, (cx, cy), _ = cv2.minMaxLoc(pres)
    autour = pres[max(0, cy - 3) : cy + 4, max(0, cx - 3) : cx + 4].astype(np.float32)
    noirceur = autour.max() - autour
    if not noirceur.any():
        return float(x0 + cx), float(y0 + cy)
    lignes, colonnes = np.indices(autour.shape)
    dx, dy = (float((noirceur * rang).sum() / noirceur.sum()) for rang in (colonnes, lignes))
    return x0 + max(0, cx - 3) + dx, y0 + max(0, cy - 3) + dy


def _se_recouvrent(un: Any, autre: Any) -> bool:
    largeur = min(un[0] + un[2], autre[0] + autre[2]) - max(un[0], autre[0])
    hauteur = min(un[1] + un[3], autre[1] + autre[3]) - max(un[1], autre[1])
    return bool(max(0.0, largeur) * max(0.0, hauteur) > RECOUVREMENT * min(un[2] * un[3], autre[2] * autre[3]))
