"""Signatures that nobody owns, drawn by a pen that speeds up and slows down, and what goes wrong with them."""

import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from skimage import data

from tests.precision import degats
from tests.precision.degats import Pixels
from tests.precision.degats_photo import Echelle

CADRE = (531, 968)  # 45 × 82 mm at 300 dpi
FIN = 3  # drawn this much larger
FONTE = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def trace(hasard: random.Random) -> Any:
    """Where the pen goes, in fractions of the frame: loops that lean, a few tall ones, sometimes a line beneath."""
    boucles = hasard.randint(4, 9)
    points = [(0.0, 0.5)]
    for n in range(boucles):
        haute = hasard.uniform(0.1, 0.2) * (hasard.uniform(1.5, 2.4) if n == 0 or hasard.random() < 0.2 else 1.0)
        pas = hasard.uniform(0.06, 0.11)
        x = points[-1][0] + pas * 0.5
        points += [(x + 0.02, 0.5 - haute), (x - 0.015, 0.5 - haute * 0.8), (x, 0.55 + hasard.uniform(-0.03, 0.06))]
        points.append((x + pas * 0.5, 0.5 + hasard.uniform(-0.04, 0.02)))
    brut = np.array(points)
    t = np.linspace(0, len(brut) - 1, 900)
    lisse = np.stack([np.interp(t, np.arange(len(brut)), brut[:, plan]) for plan in (0, 1)], axis=-1)
    noyau = np.hanning(61) / np.hanning(61).sum()
    plein = np.pad(lisse, ((30, 30), (0, 0)), mode="edge")
    courbe = np.stack([np.convolve(plein[:, plan], noyau, "valid") for plan in (0, 1)], axis=-1)
    courbe -= (courbe.max(axis=0) + courbe.min(axis=0)) / 2
    return courbe * min(1.0, hasard.uniform(0.55, 0.75) / np.ptp(courbe[:, 0])) + np.array([0.5, 0.5])


def encrer(toile: Any, chemin: Any, epaisseur: float, encre: float) -> None:
    """A stroke that is finer where the pen is fast."""
    hauteur, largeur = toile.shape
    points = chemin * np.array([largeur, hauteur])
    vitesse = np.hypot(*np.diff(points, axis=0).T)
    for (debut, fin), vite in zip(pairwise(points), vitesse / vitesse.mean(), strict=True):
        trait = max(1, round(epaisseur * FIN * (1.15 - 0.25 * min(vite, 2.0))))
        cv2.line(toile, tuple(map(round, debut)), tuple(map(round, fin)), encre, trait, cv2.LINE_AA)


def signer(hasard: random.Random, encre: float | None = None) -> Any:
    """Grey levels, three times as large as the frame, on white."""
    toile = np.full((CADRE[0] * FIN, CADRE[1] * FIN), 255.0, np.float32)
    chemin, epaisseur = trace(hasard), hasard.uniform(3.5, 8.0)
    noir = hasard.uniform(10, 70) if encre is None else encre
    if hasard.random() < 0.3:  # a first name and a surname, a hand's breadth apart
        moitie, ecart = (chemin - 0.5) * np.array([0.5, 0.8]), hasard.uniform(0.03, 0.09) / 2
        bord = np.abs(moitie[:, 0]).max() + ecart
        suite = (trace(hasard) - 0.5) * np.array([0.5, 0.8])
        encrer(toile, suite + np.array([0.5 + np.abs(suite[:, 0]).max() + ecart, 0.5]), epaisseur, noir)
        chemin = moitie + np.array([0.5 - bord, 0.5])
    encrer(toile, chemin, epaisseur, noir)
    if hasard.random() < 0.4:  # the dot of an i
        x, y = chemin[hasard.randrange(len(chemin)), 0], chemin[:, 1].min() - 0.03
        encrer(toile, np.array([[x, y], [x + 0.006, y + 0.004], [x + 0.008, y]]), epaisseur, noir)
    if hasard.random() < 0.4:
        x = np.linspace(hasard.uniform(0.22, 0.3), hasard.uniform(0.6, 0.75), 60)
        y = chemin[:, 1].max() + 0.04 - hasard.uniform(0.0, 0.1) * (x - x[0]) + 0.01 * np.sin(x * 20)
        encrer(toile, np.stack([x, y], axis=-1), epaisseur * 0.8, noir)
    return toile


