"""A paper form on its way back: the photo glued on, signed, and laid on a scanner."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Rectangle
from deploy.local.exemplaires import portrait, signature

DPI = 300  # of the sheet before it is scanned
PAPIER = (246, 245, 241)


@dataclass(frozen=True)
class Scanner:
    """What a scanner makes of a sheet: how finely, how it was laid down, what the glass and the lamp add."""

    dpi: int = 300
    angle: float = 0.0  # degrees, against the clock
    quarts: int = 0  # turned by so many quarters
    bruit: float = 2.0
    flou: float = 0.3  # pixels
    marge: float = 0.0  # millimetres of the black lid around the sheet


def en_pixels(mm: float, dpi: int = DPI) -> int:
    return round(mm * dpi / 25.4)


def coller(
    feuille: Image.Image,
    photo: Image.Image | None = None,
    *,
    angle: float = 0.0,
    decalage: tuple[float, float] = (0.0, 0.0),
    taille: tuple[float, float] = (35.0, 45.0),
) -> Image.Image:
    """A photo in its frame on a sheet of DPI: turned by `angle` degrees, beside its place by millimetres."""
    place = FORMULAIRE_PHOTO.photo
    size = (en_pixels(taille[0]), en_pixels(taille[1]))
    posee = (photo or portrait()).resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    posee = posee.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    collee = feuille.copy()
    x = en_pixels(place.x + place.largeur / 2 + decalage[0]) - posee.width // 2
    y = en_pixels(place.y + place.hauteur / 2 + decalage[1]) - posee.height // 2
    collee.paste(posee, (x, y), posee)
    return collee


def signer(feuille: Image.Image, cadre: Rectangle | None = None) -> Image.Image:
    """Black ink on a sheet of DPI, in the middle of its frame, or in any other rectangle in millimetres."""
    place = FORMULAIRE_PHOTO.signature
    ou = cadre or Rectangle(place.x + 12, place.y + 8, 56, 28)
    trait = signature().resize((en_pixels(ou.largeur), en_pixels(ou.hauteur)), Image.Resampling.LANCZOS)
    signee = feuille.copy()
    encre = Image.new("RGB", trait.size, (24, 24, 30))
    signee.paste(encre, (en_pixels(ou.x), en_pixels(ou.y)), trait.point([max(0, 250 - gris) for gris in range(256)]))
    return signee


def sur_papier(feuille: Image.Image) -> Image.Image:
    """White pixels become paper."""
    blanc = np.asarray(PAPIER, dtype=np.float32) / 255
    return Image.fromarray((np.asarray(feuille.convert("RGB")) * blanc).astype(np.uint8))


def tacher(feuille: Image.Image, x: float, y: float, rayon: float) -> Image.Image:
    """Where a cup of coffee stood, in millimetres."""
    tache = Image.new("L", feuille.size, 0)
    boite = [en_pixels(mm) for mm in (x - rayon, y - rayon, x + rayon, y + rayon)]
    ImageDraw.Draw(tache).ellipse(boite, fill=90, outline=170, width=en_pixels(1.5))
    brune = feuille.copy()
    brune.paste(Image.new("RGB", feuille.size, (134, 90, 48)), (0, 0), tache.filter(ImageFilter.GaussianBlur(6)))
    return brune


def perforer(feuille: Image.Image) -> Image.Image:
    """Two holes of a punch in the left edge, dark as the lid behind them."""
    percee = feuille.copy()
    for y in (108.5, 188.5):
        boite = [en_pixels(mm) for mm in (9, y - 3, 15, y + 3)]
        ImageDraw.Draw(percee).ellipse(boite, fill=(30, 30, 32))
    return percee


def numeriser(feuille: Image.Image, scanner: Scanner = Scanner()) -> Image.Image:
    """The sheet of DPI as the scanner delivers it."""
    facteur = scanner.dpi / DPI
    lid, vue = (38, 38, 40), np.asarray(feuille)
    if facteur != 1:
        vue = cv2.resize(vue, None, fx=facteur, fy=facteur, interpolation=cv2.INTER_AREA)
    if scanner.marge:
        bord = en_pixels(scanner.marge, scanner.dpi)
        vue = cv2.copyMakeBorder(vue, bord, bord, bord, bord, cv2.BORDER_CONSTANT, value=lid)
    if scanner.angle:
        hauteur, largeur = vue.shape[:2]
        tour = cv2.getRotationMatrix2D((largeur / 2, hauteur / 2), scanner.angle, 1.0)
        fond = lid if scanner.marge else PAPIER
        vue = cv2.warpAffine(vue, tour, (largeur, hauteur), flags=cv2.INTER_CUBIC, borderValue=fond)
    vue = np.ascontiguousarray(np.rot90(vue, -scanner.quarts))
    if scanner.flou:
        vue = cv2.GaussianBlur(vue, (0, 0), scanner.flou)
    carre = np.random.default_rng(11).normal(0.0, scanner.bruit, (512, 512, 1)).astype(np.int16).repeat(3, axis=2)
    hasard = cv2.repeat(carre, vue.shape[0] // 512 + 1, vue.shape[1] // 512 + 1)[: vue.shape[0], : vue.shape[1]]
    return Image.fromarray(np.asarray(cv2.add(vue, hasard, dtype=cv2.CV_8U), dtype=np.uint8))
