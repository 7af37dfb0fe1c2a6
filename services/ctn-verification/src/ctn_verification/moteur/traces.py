"""What the ink of a signature's frame is made of: strokes that belong together, lines of a frame, printed letters."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Masque = NDArray[np.uint8]
Place = tuple[int, int, int, int]  # x, y, width, height in pixels

ECART_LOIN = 0.13  # of the frame's width: strokes further from the rest are another signature, or no part of it
MIETTE = 0.004  # of the ink: specks are no second signature
BANDE = 0.18  # of the frame: where its own lines may show
DROIT = 7.0  # degrees off level or upright that a line of a frame may lean
ASSEZ_LONG = 0.35  # of the frame's side: shorter ones are strokes
LETTRE = (0.018, 0.13)  # height of a printed letter, of the frame's
RANGEE = 6  # letters side by side


def morceaux_loin(encre: Masque) -> tuple[float, list[Place]]:
    """Share of the ink that a gap parts from the largest group of strokes, and where it lies."""
    taille = (max(1, encre.shape[1] // 4), max(1, encre.shape[0] // 4))
    vue = cv2.resize(encre * np.uint8(255), taille, interpolation=cv2.INTER_AREA)
    petit = np.asarray(vue > 20, np.uint8)
    cote = max(3, round(ECART_LOIN * taille[0])) | 1
    large = cv2.dilate(petit, np.ones((cote, cote), np.uint8))
    combien, noms, boites, _ = cv2.connectedComponentsWithStats(large)
    poids = np.bincount(noms.ravel(), weights=petit.ravel(), minlength=combien)[1:]
    if poids.size < 2:
        return 0.0, []
    part = poids / poids.sum()
    autres = [n for n in range(poids.size) if n != int(part.argmax()) and part[n] >= MIETTE]
    places = [_place(boites[n + 1], 4) for n in sorted(autres, key=lambda n: -float(part[n]))[:4]]
    return float(sum(part[n] for n in autres)), places


def regle(encre: Masque) -> tuple[float, list[Place]]:
    """The longest level or upright line near a side of the frame, of that side's length."""
    hauteur, largeur = encre.shape
    cote = min(hauteur, largeur)
    lignes: Any = cv2.HoughLinesP(
        encre * np.uint8(255),
        1,
        np.pi / 360,
        round(0.3 * cote),
        minLineLength=ASSEZ_LONG * cote,
        maxLineGap=0.02 * largeur,
    )
    meilleure, place = 0.0, list[Place]()
    for x0, y0, x1, y1 in [] if lignes is None else lignes.reshape(-1, 4).tolist():
        angle = abs(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
        y, x = (y0 + y1) / 2 / hauteur, (x0 + x1) / 2 / largeur
        if min(angle, 180 - angle) <= DROIT and min(y, 1 - y) <= BANDE:
            part = abs(x1 - x0) / largeur
        elif abs(angle - 90) <= DROIT and min(x, 1 - x) <= BANDE:
            part = abs(y1 - y0) / hauteur
        else:
            continue
        if part > meilleure:
            meilleure, place = part, [(min(x0, x1), min(y0, y1), abs(x1 - x0) + 1, abs(y1 - y0) + 1)]
    return min(1.0, float(meilleure)), place


def lettres(encre: Masque) -> tuple[int, list[Place]]:
    """Small marks of one height that stand side by side, in rows of at least six."""
    hauteur = encre.shape[0]
    combien, _, boites, _ = cv2.connectedComponentsWithStats(encre)
    bas, haut = LETTRE[0] * hauteur, LETTRE[1] * hauteur
    petites = [b for b in boites[1:combien] if bas <= b[3] <= haut and b[2] <= 2.5 * b[3] and b[4] >= 4]
    petites.sort(key=lambda b: int(b[0]))
    rangees: list[list[Any]] = []
    for boite in petites:
        for rangee in rangees:
            avant = rangee[-1]
            taille = max(avant[3], boite[3])
            if (
                abs(int(avant[1] + avant[3]) - int(boite[1] + boite[3])) <= 0.45 * taille
                and 0.5 <= avant[3] / boite[3] <= 2.0
                and boite[0] - (avant[0] + avant[2]) <= 1.6 * taille
            ):
                rangee.append(boite)
                break
        else:
            rangees.append([boite])
    longues = [rangee for rangee in rangees if len(rangee) >= RANGEE]
    return sum(map(len, longues)), [_autour(rangee) for rangee in longues[:4]]


def _autour(boites: list[Any]) -> Place:
    x0, y0 = min(int(b[0]) for b in boites), min(int(b[1]) for b in boites)
    x1, y1 = max(int(b[0] + b[2]) for b in boites), max(int(b[1] + b[3]) for b in boites)
    return x0, y0, x1 - x0, y1 - y0


def _place(boite: Any, fois: int) -> Place:
    x, y, largeur, hauteur = (int(valeur) * fois for valeur in boite[:4])
    return x, y, largeur, hauteur
