"""What goes wrong with an identity photo: at the framing, in the light, in the lens, on the face, in the file."""

import random
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import cv2
import numpy as np
from skimage import data

from tests.precision import degats
from tests.precision.degats import Pixels
from tests.precision.portraits import (
    bon_cadrage,
    composer,
    eclairer,
    fond_uni,
    hauteur_de_photo,
    portrait,
    taille,
)
from tests.precision.visages import figure, tourner

Photo = Callable[[float, random.Random], Pixels]


def tete(force: float, hasard: random.Random) -> Pixels:
    """The head fills `force` of the height."""
    cadrage = bon_cadrage(hasard)
    return portrait(hasard, cadrage._replace(tete=force)).pixels


def place(force: float, hasard: random.Random) -> Pixels:
    """The face lies `force` of the width beside the middle."""
    cadrage = bon_cadrage(hasard)
    return portrait(hasard, cadrage._replace(x=0.5 + hasard.choice((-1, 1)) * force)).pixels


def hauteur_des_yeux(force: float, hasard: random.Random) -> Pixels:
    """The eyes `force` of the height from the top, with a head at the small end of the norm."""
    return portrait(hasard, bon_cadrage(hasard)._replace(yeux=force, tete=0.72)).pixels


def penchee(force: float, hasard: random.Random) -> Pixels:
    """The head leans by `force` degrees."""
    return portrait(hasard, bon_cadrage(hasard)._replace(roulis=hasard.choice((-1, 1)) * force)).pixels


def tournee(force: float, hasard: random.Random) -> Pixels:
    """The face looks `force` degrees to one side."""
    hauteur = hauteur_de_photo(hasard)
    qui = tourner(figure(hasard), hasard.choice((-1, 1)) * force)
    return eclairer(composer(qui, bon_cadrage(hasard), hauteur, fond_uni(taille(hauteur), hasard)), hasard).pixels


def sombre(force: float, hasard: random.Random) -> Pixels:
    return degats.sombre(portrait(hasard).pixels, 1.0, force, hasard)


def surexposee(force: float, hasard: random.Random) -> Pixels:
    return degats._octets(portrait(hasard).pixels * (1.0 + force))


def de_cote(force: float, hasard: random.Random) -> Pixels:
    """One lamp beside the face: `force` of the light is missing on the other side, on the face and behind."""
    pris = portrait(hasard)
    largeur = pris.pixels.shape[1]
    milieu = (pris.oeils[0][0] + pris.oeils[1][0]) / 2
    x = (np.arange(largeur, dtype=np.float32) - milieu) / pris.ecart * hasard.choice((-1, 1))
    passage = 1.0 / (1.0 + np.exp(-x * 5))
    return degats._octets(pris.pixels * (1.0 - force * passage)[None, :, None])


def fond_texture(force: float, hasard: random.Random) -> Pixels:
    """A wall of bricks, gravel or grass, a curtain: `force` grey levels of contrast."""
    hauteur = hauteur_de_photo(hasard)
    plan = fond_uni(taille(hauteur), hasard)
    sorte = hasard.choice(("brick", "gravel", "grass", "rideau"))
    if sorte == "rideau":
        dessin: Any = np.tile(np.sin(np.arange(512) / hasard.uniform(4, 14)), (512, 1))
    else:
        dessin = getattr(data, sorte)().astype(np.float32)
    dessin = cv2.resize((dessin - dessin.mean()) / dessin.std(), taille(hauteur)[::-1])
    return portrait(hasard, fond=plan + force * dessin[..., None].astype(np.float32), hauteur=hauteur).pixels


def fond_blanc(force: float, hasard: random.Random) -> Pixels:
    """A white wall, at `force` of 255."""
    hauteur = hauteur_de_photo(hasard)
    blanc = np.full((*taille(hauteur), 3), force, np.float32)
    return eclairer(composer(figure(hasard), bon_cadrage(hasard), hauteur, blanc), hasard, doux=True).pixels


def fond_fonce(force: float, hasard: random.Random) -> Pixels:
    hauteur = hauteur_de_photo(hasard)
    plan = np.full((*taille(hauteur), 3), force, np.float32)
    return portrait(hasard, fond=plan, hauteur=hauteur).pixels


