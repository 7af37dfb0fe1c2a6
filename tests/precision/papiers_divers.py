"""Papers less regular than letters and bills: receipts, small print, handwriting, faint print, coloured sheets."""

# mypy: disable-error-code="no-untyped-call"
# scikit-image carries no types throughout.

import math
import random
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from skimage import data

from tests.precision.dessin import (
    A4,
    MACHINE,
    PENCHEES,
    Papier,
    encre_de,
    feuille,
    fonte_de,
    ondes,
    phrase,
    visage,
)

TICKET = (945, 1900)  # 80 mm wide at 300 dpi
PASSEPORT = (1480, 1040)  # 125 × 88 mm at 300 dpi
PASTELS = ((250, 226, 228), (251, 243, 200), (216, 240, 220), (214, 228, 246), (236, 222, 244), (226, 222, 214))


def ticket(hasard: random.Random) -> Papier:
    """A till receipt on thermal paper: narrow, grey."""
    image, dessin = feuille(TICKET, hasard)
    taille = hasard.randint(30, 36)
    fonte, encre = ImageFont.truetype(MACHINE, taille), encre_de(hasard, (60, 110))
    dessin.text((250, 70), "RÉGIE DES RECETTES", fill=encre, font=fonte)
    for ligne in range(hasard.randint(18, 28)):
        y = 190 + ligne * taille * 3 // 2
        dessin.text((60, y), phrase(hasard, 2)[:22], fill=encre, font=fonte)
        dessin.text((690, y), f"{hasard.uniform(1, 99):6.2f} €", fill=encre, font=fonte)
    return Papier(image, taille * 0.52)


