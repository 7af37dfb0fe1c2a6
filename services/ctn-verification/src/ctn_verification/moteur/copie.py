"""The photo or signature as it is read and as it is kept: upright, bounded, without metadata."""

import io

from PIL import Image, ImageOps

from contracts.vocabulary.causes import Cause
from ctn_verification.moteur.lecture import Refus, gris_de, ouvrir, sur_blanc


def redressee(octets: bytes, cote_long: int) -> tuple[Image.Image, tuple[int, int]]:
    """Decoded no larger than needed, as its EXIF orientation wants to be seen; and the size it was sent in."""
    if not octets:
        raise Refus(Cause.FICHIER_VIDE)
    image = ouvrir(octets)
    envoyee = image.size
    if image.format == "JPEG":
        image.draft(None, (cote_long, cote_long))
    try:
        image.load()
        droite = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    if (droite.width > droite.height) != (image.width > image.height):
        envoyee = envoyee[::-1]
    return Image.fromarray(gris_de(droite)) if droite.mode.startswith("I") else sur_blanc(droite), envoyee


def encodee(image: Image.Image, cote_long: int, format: str, **options: object) -> bytes:
    """Encoded anew: no profile, no EXIF, no comment travels with the pixels."""
    image.thumbnail((cote_long, cote_long), Image.Resampling.LANCZOS)
    image.info.clear()
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