def fond_vif(force: float, hasard: random.Random) -> Pixels:
    """A coloured wall: red, green, yellow; `force` of the light of the other colours is missing."""
    hauteur = hauteur_de_photo(hasard)
    plan = fond_uni(taille(hauteur), hasard)
    garde = hasard.choice(((1, 0, 0), (0, 1, 0), (1, 1, 0)))
    return portrait(hasard, fond=plan * (1 - force * (1 - np.array(garde))), hauteur=hauteur).pixels


def bougee(force: float, hasard: random.Random) -> Pixels:
    """A smear of `force` distances between the eyes."""
    pris = portrait(hasard)
    return degats.bruit(degats.bouge(pris.pixels, pris.ecart, force, hasard), 1.0, 1.0, hasard)


def mal_au_point(force: float, hasard: random.Random) -> Pixels:
    """A disc with a radius of `force` distances between the eyes."""
    pris = portrait(hasard)
    return degats.bruit(degats.defocalise(pris.pixels, pris.ecart, force, hasard), 1.0, 1.0, hasard)


def compressee(force: float, hasard: random.Random) -> Pixels:
    """JPEG of quality `100 - force`, at the size of a print of 300 dpi."""
    pixels = portrait(hasard, hauteur=600).pixels
    return degats.compresse(pixels, 1.0, force, hasard)


def yeux_rouges(force: float, hasard: random.Random) -> Pixels:
    """The flash in the pupils: red by `force`."""
    pris = portrait(hasard)
    masque = np.zeros(pris.pixels.shape[:2], np.float32)
    for oeil in pris.oeils:
        cv2.circle(masque, (round(oeil[0]), round(oeil[1])), max(1, round(0.075 * pris.ecart)), 1.0, -1)
    masque = cv2.GaussianBlur(masque, (0, 0), 0.015 * pris.ecart)[..., None] * force
    rouge = np.array([hasard.randint(150, 230), hasard.randint(20, 50), hasard.randint(20, 60)], np.float32)
    return degats._octets(pris.pixels * (1 - masque) + rouge * masque)


def yeux_fermes(force: float, hasard: random.Random) -> Pixels:
    """Lids of the skin beneath, with a line of lashes; `force` 1 is closed."""
    pris = portrait(hasard)
    pixels = pris.pixels.astype(np.float32)
    u = pris.ecart
    for oeil in pris.oeils:
        x, y = oeil
        joue = pixels[round(y + 0.30 * u) : round(y + 0.42 * u), round(x - 0.1 * u) : round(x + 0.1 * u)]
        masque = np.zeros(pixels.shape[:2], np.float32)
        cv2.ellipse(masque, (round(x), round(y)), (round(0.3 * u), round(0.15 * u)), 0, 0, 360, 1.0, -1)
        masque = cv2.GaussianBlur(masque, (0, 0), 0.03 * u)[..., None] * force
        pixels = pixels * (1 - masque) + joue.reshape(-1, 3).mean(axis=0) * 0.95 * masque
        trait = np.zeros(pixels.shape[:2], np.float32)
        cv2.ellipse(
            trait, (round(x), round(y)), (round(0.24 * u), round(0.09 * u)), 0, 15, 165, 1.0, max(1, round(0.022 * u))
        )
        trait = cv2.GaussianBlur(trait, (0, 0), 0.008 * u)[..., None] * force
        pixels = pixels * (1 - 0.7 * trait)
    return degats.bruit(degats._octets(pixels), 1.0, 1.5, hasard)


def grise(force: float, hasard: random.Random) -> Pixels:
    """`force` of the colour is gone."""
    pixels = portrait(hasard).pixels.astype(np.float32)
    gris = pixels @ np.array([0.299, 0.587, 0.114], np.float32)
    return degats._octets(pixels * (1 - force) + gris[..., None] * force)


def teintee(force: float, hasard: random.Random) -> Pixels:
    """A wrong white: blue, green or orange lamp; `force` of the other colours is missing."""
    garde = hasard.choice(((0.3, 0.5, 1), (0.2, 1, 0.3), (1, 0.55, 0.0)))
    return degats._octets(portrait(hasard).pixels * (1 - force * (1 - np.array(garde))))


