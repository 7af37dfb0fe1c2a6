"""Papers that nobody owns, drawn anew for each seed: letters, bills, forms, identity cards; flat, sharp and whole."""

import random
from collections.abc import Callable, Mapping

from PIL import ImageDraw, ImageFont

from tests.precision.dessin import A4, CARTE, FONTES, Papier, encre_de, feuille, fonte_de, ondes, phrase
from tests.precision.papiers_divers import DIVERS


def lettre(hasard: random.Random) -> Papier:
    """A page of text, in paragraphs."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(26, 34)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    y = A4[1] // 10
    dessin.text((A4[0] // 9, y), phrase(hasard, 4).upper(), fill=encre, font=fonte_de(hasard, taille * 3 // 2))
    y += taille * 4
    while y < A4[1] * hasard.uniform(0.6, 0.92):
        for _ in range(hasard.randint(2, 6)):
            dessin.text((A4[0] // 9, y), phrase(hasard, hasard.randint(6, 9)), fill=encre, font=fonte)
            y += taille * 3 // 2
        y += taille * 2
    return Papier(image, taille * 0.52)


def facture(hasard: random.Random) -> Papier:
    """A bill: blocks, a coloured heading, a table with rules."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(24, 30)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    teinte = tuple(hasard.randint(30, 190) for _ in range(3))
    dessin.rectangle((0, 0, A4[0], A4[1] // 14), fill=teinte)
    for ligne in range(5):
        y = A4[1] // 8 + ligne * taille * 2
        dessin.text((A4[0] * 5 // 9, y), phrase(hasard, 3), fill=encre, font=fonte)
    haut = A4[1] // 3
    for ligne in range(hasard.randint(12, 20)):
        y = haut + ligne * taille * 2
        dessin.line((A4[0] // 10, y - taille // 3, A4[0] * 9 // 10, y - taille // 3), fill=teinte, width=2)
        dessin.text((A4[0] // 9, y), phrase(hasard, 4), fill=encre, font=fonte)
        dessin.text((A4[0] * 7 // 10, y), f"{hasard.uniform(3, 900):.2f} €", fill=encre, font=fonte)
    return Papier(image, taille * 0.52)


def formulaire(hasard: random.Random) -> Papier:
    """A form: frames, boxes for each letter, ticks."""
    image, dessin = feuille(A4, hasard)
    taille = hasard.randint(24, 30)
    fonte, encre = fonte_de(hasard, taille), encre_de(hasard)
    dessin.text((A4[0] // 4, A4[1] // 12), "AVIS MÉDICAL", fill=encre, font=fonte_de(hasard, taille * 2))
    for ligne in range(hasard.randint(14, 20)):
        y = A4[1] // 6 + ligne * taille * 3
        dessin.text((A4[0] // 10, y), phrase(hasard, 3) + " :", fill=encre, font=fonte)
        for case in range(hasard.randint(4, 14)):
            x = A4[0] // 2 + case * taille * 5 // 4
            dessin.rectangle((x, y, x + taille, y + taille), outline=(120, 120, 140), width=2)
            dessin.text(
                (x + taille // 5, y - taille // 8), hasard.choice("ABEILNRST0123456789"), fill=encre, font=fonte
            )
    return Papier(image, taille * 0.6)


def carte(hasard: random.Random) -> Papier:
    """An identity card: a tinted ground of fine waves, a grey face, capitals, two lines for machines."""
    image = ondes(CARTE, hasard, (hasard.randint(195, 225), hasard.randint(210, 228), hasard.randint(222, 236)))
    dessin = ImageDraw.Draw(image)
    encre = encre_de(hasard)
    dessin.ellipse((90, 190, 360, 560), fill=(150, 138, 130))
    dessin.ellipse((165, 300, 195, 320), fill=(60, 55, 55))
    dessin.ellipse((255, 300, 285, 320), fill=(60, 55, 55))
    dessin.text((60, 40), "CARTE NATIONALE D'IDENTITÉ", fill=(40, 60, 130), font=fonte_de(hasard, 52))
    for ligne, titre in enumerate(("Nom", "Prénoms", "Sexe et naissance", "Taille", "Lieu")):
        haut = 150 + ligne * 92
        dessin.text((450, haut), titre, fill=(90, 100, 130), font=fonte_de(hasard, 26))
        dessin.text((450, haut + 30), phrase(hasard, 2).upper(), fill=encre, font=fonte_de(hasard, 40))
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
    **DIVERS,
}