def petits_caracteres(hasard: random.Random) -> Papier:
    """General conditions: two columns of small print."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(19, 22)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    for colonne in (0, 1):
        y = A4[1] // 12
        while y < A4[1] * 0.92:
            dessin.text((120 + colonne * 730, y), phrase(hasard, 7)[:58], fill=encre, font=fonte)
            y += taille * (7 if hasard.random() < 0.1 else 4) // 3
    return Papier(image, taille * 0.52)


def tableau(hasard: random.Random) -> Papier:
    """A payslip: rules, figures, shaded columns."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(22, 27)
    fonte, encre, gris = fonte_de(hasard, taille), encre_de(hasard), hasard.randint(200, 225)
    dessin.text((A4[0] // 3, 130), "BULLETIN DE PAIE", fill=encre, font=fonte_de(hasard, taille * 2))
    dessin.rectangle((1100, 330, 1320, 2000), fill=(gris, gris, gris + 8))
    for rang in range(0, 1700, taille * 2):
        dessin.line((120, 330 + rang, 1540, 330 + rang), fill=(90, 90, 90), width=2)
        dessin.text((140, 338 + rang), phrase(hasard, 3)[:34], fill=encre, font=fonte)
        for x in (760, 930, 1120, 1350):
            dessin.text((x, 338 + rang), f"{hasard.uniform(1, 3000):8.2f}", fill=encre, font=fonte)
    for x in (120, 740, 910, 1100, 1320, 1540):
        dessin.line((x, 330, x, 2030), fill=(90, 90, 90), width=2)
    return Papier(image, taille * 0.6)


def colore(hasard: random.Random) -> Papier:
    """A letter on coloured paper."""
    image, dessin = feuille(A4, hasard, hasard.choice(PASTELS))
    taille = hasard.randint(26, 32)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    for ligne in range(hasard.randint(18, 36)):
        dessin.text((190, 260 + ligne * taille * 8 // 5), phrase(hasard, 7), fill=encre, font=fonte)
    return Papier(image, taille * 0.52)


def pale(hasard: random.Random) -> Papier:
    """The printer was running out of ink."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(27, 33)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard, (110, 140))
    for ligne in range(hasard.randint(18, 34)):
        dessin.text((190, 260 + ligne * taille * 8 // 5), phrase(hasard, 7), fill=encre, font=fonte)
    return Papier(image, taille * 0.52)


def dactylographie(hasard: random.Random) -> Papier:
    """Typewritten: every letter a little out of line, struck more or less hard."""
    image, dessin = feuille(A4, hasard, (240, 234, 218))
    taille = hasard.randint(30, 34)
    fonte, pas = ImageFont.truetype(MACHINE, taille), round(taille * 0.62)
    for ligne in range(hasard.randint(16, 30)):
        for rang, lettre in enumerate(phrase(hasard, 8)[:64]):
            force = hasard.randint(25, 105)
            place = (170 + rang * pas, 240 + ligne * taille * 9 // 5 + hasard.randint(-2, 2))
            dessin.text(place, lettre, fill=(force, force, force + 10), font=fonte)
    return Papier(image, taille * 0.55)


def manuscrit(hasard: random.Random) -> Papier:
    """An attestation by hand on ruled paper: slanted strokes of a pen, blue, no two lines level."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(46, 58)
    for y in range(300, 2250, taille * 3 // 2):
        dessin.line((0, y, A4[0], y), fill=(188, 202, 226), width=2)
    for ligne in range(hasard.randint(9, 17)):
        bande = Image.new("L", (1300, taille * 2), 0)
        fonte = ImageFont.truetype(hasard.choice(PENCHEES), taille)
        ImageDraw.Draw(bande).text((8, taille // 4), phrase(hasard, 5)[:44], fill=235, font=fonte)
        pose = bande.rotate(hasard.uniform(-0.8, 0.8), Image.Resampling.BICUBIC)
        image.paste((28, 38, 120), (170, 300 + ligne * taille * 3 // 2 - taille * 5 // 4), pose)
    _parafe(dessin, hasard, (950, 2050))
    return Papier(image, taille * 0.5)


def attestation(hasard: random.Random) -> Papier:
    """Little text on much paper, a stamp, a signature."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(28, 34)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    dessin.text((560, 300), "ATTESTATION", fill=encre, font=fonte_de(hasard, taille * 2))
    for ligne in range(hasard.randint(4, 8)):
        dessin.text((210, 620 + ligne * taille * 2), phrase(hasard, 7), fill=encre, font=fonte)
    dessin.ellipse((980, 1500, 1330, 1850), outline=(70, 60, 150), width=6)
    dessin.text((1040, 1640), "PRÉFECTURE", fill=(70, 60, 150), font=fonte_de(hasard, 38))
    _parafe(dessin, hasard, (1000, 1720))
    return Papier(image, taille * 0.52)


def diplome(hasard: random.Random) -> Papier:
    """A photo fills half the page, with a few lines beneath; scikit-image's pictures stand for it."""
    image, dessin = feuille(A4, hasard)
    nom = hasard.choice(("astronaut", "coffee", "chelsea"))
    photo = Image.fromarray(getattr(data, nom)()).resize((1100, 850), Image.Resampling.BICUBIC)
    image.paste(photo, (277, 330))
    taille = hasard.randint(28, 34)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    for ligne in range(hasard.randint(7, 14)):
        dessin.text((210, 1330 + ligne * taille * 8 // 5), phrase(hasard, 7), fill=encre, font=fonte)
    return Papier(image, taille * 0.52)


def passeport(hasard: random.Random) -> Papier:
    """The page of a passport: waves, a real face, few letters, two lines for machines."""
    image = ondes(PASSEPORT, hasard, (226, 218, 224), 6.0)
    dessin, encre = ImageDraw.Draw(image), encre_de(hasard)
    image.paste(visage(470), (90, 210))
    dessin.text((90, 60), "PASSEPORT  RÉPUBLIQUE FRANÇAISE", fill=(110, 40, 60), font=fonte_de(hasard, 44))
    for ligne, titre in enumerate(("Nom", "Prénoms", "Nationalité", "Date de naissance", "Lieu de naissance")):
        dessin.text((540, 170 + ligne * 110), titre, fill=(100, 90, 110), font=fonte_de(hasard, 24))
        dessin.text((540, 204 + ligne * 110), phrase(hasard, 2).upper(), fill=encre, font=fonte_de(hasard, 36))
    machine = ImageFont.truetype(MACHINE, 49)
    for ligne in range(2):
        texte = "".join(hasard.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<<<") for _ in range(44))
        dessin.text((90, 830 + ligne * 80), texte, fill=(20, 20, 24), font=machine)
    return Papier(image, 19.0)


def livre(hasard: random.Random) -> Papier:
    """Printed text as scikit-image has it, the page of a book, enlarged and with text around it."""
    image, dessin = feuille(A4, hasard)
    page = Image.fromarray(data.page()).convert("RGB")
    cadre = page.resize((1344, 668), Image.Resampling.LANCZOS)
    image.paste(cadre, (155, 1400))
    taille = hasard.randint(27, 33)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    for ligne in range(hasard.randint(14, 22)):
        dessin.text((190, 200 + ligne * taille * 8 // 5), phrase(hasard, 7), fill=encre, font=fonte)
    return Papier(image, taille * 0.52)


def _parafe(dessin: ImageDraw.ImageDraw, hasard: random.Random, place: tuple[int, int]) -> None:
    """A signature: one curved stroke."""
    tours, haut = hasard.uniform(14, 26), hasard.uniform(40, 80)
    trait = [
        (place[0] + 380 * pas, place[1] + haut * math.sin(pas * tours) * (1 - 0.5 * pas))
        for pas in np.linspace(0, 1, 160).tolist()
    ]
    dessin.line(trait, fill=(24, 30, 96), width=5, joint="curve")


DIVERS: Mapping[str, Callable[[random.Random], Papier]] = {
    "ticket": ticket,
    "petits caractères": petits_caracteres,
    "tableau": tableau,
    "coloré": colore,
    "pâle": pale,
    "dactylographié": dactylographie,
    "manuscrit": manuscrit,
    "attestation": attestation,
    "diplôme": diplome,
    "passeport": passeport,
    "livre": livre,
}