def imprimee(force: float, hasard: random.Random) -> Pixels:
    """A print scanned or taken again: dots of ink on turned grids, three to seven pixels apart."""
    pixels = portrait(hasard, hauteur=1063).pixels.astype(np.float32)
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]].astype(np.float32)
    pas = hasard.uniform(3.2, 7.0)
    trame = []
    for angle in (15, 45, 75):
        t = np.radians(angle + hasard.uniform(-4, 4))
        trame.append(
            np.cos(2 * np.pi * (x * np.cos(t) + y * np.sin(t)) / pas)
            + np.cos(2 * np.pi * (y * np.cos(t) - x * np.sin(t)) / pas)
        )
    points = np.stack(trame, axis=-1) * 32 * force
    return degats._octets(cv2.GaussianBlur(pixels + points, (0, 0), 0.7))


def ecran(force: float, hasard: random.Random) -> Pixels:
    """A screen taken with a telephone: the stripes of its red, green and blue dots, slightly askew."""
    pixels = portrait(hasard, hauteur=1063).pixels.astype(np.float32)
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]].astype(np.float32)
    pas, t = hasard.uniform(2.6, 5.5), np.radians(hasard.uniform(2, 12) * hasard.choice((-1, 1)))
    u, v = (x * np.cos(t) + y * np.sin(t)) / pas, (y * np.cos(t) - x * np.sin(t)) / pas
    raies = np.stack([1 + force * 0.5 * np.cos(2 * np.pi * (u - n / 3)) for n in range(3)], axis=-1)
    lignes = 1 + force * 0.3 * np.cos(2 * np.pi * v)
    return degats._octets(cv2.GaussianBlur(degats._octets(pixels * raies * lignes[..., None]), (0, 0), 0.7))


def dessin(force: float, hasard: random.Random) -> Pixels:
    """Painted flat: all that is fine goes, the rest falls to 4 to 8 levels of each colour."""
    if force == 0.0:
        return portrait(hasard).pixels
    pixels: Any = portrait(hasard, hauteur=709).pixels
    for _ in range(4):
        pixels = cv2.bilateralFilter(pixels, 9, 40, 9)
    pixels = cv2.medianBlur(pixels, 7)
    niveaux = hasard.randint(4, 8)
    pas = 255 / niveaux
    plat = (np.floor(pixels / pas) + 0.5) * pas
    return degats._octets(cv2.GaussianBlur(plat, (0, 0), 0.6))


def deux(force: float, hasard: random.Random) -> Pixels:
    """A second person beside the first, `force` times as large; 0: nobody."""
    hauteur = hauteur_de_photo(hasard)
    fond = fond_uni(taille(hauteur), hasard)
    cadrage = bon_cadrage(hasard)
    if force:
        cote = hasard.choice((0.16, 0.84))
        autre = cadrage._replace(tete=0.45 * force, x=cote, yeux=hasard.uniform(0.25, 0.5), roulis=0.0)
        fond = composer(figure(hasard), autre, hauteur, fond).pixels.astype(np.float32)
        cadrage = cadrage._replace(tete=0.45, x=1.0 - cote + (0.12 if cote > 0.5 else -0.12))
    return portrait(hasard, cadrage, fond, hauteur).pixels


def personne(force: float, hasard: random.Random) -> Pixels:
    """A cat, a cup, a rocket, a page, in the size of an identity photo; 0: a face."""
    if not force:
        return portrait(hasard).pixels
    image = getattr(data, hasard.choice(("chelsea", "coffee", "rocket", "page", "brick", "coins", "text")))()
    image = image if image.ndim == 3 else np.stack([image] * 3, axis=-1)
    haut = image.shape[0]
    large = min(round(haut * 35 / 45), image.shape[1])
    haut = round(large * 45 / 35)
    x = hasard.randint(0, image.shape[1] - large)
    return np.asarray(cv2.resize(image[:haut, x : x + large], (413, 531), interpolation=cv2.INTER_CUBIC), np.uint8)


def coupee(force: float, hasard: random.Random) -> Pixels:
    """The top of the head lies `force` of the height outside; below 0 there is room."""
    cadrage = bon_cadrage(hasard)
    return portrait(hasard, cadrage._replace(yeux=cadrage.tete * 0.5 - force)).pixels


