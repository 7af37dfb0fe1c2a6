"""A visible mark across a copy of an identity paper: who received it, when, for what, and that it serves nothing else.

Only files that this system has written anew are marked here, so that opening them again is no risk. Needs the extra
`filigrane` (Pillow, pikepdf).
"""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from math import cos, radians, sin
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import structlog
from PIL import Image, ImageDraw, ImageFont, ImageSequence

from contracts.errors import RuleBroken
from contracts.vocabulary.pieces import Piece

log = structlog.get_logger()

D_IDENTITE = frozenset(
    {Piece.IDENTITE, Piece.IDENTITE_HEBERGEANT, Piece.IDENTITE_REPRESENTANT, Piece.SEJOUR, Piece.PERMIS}
)
"""Papers with which somebody could pass for their holder."""

PARIS = ZoneInfo("Europe/Paris")
ENCRE = (20, 40, 120)
OPACITE = 0.28  # read at a glance, and every letter beneath is read too
INCLINAISON = 30  # degrees
POLICE = "DejaVuSans.ttf"  # of the package fonts-dejavu-core; Pillow's own has no accents
COTE_MAX = 4000  # pixels: a copy to look at needs no more
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 85}, "TIFF": {"compression": "jpeg"}}
MARQUEURS = ThreadPoolExecutor(2, "filigrane")  # a picture of eighty megapixels is 240 MB while it is marked


class FiligraneImpossible(RuleBroken):
    slug = "filigrane-impossible"
    title = "Cette pièce ne peut pas être préparée pour la copie"
    kind = "indisponible"


def mention(lecteur: str, numero: str, le: datetime) -> str:
    """`lecteur` is an office or a school, never an agent's name; `numero` the demande's."""
    return f"Copie pour {lecteur}, le {le.astimezone(PARIS):%d/%m/%Y à %H:%M}, demande {numero} : aucun autre usage"


async def marquer(octets: bytes, media_type: str, texte: str) -> bytes:
    """The same format, marked on every page. What is neither picture nor PDF comes back as it was.

    Raises FiligraneImpossible for a file that cannot be opened.
    """
    marque = _pdf if media_type == "application/pdf" else _image if media_type in FORMATS else None
    if marque is None:
        return octets
    try:
        return await asyncio.get_running_loop().run_in_executor(MARQUEURS, marque, octets, texte)
    except (pikepdf.PdfError, OSError, SyntaxError, ValueError) as fault:
        log.error("filigrane.failed", media_type=media_type, fault=type(fault).__name__)
        raise FiligraneImpossible("Signalez ce trace_id au support : elle n'est pas montrée sans sa mention.") from None


def _image(octets: bytes, texte: str) -> bytes:
    with Image.open(io.BytesIO(octets), formats=list(FORMATS.values())) as image:
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


def _pdf(octets: bytes, texte: str) -> bytes:
    with pikepdf.open(io.BytesIO(octets)) as document:
        fonte = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        voile = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=OPACITE, CA=OPACITE))
        for page in document.pages:
            police = page.add_resource(fonte, pikepdf.Name.Font)
            etat = page.add_resource(voile, pikepdf.Name.ExtGState)
            page.contents_add(b"q\n", prepend=True)  # whatever the page does to its own axes ends before the mark
            page.contents_add(b"\nQ\n" + _traits(page, texte, bytes(police), bytes(etat)))
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def _traits(page: pikepdf.Page, texte: str, police: bytes, etat: bytes) -> bytes:
    gauche, bas, droite, haut = (float(cote) for cote in page.mediabox)
    large, hauteur = abs(droite - gauche), abs(haut - bas)
    corps = max(6.0, min(large, hauteur) / 30)
    echappe = texte.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    c, s = cos(radians(INCLINAISON)), sin(radians(INCLINAISON))
    rouge, vert, bleu = (teinte / 255 for teinte in ENCRE)
    lignes = [f"q {etat.decode()} gs {rouge:.3f} {vert:.3f} {bleu:.3f} rg BT {police.decode()} {corps:.2f} Tf".encode()]
    longueur = corps * 0.55 * len(texte)
    y, rang = min(bas, haut) - large * s, 0
    while y < max(bas, haut):
        x = min(gauche, droite) - rang % 3 * longueur * c / 3  # the end of the words is seen on one line in three
        rang += 1
        while x < max(gauche, droite):
            matrice = f"{c:.4f} {s:.4f} {-s:.4f} {c:.4f} {x:.1f} {y + (x - gauche) * s / c:.1f} Tm ".encode()
            lignes.append(matrice + b"(" + echappe + b") Tj")
            x += longueur * c
        y += corps * 6
    return b"\n".join([*lignes, b"ET Q\n"])
