"""Sheets as they come back to the CTN, drawn from the published geometry: a form without words, and stacks of them."""

import io
from functools import cache

import segno
from PIL import Image, ImageDraw, ImageFont

from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Rectangle
from deploy.local.exemplaires import encoded
from deploy.local.papier import DPI, Scanner, coller, en_pixels, numeriser, signer, sur_papier

NUMERO = "92120260412142448776918"
AUTRE = "92120260412142448776926"


@cache
def formulaire(numero: str = NUMERO) -> Image.Image:
    """Printed, neither glued nor signed."""
    page = FORMULAIRE_PHOTO.page
    feuille = Image.new("RGB", (en_pixels(page.largeur), en_pixels(page.hauteur)), "white")
    dessin = ImageDraw.Draw(feuille)
    for centre in FORMULAIRE_PHOTO.reperes:
        demi = FORMULAIRE_PHOTO.cote_repere / 2
        dessin.rectangle([en_pixels(mm) for mm in (*(v - demi for v in centre), *(v + demi for v in centre))], "black")
    for place in (FORMULAIRE_PHOTO.photo, FORMULAIRE_PHOTO.signature):
        _encadrer(dessin, place)
    photo, mot = FORMULAIRE_PHOTO.photo, ImageFont.load_default(size=en_pixels(3))
    dessin.text((en_pixels(photo.x + 6), en_pixels(photo.y + 15)), "Photo\nCouleur\nA COLLER", "black", font=mot)
    for rang in range(8):
        ligne = f"Ligne {rang} : Lefevre-Dupre, Eleonore, Zoe, 12 bis, rue de la Liberte, 92160 Antony"
        dessin.text((en_pixels(25), en_pixels(112 + 7 * rang)), ligne, "black", font=mot)
    code = FORMULAIRE_PHOTO.code
    image = qr(numero).resize((en_pixels(code.largeur), en_pixels(code.hauteur)), Image.Resampling.NEAREST)
    feuille.paste(image, (en_pixels(code.x), en_pixels(code.y)))
    return sur_papier(feuille)


def qr(texte: str) -> Image.Image:
    """As documents prints it: a quarter of redundancy, four modules of quiet zone."""
    buffer = io.BytesIO()
    segno.make_qr(texte, error="q").save(buffer, kind="png", scale=8, border=4)
    return Image.open(buffer).convert("RGB")


@cache
def remplie(numero: str = NUMERO) -> Image.Image:
    """Glued and signed."""
    return signer(coller(formulaire(numero)))


@cache
def scannee(numero: str = NUMERO, scanner: Scanner = Scanner()) -> Image.Image:  # noqa: B008
    return numeriser(remplie(numero), scanner)


@cache
def vierge() -> Image.Image:
    """The back of a sheet."""
    return numeriser(sur_papier(Image.new("RGB", formulaire().size, "white")), Scanner(dpi=150))


def liasse_pdf(*pages: Image.Image) -> bytes:
    return encoded(pages[0], "PDF", save_all=True, append_images=list(pages[1:]), resolution=DPI, quality=90)


def liasse_tiff(*pages: Image.Image) -> bytes:
    """Of copies: an image that was once saved in another format keeps its settings."""
    premiere, *suite = [page.copy() for page in pages]
    return encoded(premiere, "TIFF", save_all=True, append_images=suite, compression="jpeg", quality=90)


def _encadrer(dessin: ImageDraw.ImageDraw, place: Rectangle) -> None:
    """The line runs outside."""
    ligne = en_pixels(0.3)
    x, y = en_pixels(place.x), en_pixels(place.y)
    droite, bas = en_pixels(place.x + place.largeur), en_pixels(place.y + place.hauteur)
    dessin.rectangle((x - ligne, y - ligne, droite + ligne, bas + ligne), outline="black", width=ligne)