def lunettes(force: float, hasard: random.Random) -> Pixels:
    """Lamps in the glasses: white spots over the eyes, `force` of the region of each."""
    pris = portrait(hasard)
    pixels = pris.pixels.copy()
    u = pris.ecart
    for oeil in pris.oeils:
        x, y = round(oeil[0]), round(oeil[1])
        cv2.ellipse(
            pixels, (x, y), (round(0.38 * u), round(0.28 * u)), 0, 0, 360, (50, 45, 45), max(1, round(0.03 * u))
        )
        if force:
            dx, dy = round(hasard.uniform(-0.15, 0.15) * u), round(hasard.uniform(-0.08, 0.08) * u)
            rayon = u * (force * 0.33 / np.pi) ** 0.5
            cv2.ellipse(
                pixels, (x + dx, y + dy), (round(1.3 * rayon), round(0.75 * rayon)), 20, 0, 360, (254, 254, 254), -1
            )
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.8), np.uint8)


class Echelle(NamedTuple):
    """`bon`: strengths that the norm admits; `mauvais`: strengths that nobody should have to look at."""

    photo: Photo
    bon: tuple[float, float]
    mauvais: tuple[tuple[float, float], ...]


DEGATS_PHOTO: Mapping[str, Echelle] = {
    "tête petite ou grande": Echelle(tete, (0.72, 0.79), ((0.40, 0.57), (0.96, 1.10))),
    "décentrée": Echelle(place, (0.0, 0.035), ((0.13, 0.25),)),
    "yeux trop hauts ou bas": Echelle(hauteur_des_yeux, (0.43, 0.50), ((0.60, 0.75),)),
    "penchée": Echelle(penchee, (0.0, 4.5), ((15.0, 40.0),)),
    "tournée": Echelle(tournee, (0.0, 4.0), ((25.0, 40.0),)),
    "sombre": Echelle(sombre, (0.0, 0.10), ((0.6, 0.9),)),
    "surexposée": Echelle(surexposee, (0.0, 0.04), ((0.55, 1.2),)),
    "ombre d'un côté": Echelle(de_cote, (0.0, 0.06), ((0.5, 0.8),)),
    "fond texturé": Echelle(fond_texture, (0.0, 1.5), ((22.0, 50.0),)),
    "fond blanc": Echelle(fond_blanc, (190.0, 222.0), ((252.0, 255.0),)),
    "fond foncé": Echelle(fond_fonce, (175.0, 220.0), ((20.0, 90.0),)),
    "fond vif": Echelle(fond_vif, (0.0, 0.03), ((0.4, 0.9),)),
    "bougé": Echelle(bougee, (0.0, 0.02), ((0.25, 0.5),)),
    "mise au point": Echelle(mal_au_point, (0.0, 0.01), ((0.10, 0.25),)),
    "compression": Echelle(compressee, (5.0, 25.0), ((92.0, 98.0),)),
    "yeux rouges": Echelle(yeux_rouges, (0.0, 0.0), ((0.75, 1.0),)),
    "yeux fermés": Echelle(yeux_fermes, (0.0, 0.0), ((1.0, 1.0),)),
    "sans couleur": Echelle(grise, (0.0, 0.15), ((0.95, 1.0),)),
    "couleur faussée": Echelle(teintee, (0.0, 0.05), ((0.45, 0.8),)),
    "imprimé": Echelle(imprimee, (0.0, 0.0), ((0.4, 1.0),)),
    "écran": Echelle(ecran, (0.0, 0.0), ((0.4, 1.0),)),
    "dessin": Echelle(dessin, (0.0, 0.0), ((1.0, 1.0),)),
    "deux personnes": Echelle(deux, (0.0, 0.0), ((0.8, 1.0),)),
    "personne": Echelle(personne, (0.0, 0.0), ((1.0, 1.0),)),
    "tête coupée": Echelle(coupee, (-0.11, -0.08), ((0.04, 0.18),)),
    "reflet de lunettes": Echelle(lunettes, (0.0, 0.0), ((0.15, 0.5),)),
}