def feuille(toile: Any, hasard: random.Random) -> Pixels:
    """Scanned: off-white paper, a little grain, a size that a scanner or a tablet makes."""
    hauteur = hasard.choice((300, 400, 531, 531, 700))
    taille = (round(hauteur * CADRE[1] / CADRE[0]), hauteur)
    petite = cv2.resize(toile, taille, interpolation=cv2.INTER_AREA)
    papier = hasard.uniform(225, 255)
    pixels = np.repeat((petite * papier / 255.0)[..., None], 3, axis=2)
    return degats.bruit(degats._octets(pixels), 1.0, hasard.uniform(0.0, 3.0), hasard)


def bonne(force: float, hasard: random.Random) -> Pixels:
    return feuille(signer(hasard), hasard)


def penchee(force: float, hasard: random.Random) -> Pixels:
    toile = signer(hasard)
    tour = cv2.getRotationMatrix2D((toile.shape[1] / 2, toile.shape[0] / 2), hasard.choice((-1, 1)) * force, 1.0)
    return feuille(cv2.warpAffine(toile, tour, toile.shape[::-1], borderValue=255.0), hasard)


def en_negatif(force: float, hasard: random.Random) -> Pixels:
    """Light on dark, as from a screen in its night colours; below 0, leaning by so many degrees, which is no fault."""
    return np.asarray(255 - bonne(force, hasard)) if force > 0 else penchee(-force, hasard)


def vide(force: float, hasard: random.Random) -> Pixels:
    return feuille(np.full((CADRE[0] * FIN, CADRE[1] * FIN), 255.0, np.float32), hasard) if force else bonne(0, hasard)


def coupee(force: float, hasard: random.Random) -> Pixels:
    """`force` of the signature's width lies outside."""
    pixels = bonne(0.0, hasard)
    if not force:
        return pixels
    colonnes = np.flatnonzero((pixels.min(axis=2) < 150).any(axis=0))
    perdu = round(force * (colonnes[-1] - colonnes[0]))
    if hasard.random() < 0.5:
        return np.ascontiguousarray(pixels[:, _sur_l_encre(colonnes, colonnes[0] + perdu) :])
    return np.ascontiguousarray(pixels[:, : _sur_l_encre(colonnes, colonnes[-1] - perdu)])


def _sur_l_encre(colonnes: Any, ici: int) -> int:
    """A cut between two words leaves nothing to see."""
    return int(colonnes[np.abs(colonnes - ici).argmin()])


def pale(force: float, hasard: random.Random) -> Pixels:
    """Ink at `force` of 255."""
    return feuille(signer(hasard, encre=force), hasard)


def papier_gris(force: float, hasard: random.Random) -> Pixels:
    """Paper that lost `force` of its light."""
    return degats._octets(bonne(0.0, hasard) * (1.0 - force))


def cadree(force: float, hasard: random.Random) -> Pixels:
    """Lines of the form around the signature; 0: none."""
    toile = signer(hasard)
    if force:
        h, w = toile.shape
        m = round(hasard.uniform(0.02, 0.08) * h)
        trait = round(hasard.uniform(2, 5) * FIN)
        cv2.rectangle(toile, (m, m), (w - m, h - m), hasard.uniform(0, 110), trait)
    return feuille(toile, hasard)


