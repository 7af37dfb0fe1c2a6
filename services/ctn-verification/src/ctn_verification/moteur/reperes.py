"""Where the paper form lies in a scan: its code, its four marks, and how millimetres on paper become pixels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Point

Gris = NDArray[np.uint8]
Points = NDArray[np.float64]  # one row for each
Matrice = NDArray[np.float64]  # millimetres on the sheet → pixels, 3 × 3

COTE_RECHERCHE = 2400  # pixels: an A4 page at 205 dots per inch
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
NUMERO = re.compile(r"\d{20,25}")
MODULES, SILENCE = 21, 4  # of the code: the number fits into the smallest QR code
LOIN, PRES, BOUGE = 12.0, 2.5, 25.0  # millimetres between a mark and where it is looked for
COTE = (0.72, 1.35)  # of a mark as printed: a printer shrinks, a scanner eats
PLEIN = 0.82  # of its own rectangle is black
CANDIDATS_MAX = 400
REPERES = np.array([[p.x, p.y] for p in FORMULAIRE_PHOTO.reperes])
PAGE = FORMULAIRE_PHOTO.page


@dataclass(frozen=True)
class Code:
    texte: str
    coins: Points  # clockwise from the code's own upper left


@dataclass(frozen=True)
class Situation:
    """What was found on one page; `matrice` is None when nothing says where the form lies."""

    numeros: tuple[str, ...]
    etrangers: int  # codes that are no number of a demande
    reperes: int
    matrice: Matrice | None
    quarts: int  # how often the page is to be turned by 90°, clockwise, to stand upright


def situer(gris: Gris) -> Situation:
    """By the code first, which says what is up; by the marks alone where no code can be read."""
    facteur = max(1.0, max(gris.shape) / COTE_RECHERCHE)
    petit = gris if facteur == 1.0 else _reduit(gris, facteur)
    codes = _codes(petit)
    nos = [code for code in codes if NUMERO.fullmatch(code.texte)]
    numeros = tuple(dict.fromkeys(code.texte for code in nos))
    carres = _carres(petit)
    trouves, matrice = _par_code(nos[0], carres) if len(numeros) == 1 else _par_reperes(carres, petit.shape)
    if matrice is not None:
        matrice = np.diag([facteur, facteur, 1.0]) @ matrice
    quarts = _quarts(matrice) if matrice is not None else 0
    return Situation(numeros, len(codes) - len(nos), trouves, matrice, quarts)


def millimetre(matrice: Matrice, point: Point) -> float:
    """How many pixels it has at this place of the sheet."""
    autour = np.array([[point.x, point.y], [point.x + 1, point.y], [point.x, point.y + 1]])
    origine, droite, bas = appliquer(matrice, autour)
    return float(np.sqrt(abs(np.linalg.det(np.stack([droite - origine, bas - origine])))))


def appliquer(matrice: Matrice, points: Points) -> Points:
    places = cv2.perspectiveTransform(points.reshape(-1, 1, 2).astype(np.float64), matrice)
    return np.asarray(places, dtype=np.float64).reshape(-1, 2)


def _reduit(gris: Gris, facteur: float) -> Gris:
    size = (round(gris.shape[1] / facteur), round(gris.shape[0] / facteur))
    return np.asarray(cv2.resize(gris, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _codes(gris: Gris) -> list[Code]:
    """A stain or a fold may hide it from one way of looking and not from the next."""
    trouves: list[Code] = []
    for image in (gris, cv2.GaussianBlur(gris, (3, 3), 0), cv2.medianBlur(gris, 5)):
        for binarizer in (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram):
            lus = zxingcpp.read_barcodes(np.ascontiguousarray(image), formats=QR, binarizer=binarizer)
            trouves = [Code(lu.text, _coins(lu.position)) for lu in lus] or trouves
            if any(NUMERO.fullmatch(code.texte) for code in trouves):
                return trouves
    return trouves


def _coins(position: zxingcpp.Position) -> Points:
    coins = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([[coin.x, coin.y] for coin in coins], dtype=np.float64)


def _coins_imprimes() -> Points:
    """Of the code itself, inside its quiet zone."""
    code = FORMULAIRE_PHOTO.code
    bord = code.largeur * SILENCE / (MODULES + 2 * SILENCE)
    gauche, haut = code.x + bord, code.y + bord
    droite, bas = code.x + code.largeur - bord, code.y + code.hauteur - bord
    return np.array([[gauche, haut], [droite, haut], [droite, bas], [gauche, bas]])


def _carres(gris: Gris) -> list[tuple[Points, float]]:
    """Black squares: centre, side in pixels. Whatever size: who knows the scale chooses."""
    bloc = max(31, round(max(gris.shape) / 297 * 16)) | 1
    noir = cv2.adaptiveThreshold(gris, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, bloc, 30)
    noir = cv2.morphologyEx(noir, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))  # what a pen adds to a square goes
    nombre, _, stats, centres = cv2.connectedComponentsWithStats(noir)
    plus_petit = max(gris.shape) / 297 * FORMULAIRE_PHOTO.cote_repere * 0.5
    carres = []
    for rang in range(1, nombre):
        _, _, largeur, hauteur, aire = stats[rang]
        if min(largeur, hauteur) < plus_petit or max(largeur, hauteur) > 4 * plus_petit:
            continue
        cote = float(np.sqrt(aire))
        if max(largeur, hauteur) <= 1.4 * min(largeur, hauteur) and aire >= PLEIN * 0.87 * largeur * hauteur:
            carres.append((np.asarray(centres[rang], dtype=np.float64), cote))
    return carres[:CANDIDATS_MAX]


def _par_code(code: Code, carres: Sequence[tuple[Points, float]]) -> tuple[int, Matrice]:
    """The code's corners say roughly where the marks are, the marks exactly where everything is."""
    coins = _coins_imprimes()
    matrice = _semblable(coins, code.coins)
    for portee in (LOIN, PRES):
        pris = _proches(matrice, carres, portee)
        matrice = _ajustee(coins, code.coins, pris)
    if len(pris) == 4 and np.abs(appliquer(matrice, coins) - code.coins).max() > PRES * _echelle(matrice):
        return 0, _semblable(coins, code.coins)  # something else than the marks was taken for them
    return len(pris), matrice


