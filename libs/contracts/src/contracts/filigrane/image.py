"""The mark on every page of a picture."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont, ImageSequence

from contracts.filigrane.encre import ENCRE, INCLINAISON, OPACITE

POLICE = "DejaVuSans.ttf"  # of the package fonts-dejavu-core; Pillow's own has no accents
COTE_MAX = 4000  # pixels: a copy to look at needs no more
FORMATS = ("JPEG", "PNG", "TIFF")
OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 85}, "TIFF": {"compression": "jpeg"}}


def marquer_image(octets: bytes, texte: str) -> bytes:
    with Image.open(io.BytesIO(octets), formats=FORMATS) as image:
        if image.format == "JPEG":
            image.draft(None, (COTE_MAX, COTE_MAX))
        first, *others = [_marquee(page, texte) for page in ImageSequence.Iterator(image)]
        options: dict[str, Any] = OPTIONS.get(str(image.format), {})
        buffer = io.BytesIO()
        more = {"save_all": True, "append_images": others} if others else {}
        first.save(buffer, image.format, **options, **more)
    return buffer.getvalue()


def _marquee(page: Image.Image, texte: str) -> Image.Image:
    copie = page.convert("RGB")
    copie.thumbnail((COTE_MAX, COTE_MAX))
    large, haut = copie.size
    cote = round((large**2 + haut**2) ** 0.5)
    fonte = ImageFont.truetype(POLICE, size=max(12, min(large, haut) // 32))
    masque = Image.new("L", (cote, cote), 0)
    dessin = ImageDraw.Draw(masque)
    longueur = round(dessin.textlength(texte, font=fonte)) + round(fonte.size) * 3
    for rang, y in enumerate(range(0, cote, round(fonte.size * 5))):
        for x in range(-(rang % 3) * longueur // 3, cote, longueur):
            dessin.text((x, y), texte, fill=round(255 * OPACITE), font=fonte)
    tourne = masque.rotate(INCLINAISON, resample=Image.Resampling.BILINEAR)
    gauche, dessus = (cote - large) // 2, (cote - haut) // 2
    copie.paste(ENCRE, mask=tourne.crop((gauche, dessus, gauche + large, dessus + haut)))
    return copie
