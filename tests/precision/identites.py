"""Identity papers with a zone for machines, nobody's: drawn, photographed or scanned, turned, damaged."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ctn_verification.domain.lecture.gabarits import Format
from ctn_verification.domain.lecture.mrz import chiffre_de_controle
from tests.precision.degats import DEGATS
from tests.precision.dessin import A4, FONTES, Papier
from tests.precision.prises import fichier, scanner, telephone

OCR_B = "/usr/share/fonts/opentype/ocr-b/OCRB.otf"
MM = 400 / 25.4  # pixels
PAS = 2.54 * MM  # of the signs of a zone (ICAO 9303-3 §4.2)
CORPS = PAS / 0.723  # an OCR-B of this size has that pitch
NOMS = ("LEFEVRE<DUPRE", "MARTIN", "N<GUYEN", "DE<LA<TOUR<DU<PIN", "BOUDJELLAL", "ZOGHBI", "QUEMENER", "ROUX", "OBISPO")
PRENOMS = ("ELEONORE", "ZOE", "JEAN<NOEL", "ERIC", "MARIE<ANGE", "IBRAHIM", "OLOF", "BEATRIX", "SOSTHENE", "WILL")


class Identite(NamedTuple):
    """A paper and the lines that a reader must find on it."""

    format: Format
    papier: Papier
    lignes: tuple[str, ...]


def passeport(hasard: random.Random) -> Identite:
    numero, ne, expire = _numero(hasard, 9), _jour(hasard, 40, 99), _jour(hasard, 26, 36)
    noms = _noms(hasard, 39)
    debut = f"{numero}{_cle(numero)}FRA{ne}{_cle(ne)}{hasard.choice('MF')}{expire}{_cle(expire)}" + "<" * 15
    lignes = (f"P<FRA{noms}", debut + _cle(debut[:10] + debut[13:20] + debut[21:43]))
    return _dessine(Format.PASSEPORT, (125, 88), lignes, hasard)


def carte_2021(hasard: random.Random) -> Identite:
    return _carte(hasard, "IDFRA")


def titre_de_sejour(hasard: random.Random) -> Identite:
    return _carte(hasard, "IRFRA")


def cni(hasard: random.Random) -> Identite:
    nom = hasard.choice(NOMS)
    premiere = f"IDFRA{nom:<<25.25}" + f"{hasard.randint(0, 999999):06}"
    numero = (
        f"{hasard.randint(12, 20):02}{hasard.randint(1, 12):02}{hasard.randint(1, 95):03}{hasard.randint(0, 99999):05}"
    )
    prenoms, ne = "<<".join(hasard.sample(PRENOMS, 3)), _jour(hasard, 40, 99)
    seconde = f"{numero}{_cle(numero)}{prenoms:<<14.14}{ne}{_cle(ne)}{hasard.choice('MF')}"
    return _dessine(Format.CNI_AVANT_2021, (105, 74), (premiere, seconde + _cle(premiere + seconde)), hasard)


IDENTITES: Mapping[str, Callable[[random.Random], Identite]] = {
    "passeport": passeport,
    "carte depuis 2021": carte_2021,
    "titre de séjour": titre_de_sejour,
    "carte avant 2021": cni,
}


def _carte(hasard: random.Random, debut: str) -> Identite:
    numero, ne, expire = _numero(hasard, 9), _jour(hasard, 40, 99), _jour(hasard, 26, 36)
    premiere = f"{debut}{numero}{_cle(numero)}".ljust(30, "<")
    seconde = f"{ne}{_cle(ne)}{hasard.choice('MF')}{expire}{_cle(expire)}FRA" + "<" * 11
    ensemble = _cle(premiere[5:] + seconde[:7] + seconde[8:15] + seconde[18:29])
    return _dessine(Format.CARTE, (85.6, 54), (premiere, seconde + ensemble, _noms(hasard, 30)), hasard)


def _dessine(format: Format, mm: tuple[float, float], lignes: tuple[str, ...], hasard: random.Random) -> Identite:
    """A tinted ground of fine waves, a face, capitals, and the lines at the foot."""
    largeur, hauteur = round(mm[0] * MM), round(mm[1] * MM)
    x, y = np.meshgrid(np.arange(largeur), np.arange(hauteur))
    ondes = 9 * np.sin(x / 17 + 3 * np.sin(y / 60)) + 7 * np.sin(y / 11 + x / 80)
    fond = np.array([hasard.randint(190, 228), hasard.randint(205, 230), hasard.randint(215, 238)])
    image = Image.fromarray(np.clip(fond + ondes[..., None], 0, 255).astype(np.uint8))
    dessin = ImageDraw.Draw(image)
    encre = (hasard.randint(10, 50),) * 3
    dessin.ellipse((largeur * 0.06, hauteur * 0.2, largeur * 0.28, hauteur * 0.62), fill=(150, 138, 130))
    titre = ImageFont.truetype(FONTES[0], round(3.4 * MM))
    dessin.text((largeur * 0.05, hauteur * 0.04), "RÉPUBLIQUE FRANÇAISE", fill=(40, 60, 130), font=titre)
    petite = ImageFont.truetype(FONTES[0], round(2.2 * MM))
    for rang in range(5):
        y0 = hauteur * (0.16 + 0.1 * rang)
        dessin.text((largeur * 0.33, y0), hasard.choice(PRENOMS).replace("<", " "), fill=encre, font=petite)
    machine = ImageFont.truetype(OCR_B, round(CORPS))
    interligne = (6.35 if format is Format.PASSEPORT else 4.25) * MM
    haut = hauteur - 3.0 * MM - interligne * len(lignes)
    gauche = (largeur - PAS * len(lignes[0])) / 2
    for rang, ligne in enumerate(lignes):
        for colonne, signe in enumerate(ligne):
            dessin.text((gauche + colonne * PAS, haut + rang * interligne), signe, fill=encre, font=machine)
    return Identite(format, Papier(image, 2.2 * MM * 0.52), lignes)


def sur_page(identite: Identite, hasard: random.Random) -> Identite:
    """Copied onto an A4 page at 200 dpi, somewhere in its upper half, as a photocopier does it."""
    reduite = identite.papier.image.resize([cote // 2 for cote in identite.papier.image.size], Image.Resampling.LANCZOS)
    page = Image.new("RGB", A4, (246, 245, 241))
    page.paste(reduite, (hasard.randint(60, A4[0] - reduite.width - 60), hasard.randint(80, A4[1] // 2)))
    return identite._replace(papier=Papier(page, identite.papier.corps / 2))


class Cas(NamedTuple):
    identite: str
    prise: str
    degat: str
    force: float
    lisible: bool
    lignes: tuple[str, ...]
    octets: bytes


PRISES = {"scanner": scanner, "telephone": telephone}


def cas(graine: int, fois: int, degats: Iterable[str] = DEGATS) -> Iterator[Cas]:
    """Each paper by each way under each damage, at a strength that leaves it readable and at one that does not."""
    hasard = random.Random(graine)
    for _ in range(fois):
        for nom, dessine in IDENTITES.items():
            for prise in ("scanner", "telephone", "photocopie"):
                for degat in degats:
                    for lisible in (True, False):
                        yield _un(nom, dessine(hasard), prise, degat, hasard, lisible=lisible)


def _un(nom: str, identite: Identite, prise: str, degat: str, hasard: random.Random, *, lisible: bool) -> Cas:
    if prise == "photocopie":
        identite = sur_page(identite, hasard)
    echelle = DEGATS[degat]
    force = hasard.uniform(*(echelle.bon if lisible else echelle.mauvais))
    prendre = PRISES.get(prise, scanner)
    pixels = echelle.degat(prendre(identite.papier, hasard), identite.papier.corps, force, hasard)
    tourne = np.rot90(pixels, hasard.choice((0, 0, 1, 2, 3)))
    return Cas(nom, prise, degat, force, lisible, identite.lignes, fichier(np.ascontiguousarray(tourne), hasard))


def _noms(hasard: random.Random, longueur: int) -> str:
    texte = f"{hasard.choice(NOMS)}<<{'<'.join(hasard.sample(PRENOMS, hasard.randint(1, 3)))}"
    return texte[:longueur].ljust(longueur, "<")


def _numero(hasard: random.Random, longueur: int) -> str:
    return "".join(hasard.choice("0123456789ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(longueur))


def _jour(hasard: random.Random, de: int, a: int) -> str:
    return f"{hasard.randint(de, a):02}{hasard.randint(1, 12):02}{hasard.randint(1, 28):02}"


def _cle(texte: str) -> str:
    return str(chiffre_de_controle(texte))