def _par_reperes(carres: Sequence[tuple[Points, float]], forme: tuple[int, ...]) -> tuple[int, Matrice | None]:
    """They lie below the middle of the sheet: that says what is up, as long as the whole sheet is in the picture."""
    hauteur, largeur = forme
    bords = np.array([[0, 0], [largeur, 0], [largeur, hauteur], [0, hauteur]], dtype=np.float64)
    feuille = np.array([[0, 0], [PAGE.largeur, 0], [PAGE.largeur, PAGE.hauteur], [0, PAGE.hauteur]])
    meilleur: tuple[float, Matrice] | None = None
    for tour in range(4):
        pris = _proches(_semblable(feuille, np.roll(bords, tour, axis=0)), carres, BOUGE)
        if len(pris) < 4:
            continue
        rangs = list(pris)
        pixels = np.array([pris[rang] for rang in rangs])
        matrice = _semblable(REPERES[rangs], pixels)
        ecart = float(np.abs(appliquer(matrice, REPERES[rangs]) - pixels).max()) / _echelle(matrice)
        if ecart < PRES and (meilleur is None or ecart < meilleur[0]):
            meilleur = ecart, _ajustee(REPERES[:0], pixels[:0], pris)
    return (0, None) if meilleur is None else (4, meilleur[1])


def _proches(matrice: Matrice, carres: Sequence[tuple[Points, float]], portee: float) -> dict[int, Points]:
    """For each mark the square of its size that is nearest to its place."""
    echelle = _echelle(matrice)
    attendu = FORMULAIRE_PHOTO.cote_repere * echelle
    bons = [centre for centre, cote in carres if COTE[0] * attendu <= cote <= COTE[1] * attendu]
    pris: dict[int, Points] = {}
    for rang, place in enumerate(appliquer(matrice, REPERES)):
        distances = [float(np.hypot(*(centre - place))) for centre in bons]
        if distances and min(distances) <= portee * echelle:
            pris[rang] = bons[int(np.argmin(distances))]
    return pris


def _ajustee(coins: Points, vus: Points, pris: dict[int, Points]) -> Matrice:
    rangs = list(pris)
    if len(rangs) == 4:
        pixels = np.array([pris[rang] for rang in rangs])
        return np.asarray(cv2.getPerspectiveTransform(REPERES[rangs].astype(np.float32), pixels.astype(np.float32)))
    depuis = np.concatenate([coins, REPERES[rangs]])
    vers = np.concatenate([vus, np.array([pris[rang] for rang in rangs]).reshape(-1, 2)])
    return _affine(depuis, vers) if len(rangs) == 3 else _semblable(depuis, vers)


def _affine(depuis: Points, vers: Points) -> Matrice:
    pose = np.column_stack([depuis, np.ones(len(depuis))])
    solution, *_ = np.linalg.lstsq(pose, vers, rcond=None)
    return np.vstack([solution.T, [0.0, 0.0, 1.0]])


def _semblable(depuis: Points, vers: Points) -> Matrice:
    """Turned, scaled and moved, by least squares."""
    x, y = depuis[:, 0], depuis[:, 1]
    un, zero = np.ones_like(x), np.zeros_like(x)
    lignes = np.concatenate([np.column_stack([x, -y, un, zero]), np.column_stack([y, x, zero, un])])
    (a, b, tx, ty), *_ = np.linalg.lstsq(lignes, np.concatenate([vers[:, 0], vers[:, 1]]), rcond=None)
    return np.array([[a, -b, tx], [b, a, ty], [0.0, 0.0, 1.0]])


def _echelle(matrice: Matrice) -> float:
    return millimetre(matrice, Point(PAGE.largeur / 2, PAGE.hauteur / 2))


def _quarts(matrice: Matrice) -> int:
    """From the direction that the sheet's lines have in the picture."""
    gauche, droite = appliquer(matrice, np.array([[PAGE.largeur / 3, 190.0], [PAGE.largeur * 2 / 3, 190.0]]))
    angle = np.degrees(np.arctan2(droite[1] - gauche[1], droite[0] - gauche[0]))
    return round(-float(angle) / 90.0) % 4
