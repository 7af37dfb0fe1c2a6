"""What papers are drawn with: a sheet, an ink, a letter-face, words."""

# mypy: disable-error-code="no-untyped-call"
# scikit-image carries no types throughout.

import random
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from skimage import data

FONTES = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf",
)
MACHINE = FONTES[2]
PENCHEES = (
    "/usr/share/fonts/truetype/open-sans/OpenSans-LightItalic.ttf",
    "/usr/share/fonts/truetype/open-sans/OpenSans-CondLightItalic.ttf",
)
TEXTE = (
    "le relevé de compte atteste que Madame Éléonore demeure à cette adresse depuis février et que le montant sera "
    "prélevé sur le compte bancaire indiqué ci-dessus référence du contrat souscrit par le titulaire consommation en "
    "kilowattheures taxes locales abonnement total à payer avant échéance certificat médical établi par un médecin "
    "agréé préfecture des Hauts-de-Seine arrondissement Antony permis de conduire catégorie inscription candidat"
)
A4 = (1654, 2339)  # at 200 dpi
CARTE = (1350, 851)  # 85.6 × 54 mm at 400 dpi, as a card is scanned

Couleur = tuple[int, int, int]


class Papier(NamedTuple):
    """`corps` is the height of its small letters in pixels, what damage is measured against."""

    image: Image.Image
    corps: float


def feuille(
    taille: tuple[int, int], hasard: random.Random, teinte: Couleur | None = None
) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    clair = hasard.randint(232, 252)
    image = Image.new("RGB", taille, teinte or (clair, clair - hasard.randint(0, 4), clair - hasard.randint(0, 10)))
    return image, ImageDraw.Draw(image)


def encre_de(hasard: random.Random, entre: tuple[int, int] = (10, 60)) -> Couleur:
    noir = hasard.randint(*entre)
    return (noir, noir, noir + hasard.randint(0, 30))


def fonte_de(hasard: random.Random, taille: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(hasard.choice(FONTES), taille)


def phrase(hasard: random.Random, mots: int) -> str:
    return " ".join(hasard.choice(TEXTE.split()) for _ in range(mots))


def ondes(taille: tuple[int, int], hasard: random.Random, fond: Couleur, creux: float = 8.0) -> Image.Image:
    """A ground of fine waves, as on identity papers."""
    x, y = np.meshgrid(np.arange(taille[0]), np.arange(taille[1]))
    pas = hasard.uniform(15, 24)
    vagues = creux * np.sin(x / pas + 3 * np.sin(y / 70)) + 0.75 * creux * np.sin(y / (0.7 * pas) + x / 90)
    return Image.fromarray(np.clip(np.array(fond) + vagues[..., None], 0, 255).astype(np.uint8))


def visage(hauteur: int, *, gris: bool = False) -> Image.Image:
    """The face of scikit-image's astronaut, as a small identity photo."""
    photo = Image.fromarray(data.astronaut()[10:270, 130:330])
    petite = photo.resize((round(hauteur * 200 / 260), hauteur), Image.Resampling.BICUBIC)
    return petite.convert("L").convert("RGB") if gris else petite
