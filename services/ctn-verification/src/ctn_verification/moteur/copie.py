"""The photo or signature as it is read and as it is kept: upright, bounded, without metadata."""

import io

from PIL import Image, ImageOps

from contracts.vocabulary.causes import Cause
from ctn_verification.moteur.lecture import Refus, gris_de, ouvrir, sur_blanc

PIXELS_MAX = 30_000_000  # of what cannot be decoded at a smaller scale: 35 × 45 mm at 3,500 dpi
REDUCTIBLES = ("L", "LA", "RGB", "RGBA", "CMYK")


def redressee(octets: bytes, cote_long: int) -> tuple[Image.Image, tuple[int, int]]:
    """Decoded no larger than needed, as its EXIF orientation wants to be seen; and the size it was sent in."""
    if not octets:
        raise Refus(Cause.FICHIER_VIDE)
    image = ouvrir(octets)
    envoyee, long = image.size, max(image.size)
    if image.format == "JPEG":
        image.draft(None, (cote_long * image.width // long or 1, cote_long * image.height // long or 1))
    if image.width * image.height > PIXELS_MAX:
        raise Refus(Cause.TROP_DE_PIXELS)
    try:
        image.load()
        droite = _reduite(image, cote_long)
        ImageOps.exif_transpose(droite, in_place=True)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    if (droite.width > droite.height) != (envoyee[0] > envoyee[1]):
        envoyee = envoyee[::-1]
    return Image.fromarray(gris_de(droite)) if droite.mode.startswith("I") else sur_blanc(droite), envoyee


def _reduite(image: Image.Image, cote_long: int) -> Image.Image:
    """By whole steps, and never below twice what is kept: nothing that is made of it may be as large as it was."""
    facteur = max(image.size) // (2 * cote_long)
    return image.reduce(facteur) if facteur > 1 and image.mode in REDUCTIBLES else image


def encodee(image: Image.Image, cote_long: int, format: str, **options: object) -> bytes:
    """Encoded anew: no profile, no EXIF, no comment travels with the pixels."""
    image.thumbnail((cote_long, cote_long), Image.Resampling.LANCZOS)
    image.info.clear()
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
