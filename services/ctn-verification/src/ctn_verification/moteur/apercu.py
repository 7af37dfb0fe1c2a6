"""One page as an agent looks at it: upright, in colour, no larger than asked for, encoded anew."""

import io
import math
from typing import Any

import pypdfium2 as pdfium
from PIL import ExifTags, Image, ImageOps

from contracts.children.child import Task
from contracts.vocabulary.causes import Cause
from ctn_verification.moteur.lecture import PAGES_MAX, Refus, gris_de, ouvrir, sur_blanc

LARGEUR = 1600
COTE_MAX = 4000  # pixels, of either side
COUCHEES = (5, 6, 7, 8)  # EXIF orientations in which width and height change places


def rendre_page(octets: bytes, page: int, largeur: int) -> tuple[Image.Image, tuple[int, int]]:
    """`page` counts from 1; with the size that the page has itself, a PDF's in points. Raises Refus."""
    if not 1 <= page <= PAGES_MAX:
        raise Refus(Cause.TROP_DE_PAGES)
    return _du_pdf(octets, page, largeur) if octets.startswith(b"%PDF-") else _de_l_image(octets, page, largeur)


def _du_pdf(octets: bytes, page: int, largeur: int) -> tuple[Image.Image, tuple[int, int]]:
    try:
        document: Any = pdfium.PdfDocument(octets)  # type: ignore[no-untyped-call]
        feuille = document[page - 1]
        large, haut = feuille.get_size()
        if not (math.isfinite(large) and math.isfinite(haut) and min(large, haut) >= 1):
            raise Refus(Cause.FICHIER_ILLISIBLE)
        rendu: Image.Image = feuille.render(scale=_echelle((large, haut), largeur, agrandir=True)).to_pil()
    except (pdfium.PdfiumError, IndexError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    return rendu.convert("RGB"), (round(large), round(haut))


def _de_l_image(octets: bytes, page: int, largeur: int) -> tuple[Image.Image, tuple[int, int]]:
    image = ouvrir(octets)
    try:
        image.seek(page - 1)
        couchee = image.getexif().get(ExifTags.Base.Orientation, 1) in COUCHEES
        taille = image.size[::-1] if couchee else image.size
        echelle = _echelle(taille, largeur)
        petite = tuple(max(1, round(cote * echelle)) for cote in image.size)
        if image.format == "JPEG":
            image.draft("RGB", (petite[0], petite[1]))
        droite = ImageOps.exif_transpose(_reduite(image, (petite[0], petite[1])))
    except (EOFError, OSError, SyntaxError, ValueError, TypeError, LookupError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    return sur_blanc(droite).convert("RGB"), taille


def _reduite(image: Image.Image, taille: tuple[int, int]) -> Image.Image:
    """Smaller before anything else: eighty megapixels are never copied whole."""
    if image.mode.startswith("I"):
        exif = image.getexif()
        image = Image.fromarray(gris_de(image))
        image.getexif().update(exif)
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.thumbnail(taille, Image.Resampling.BICUBIC)
    return image


def _echelle(taille: tuple[float, float], largeur: int, *, agrandir: bool = False) -> float:
    echelle = min(largeur / taille[0], COTE_MAX / max(taille))
    return echelle if agrandir else min(1.0, echelle)


def apercu(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        image, taille = rendre_page(file, int(asked.get("page", 1)), int(asked.get("largeur", LARGEUR)))
    except Refus as refus:
        return {"refus": refus.cause}, b""
    buffer = io.BytesIO()
    image.info.clear()
    image.save(buffer, "JPEG", quality=85)
    return {"largeur": image.width, "hauteur": image.height, "taille": list(taille)}, buffer.getvalue()


TASKS: dict[str, Task] = {"apercu": apercu}
