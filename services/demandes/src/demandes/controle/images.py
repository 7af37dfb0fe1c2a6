"""Images: measured by their header, decoded whole, written anew without what they carried beside their pixels."""

import io
from typing import NamedTuple

from PIL import (
    BmpImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
)
from pillow_heif import register_heif_opener

from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pixels import PIXELS_MAX, pixels_max
from demandes.controle.refus import Refus
from demandes.controle.segments import image_seule
from demandes.domain.fichiers import TAILLE_MAX

register_heif_opener(thumbnails=False, decode_threads=1)

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "HEIF")
PLUGINS = (BmpImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin)
"""Imported here, and no other: a child opens no file once it serves. MPO is a JPEG with a second picture behind the
first (depth, preview), as many telephones write it; the first is the one that was taken. So it is with HEIF, whose
plug-in registers itself."""
QUALITIES = (92, 85, 75)  # JPEG: the first whose file is no heavier than the person's own may be
PASSES_MAX = 10**10  # pixels times scans: each scan of a progressive JPEG goes over all pixels again
PAGES_MAX = 30  # beyond any piece; the piece's own maximum is the demande's rule
CUT_OFF = (OSError, SyntaxError, ValueError, TypeError, LookupError, OverflowError, EOFError, MemoryError)

Image.MAX_IMAGE_PIXELS = None  # bounded below, with a cause that the person understands


class Copie(NamedTuple):
    """A clean file and what it is now: a bitmap becomes a PNG, a heavy PNG a JPEG."""

    media_type: str
    octets: bytes


def examiner_image(octets: bytes) -> tuple[int, Copie]:
    """(pages, clean file). Raises Refus. The orientation is applied; EXIF, position, thumbnails and XMP are gone."""
    image = _opened(octets)
    _no_second_file(image.format or "", octets)
    if image.format in ("JPEG", "MPO") and octets.count(b"\xff\xda") * image.width * image.height > PASSES_MAX:
        raise Refus(Cause.FICHIER_ILLISIBLE)
    if image.format in ("JPEG", "MPO") and (seule := _telle_quelle(image, octets)) is not None:
        return 1, Copie("image/jpeg", seule)
    pages = _pages(image)
    if image.format == "TIFF":
        return len(pages), _tiff(pages)
    return 1, _single(pages[0], lossless=image.format in ("PNG", "BMP"), at_most=len(octets))


def _telle_quelle(image: Image.Image, octets: bytes) -> bytes | None:
    """A JPEG that stands upright keeps its data: nothing is lost, for a sixth of the cost. None for any other."""
    if image.mode not in ("L", "RGB") or "progressive" in image.info or _tournee(image):
        return None
    if (seule := image_seule(octets)) is None:
        return None
    try:
        whole = Image.open(io.BytesIO(seule), formats=("JPEG",))
        whole.draft(None, (whole.width // 8 or 1, whole.height // 8 or 1))  # every code is read, few pixels are made
        whole.load()
    except CUT_OFF:
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    return seule


def _tournee(image: Image.Image) -> bool:
    try:
        return bool(image.getexif().get(0x0112, 1) != 1)
    except CUT_OFF:
        return True


def _opened(octets: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(octets), formats=FORMATS)
    except UnidentifiedImageError:
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    except CUT_OFF:
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    _bounded(image)
    return image


def _bounded(image: Image.Image) -> None:
    """By what is kept of it: a JPEG can be looked at smaller than it is, other pictures only whole."""
    gris = image.mode in ("1", "L") or image.mode.startswith("I")
    most = pixels_max("L" if gris else "RGB", par_echelle=image.format not in ("PNG", "BMP", "TIFF"))
    if image.width * image.height > most:
        mesure = f"Elle fait {image.width} × {image.height} pixels, {most // 10**6} millions au plus"
        couleurs = "" if most == PIXELS_MAX else f" en couleurs dans un {image.format}"
        raise Refus(Cause.TROP_DE_PIXELS, f"{mesure}{couleurs}.")


def _no_second_file(format: str, octets: bytes) -> None:
    """What stands behind the end of the picture is another file, or the picture was cut off."""
    if format in ("JPEG", "MPO"):
        end = octets.rfind(b"\xff\xd9")
        if end < octets.rfind(b"\xff\xda"):
            raise Refus(Cause.FICHIER_ILLISIBLE)
    if format == "PNG" and b"IEND" not in octets[-64 * 1024 :]:
        raise Refus(Cause.FICHIER_ILLISIBLE)


def _pages(image: Image.Image) -> list[Image.Image]:
    """Every page, decoded; only a TIFF has several."""
    pages: list[Image.Image] = []
    budget = PIXELS_MAX
    for number in range(PAGES_MAX + 1):
        try:
            image.seek(number)
        except EOFError:
            return pages
        except CUT_OFF:
            raise Refus(Cause.FICHIER_ILLISIBLE) from None
        if number == PAGES_MAX:
            raise Refus(Cause.TROP_DE_PAGES, f"Il a plus de {PAGES_MAX} pages.")
        _bounded(image)
        budget -= image.width * image.height
        if budget < 0:
            raise Refus(Cause.TROP_DE_PIXELS, f"Ses pages dépassent ensemble {PIXELS_MAX // 10**6} millions de pixels.")
        pages.append(_decoded(image))
        if image.format != "TIFF":
            return pages
    return pages


def _decoded(image: Image.Image) -> Image.Image:
    """Grey or RGB, upright, what was transparent on white."""
    try:
        upright = ImageOps.exif_transpose(image)
        upright.load()
        if upright.mode in ("1", "L"):
            return upright.convert("L")
        if upright.mode.startswith("I"):
            return upright.point(lambda level: level / 256).convert("L")
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            paper = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(paper, upright.convert("RGBA")).convert("RGB")
        return upright.convert("RGB")
    except CUT_OFF:
        raise Refus(Cause.FICHIER_ILLISIBLE) from None


def _single(image: Image.Image, *, lossless: bool, at_most: int) -> Copie:
    if lossless:
        file = _saved([image], "PNG", compress_level=3)  # of scans as small as 6, for less than half
        if len(file) <= TAILLE_MAX:
            return Copie("image/png", file)
    for quality in QUALITIES:
        file = _saved([image], "JPEG", quality=quality)
        if len(file) <= max(at_most, TAILLE_MAX // 4):
            break
    return Copie("image/jpeg", file)


def _tiff(pages: list[Image.Image]) -> Copie:
    file = _saved(pages, "TIFF", compression="tiff_adobe_deflate")
    if len(file) > TAILLE_MAX:
        file = _saved(pages, "TIFF", compression="jpeg", quality=85)
    return Copie("image/tiff", file)


def _saved(pages: list[Image.Image], format: str, **options: object) -> bytes:
    first, *others = [_bare(page) for page in pages]
    file = io.BytesIO()
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(file, format, **more, **options)
    return file.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone."""
    image.info = {}
    image.getexif().clear()
    return image
