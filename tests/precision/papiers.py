"""Papers that nobody owns, drawn anew for each seed: letters, bills, forms, identity cards; flat, sharp and whole."""

import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTES = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf",
)
TEXTE = (
    "le relevé de compte atteste que Madame Éléonore demeure à cette adresse depuis février et que le montant sera "
    "prélevé sur le compte bancaire indiqué ci-dessus référence du contrat souscrit par le titulaire consommation en "
    "kilowattheures taxes locales abonnement total à payer avant échéance certificat médical établi par un médecin "
    "agréé préfecture des Hauts-de-Seine arrondissement Antony permis de conduire catégorie inscription candidat"
)
A4 = (1654, 2339)  # at 200 dpi
CARTE = (1350, 851)  # 85.6 × 54 mm at 400 dpi, as a card is scanned


class Papier(NamedTuple):
    """`corps` is the height of its small letters in pixels, what damage is measured against."""

    image: Image.Image
    corps: float


def lettre(hasard: random.Random) -> Papier:
    """A page of text, in paragraphs."""
    image, dessin = _feuille(A4, hasard)
    taille = hasard.randint(26, 34)
    fonte, encre = _fonte(hasard, taille), _encre(hasard)
    y = A4[1] // 10
    dessin.text((A4[0] // 9, y), _phrase(hasard, 4).upper(), fill=encre, font=_fonte(hasard, taille * 3 // 2))
    y += taille * 4
    while y < A4[1] * hasard.uniform(0.6, 0.92):
        for _ in range(hasard.randint(2, 6)):
            dessin.text((A4[0] // 9, y), _phrase(hasard, hasard.randint(6, 9)), fill=encre, font=fonte)
            y += taille * 3 // 2
        y += taille * 2
    return Papier(image, taille * 0.52)


def facture(hasard: random.Random) -> Papier:
    """A bill: blocks, a coloured heading, a table with rules."""
    image, dessin = _feuille(A4, hasard)
    taille = hasard.randint(24, 30)
    fonte, encre = _fonte(hasard, taille), _encre(hasard)
    teinte = tuple(hasard.randint(30, 190) for _ in range(3))
    dessin.rectangle((0, 0, A4[0], A4[1] // 14), fill=teinte)
    for ligne in range(5):
        y = A4[1] // 8 + ligne * taille * 2
        dessin.text((A4[0] * 5 // 9, y), _phrase(hasard, 3), fill=encre, font=fonte)
    haut = A4[1] // 3
    for ligne in range(hasard.randint(12, 20)):
        y = haut + ligne * taille * 2
        dessin.line((A4[0] // 10, y - taille // 3, A4[0] * 9 // 10, y - taille // 3), fill=teinte, width=2)
        dessin.text((A4[0] // 9, y), _phrase(hasard, 4), fill=encre, font=fonte)
        dessin.text((A4[0] * 7 // 10, y), f"{hasard.uniform(3, 900):.2f} €", fill=encre, font=fonte)
    return Papier(image, taille * 0.52)


def formulaire(hasard: random.Random) -> Papier:
    """A form: frames, boxes for each letter, ticks."""
    image, dessin = _feuille(A4, hasard)
    taille = hasard.randint(24, 30)
    fonte, encre = _fonte(hasard, taille), _encre(hasard)
    dessin.text((A4[0] // 4, A4[1] // 12), "AVIS MÉDICAL", fill=encre, font=_fonte(hasard, taille * 2))
    for ligne in range(hasard.randint(14, 20)):
        y = A4[1] // 6 + ligne * taille * 3
        dessin.text((A4[0] // 10, y), _phrase(hasard, 3) + " :", fill=encre, font=fonte)
        for case in range(hasard.randint(4, 14)):
            x = A4[0] // 2 + case * taille * 5 // 4
            dessin.rectangle((x, y, x + taille, y + taille), outline=(120, 120, 140), width=2)
            dessin.text(
                (x + taille // 5, y - taille // 8), hasard.choice("ABEILNRST0123456789"), fill=encre, font=fonte
            )
    return Papier(image, taille * 0.6)


def carte(hasard: random.Random) -> Papier:
    """An identity card: a tinted ground of fine waves, a grey face, capitals, two lines for machines."""
    x, y = np.meshgrid(np.arange(CARTE[0]), np.arange(CARTE[1]))
    ondes = 8 * np.sin(x / 19 + 3 * np.sin(y / 70)) + 6 * np.sin(y / 13 + x / 90)
    fond = np.array([hasard.randint(195, 225), hasard.randint(210, 228), hasard.randint(222, 236)])
    image = Image.fromarray(np.clip(fond + ondes[..., None], 0, 255).astype(np.uint8))
    dessin = ImageDraw.Draw(image)
    encre = _encre(hasard)
    dessin.ellipse((90, 190, 360, 560), fill=(150, 138, 130))
    dessin.ellipse((165, 300, 195, 320), fill=(60, 55, 55))
    dessin.ellipse((255, 300, 285, 320), fill=(60, 55, 55))
    dessin.text((60, 40), "CARTE NATIONALE D'IDENTITÉ", fill=(40, 60, 130), font=_fonte(hasard, 52))
    for ligne, titre in enumerate(("Nom", "Prénoms", "Sexe et naissance", "Taille", "Lieu")):
        haut = 150 + ligne * 92
        dessin.text((450, haut), titre, fill=(90, 100, 130), font=_fonte(hasard, 26))
        dessin.text((450, haut + 30), _phrase(hasard, 2).upper(), fill=encre, font=_fonte(hasard, 40))
    machine = ImageFont.truetype(FONTES[2], 54)
    for ligne in range(2):
        texte = "".join(hasard.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<") for _ in range(36))
        dessin.text((60, 690 + ligne * 70), texte, fill=(20, 20, 24), font=machine)
    return Papier(image, 20.0)


PAPIERS: Mapping[str, Callable[[random.Random], Papier]] = {
    "lettre": lettre,
    "facture": facture,
    "formulaire": formulaire,
    "carte": carte,
}


def _feuille(taille: tuple[int, int], hasard: random.Random) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    clair = hasard.randint(232, 252)
    image = Image.new("RGB", taille, (clair, clair - hasard.randint(0, 4), clair - hasard.randint(0, 10)))
    return image, ImageDraw.Draw(image)


def _encre(hasard: random.Random) -> tuple[int, int, int]:
    noir = hasard.randint(10, 60)
    return (noir, noir, noir + hasard.randint(0, 30))


def _fonte(hasard: random.Random, taille: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(hasard.choice(FONTES), taille)


def _phrase(hasard: random.Random, mots: int) -> str:
    return " ".join(hasard.choice(TEXTE.split()) for _ in range(mots))