def avec_texte(force: float, hasard: random.Random) -> Pixels:
    """The words printed above and below the frame were scanned too."""
    toile = signer(hasard)
    if force:
        image = Image.fromarray(toile.astype(np.uint8))
        dessin, taille = ImageDraw.Draw(image), hasard.randint(30, 44) * FIN
        fonte = ImageFont.truetype(FONTE, taille)
        dessin.text((40 * FIN, 12 * FIN), "SIGNATURE DU DEMANDEUR", fill=hasard.randint(0, 60), font=fonte)
        if hasard.random() < 0.5:
            dessin.text((60 * FIN, 531 * FIN - taille * 3 // 2), "ne pas dépasser le cadre", fill=30, font=fonte)
        toile = np.asarray(image, np.float32)
    return feuille(toile, hasard)


def deux(force: float, hasard: random.Random) -> Pixels:
    """A second signature beside or under the first."""
    if not force:
        return bonne(0.0, hasard)
    toile = np.full((CADRE[0] * FIN, CADRE[1] * FIN), 255.0, np.float32)
    places = ((0.24, 0.5), (0.76, 0.5)) if hasard.random() < 0.5 else ((0.5, 0.2), (0.5, 0.8))
    for place in places:
        encrer(toile, (trace(hasard) - 0.5) * np.array([0.5, 0.55]) + np.array(place), hasard.uniform(3.5, 6.0), 30)
    return feuille(toile, hasard)


def petite(force: float, hasard: random.Random) -> Pixels:
    """The signature fills `force` of what it should."""
    toile = np.full((CADRE[0] * FIN, CADRE[1] * FIN), 255.0, np.float32)
    milieu = np.array([hasard.uniform(0.4, 0.6), hasard.uniform(0.4, 0.6)])
    encrer(toile, (trace(hasard) - 0.5) * force + milieu, max(1.5, 5.0 * force), 30)
    return feuille(toile, hasard)


def floue(force: float, hasard: random.Random) -> Pixels:
    """A disc, `force` of the frame's height in radius."""
    pixels = bonne(0.0, hasard)
    return degats.bruit(degats.defocalise(pixels, pixels.shape[0], force, hasard), 1.0, 1.0, hasard)


def autre_chose(force: float, hasard: random.Random) -> Pixels:
    """A cat, a cup, a wall, a page of print where a signature should be; 0: a signature."""
    if not force:
        return bonne(0.0, hasard)
    image = getattr(data, hasard.choice(("chelsea", "coffee", "rocket", "page", "brick", "coins", "astronaut")))()
    image = image if image.ndim == 3 else np.stack([image] * 3, axis=-1)
    return np.asarray(
        cv2.resize(image[: image.shape[1] * 45 // 82], (968, 531), interpolation=cv2.INTER_AREA), np.uint8
    )


def basse(force: float, hasard: random.Random) -> Pixels:
    """Scanned far below 300 dpi: `force` pixels wide."""
    pixels = bonne(0.0, hasard)
    return np.asarray(
        cv2.resize(pixels, (round(force), round(force * CADRE[0] / CADRE[1])), interpolation=cv2.INTER_AREA)
    )


DEGATS_SIGNATURE: Mapping[str, Echelle] = {
    "négatif": Echelle(en_negatif, (-8.0, 0.0), ((1.0, 1.0),)),
    "vide": Echelle(vide, (0.0, 0.0), ((1.0, 1.0),)),
    "coupée": Echelle(coupee, (0.0, 0.0), ((0.1, 0.5),)),
    "encre pâle": Echelle(pale, (10.0, 100.0), ((225.0, 240.0),)),
    "papier gris": Echelle(papier_gris, (0.0, 0.1), ((0.5, 0.8),)),
    "cadre visible": Echelle(cadree, (0.0, 0.0), ((1.0, 1.0),)),
    "texte imprimé": Echelle(avec_texte, (0.0, 0.0), ((1.0, 1.0),)),
    "deux signatures": Echelle(deux, (0.0, 0.0), ((1.0, 1.0),)),
    "petite": Echelle(petite, (0.85, 1.1), ((0.05, 0.15),)),
    "floue": Echelle(floue, (0.0, 0.001), ((0.03, 0.08),)),
    "autre chose": Echelle(autre_chose, (0.0, 0.0), ((1.0, 1.0),)),
    "basse résolution": Echelle(basse, (500.0, 968.0), ((100.0, 250.0),)),
}
