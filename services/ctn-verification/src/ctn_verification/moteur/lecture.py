"""From bytes to grey pages: the header is read first, and only a bounded image is ever decoded."""

import io
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image, UnidentifiedImageError

from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pixels import PIXELS_MAX, pixels_max
from ctn_verification.moteur.blocs import marches
from ctn_verification.moteur.nettete import Gris

COEFFICIENTS_MAX = 250 * 2**20  # bytes: a JPEG of several scans is held whole as coefficients before it is a picture
PASSES_MAX = 10**10  # pixels times scans: each scan of a progressive JPEG goes over all pixels again
PAGES_MAX = 20
COTE_NORMALISE = 1600  # an A4 page at 137 dpi: what is sharp there can be read
COTE_VIGNETTE = 400  # where the grain of the paper is averaged out, and writing is not
COTE_FIN = 4200  # for what is read sign by sign: an A4 page at 360 dpi
BANDE = 512  # rows
CARRE_JPEG = 8  # pixels
DEBUT_DE_PASSE = re.compile(rb"\xff\xda")  # found in a third of the time that bytes.count takes
FORMATS = ("JPEG", "PNG", "BMP", "TIFF")
SIGNATURES = (b"\xff\xd8", b"\x89PNG", b"BM", b"II*\0", b"MM\0*")

Image.MAX_IMAGE_PIXELS = None  # bounded here, before anything is decoded, with a cause that the person understands


class Refus(Exception):
    """The bytes cannot become an image; `cause` is what the person is told."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True)
class PageGrise:
    """One page at the normalised scale, and how long its long side was; None for a page without pixels of its own.

    `marches`: what its compression left, see moteur/blocs.py. `fin` gives the page again, as fine as its file has it.
    """

    gris: Gris
    cote_long: int | None
    marches: float = 1.0
    fin: Callable[[], Gris] | None = None

    @cached_property
    def vignette(self) -> Gris:
        return normaliser(self.gris, COTE_VIGNETTE)


def pages_grises(octets: bytes) -> Iterator[PageGrise]:
    """Every page of a file of one of the five formats, one in memory at a time."""
    if not octets:
        raise Refus(Cause.FICHIER_VIDE)
    if octets.startswith(b"%PDF-"):
        yield from _pages_pdf(octets)
        return
    image = ouvrir(octets)
    if image.format == "JPEG":
        yield _page_jpeg(octets, max(image.size))
        return
    yield from _pages_pillow(image)


def ouvrir(octets: bytes) -> Image.Image:
    """The image with its header read, nothing decoded; never larger than PIXELS_MAX."""
    try:
        image = Image.open(io.BytesIO(octets), formats=FORMATS)
    except UnidentifiedImageError:
        connue = octets.startswith(SIGNATURES)
        raise Refus(Cause.FICHIER_ILLISIBLE if connue else Cause.FORMAT_REFUSE) from None
    except (OSError, SyntaxError, ValueError, OverflowError, TypeError, LookupError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    _borner(image.width, image.height)
    if image.format == "MPO":  # a telephone's JPEG with further views behind the first
        image.format = "JPEG"
    if image.format == "JPEG":
        _borner_jpeg(image, octets)
    else:
        _borner_octets(image)
    return image


def _borner_jpeg(image: Image.Image, octets: bytes) -> None:
    pixels, derniere = image.width * image.height, -1
    for nombre, passe in enumerate(DEBUT_DE_PASSE.finditer(octets), 1):
        if nombre * pixels > PASSES_MAX:
            raise Refus(Cause.FICHIER_ILLISIBLE)
        derniere = passe.start()
    if octets.rfind(b"\xff\xd9") < derniere:
        raise Refus(Cause.FICHIER_ILLISIBLE)  # cut off: the decoder would fill up with grey
    plans = [largeur * hauteur for _, largeur, hauteur, _ in getattr(image, "layer", ())]
    if "progressive" in image.info and 2 * pixels * sum(plans) > COEFFICIENTS_MAX * max(plans, default=1):
        raise Refus(Cause.TROP_DE_PIXELS)


def _borner_octets(image: Image.Image) -> None:
    if image.width * image.height > pixels_max(image.mode, par_echelle=False):
        raise Refus(Cause.TROP_DE_PIXELS)


def _borner(largeur: int, hauteur: int) -> None:
    if largeur < 1 or hauteur < 1:
        raise Refus(Cause.FICHIER_ILLISIBLE)
    if largeur * hauteur > PIXELS_MAX:
        raise Refus(Cause.TROP_DE_PIXELS)


def _page_jpeg(octets: bytes, cote_long: int) -> PageGrise:
    gris, factor = _jpeg(octets, cote_long, COTE_NORMALISE)

    def fin() -> Gris:
        return normaliser(_jpeg(octets, cote_long, COTE_FIN)[0], COTE_FIN)

    return PageGrise(normaliser(gris, COTE_NORMALISE), cote_long, marches(gris, CARRE_JPEG // factor), fin)


def _jpeg(octets: bytes, cote_long: int, voulu: int) -> tuple[Gris, int]:
    """The decoder leaves out what the wanted scale does not need: 12 megapixels cost 20 ms instead of 36."""
    flags = {8: cv2.IMREAD_REDUCED_GRAYSCALE_8, 4: cv2.IMREAD_REDUCED_GRAYSCALE_4, 2: cv2.IMREAD_REDUCED_GRAYSCALE_2}
    factor = next((factor for factor in flags if cote_long // factor >= voulu), 1)
    gris: Any = cv2.imdecode(np.frombuffer(octets, np.uint8), flags.get(factor, cv2.IMREAD_GRAYSCALE))
    if gris is None:
        raise Refus(Cause.FICHIER_ILLISIBLE)
    return gris, factor


def _pages_pillow(image: Image.Image) -> Iterator[PageGrise]:
    for number in range(PAGES_MAX + 1):
        try:
            image.seek(number)
        except EOFError:
            return
        except (OSError, SyntaxError, ValueError, TypeError, LookupError):
            raise Refus(Cause.FICHIER_ILLISIBLE) from None
        if number == PAGES_MAX:
            raise Refus(Cause.TROP_DE_PAGES)
        _borner(image.width, image.height)
        _borner_octets(image)
        gris = gris_de(image)
        fin = partial(normaliser, gris, COTE_FIN)
        yield PageGrise(normaliser(gris, COTE_NORMALISE), max(image.size), marches(gris, CARRE_JPEG), fin)


def gris_de(image: Image.Image) -> Gris:
    """Grey, eight bits, what is transparent on white."""
    try:
        gris = np.empty((image.height, image.width), dtype=np.uint8)
        for top in range(0, image.height, BANDE):  # nothing is copied as a whole
            bande = image.crop((0, top, image.width, min(top + BANDE, image.height)))
            gris[top : top + BANDE] = _bande_grise(bande)
        return gris
    except (OSError, SyntaxError, ValueError, TypeError, LookupError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None


def _bande_grise(bande: Image.Image) -> Gris:
    if bande.mode.startswith("I"):  # sixteen bits
        return np.asarray(np.asarray(bande, dtype=np.int32) >> 8, dtype=np.uint8)
    return np.asarray(sur_blanc(bande).convert("L"))


def sur_blanc(image: Image.Image) -> Image.Image:
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def normaliser(gris: Gris, cote_long: int) -> Gris:
    """Never enlarged: blur must not come from us."""
    scale = cote_long / max(gris.shape)
    if scale >= 1:
        return gris
    how = cv2.INTER_LINEAR if scale > 0.6 else cv2.INTER_AREA  # as good when little is left out, and four times as fast
    return np.asarray(cv2.resize(gris, None, fx=scale, fy=scale, interpolation=how), dtype=np.uint8)


def _pages_pdf(octets: bytes) -> Iterator[PageGrise]:
    try:
        document: Any = pdfium.PdfDocument(octets)  # type: ignore[no-untyped-call]
    except pdfium.PdfiumError as fault:
        raise Refus(Cause.PDF_PROTEGE if "password" in str(fault).lower() else Cause.FICHIER_ILLISIBLE) from None
    try:
        count = len(document)
        if count < 1:
            raise Refus(Cause.FICHIER_ILLISIBLE)
        if count > PAGES_MAX:
            raise Refus(Cause.TROP_DE_PAGES)
        for number in range(count):
            yield PageGrise(_page_pdf(document, number), None, fin=partial(_page_pdf, document, number, COTE_FIN))
    finally:
        document.close()


def _page_pdf(document: Any, number: int, cote_long: int = COTE_NORMALISE) -> Gris:
    """Rendered at the wanted scale whatever size the page claims."""
    try:
        page = document[number]
        width, height = page.get_size()
        if not (math.isfinite(width) and math.isfinite(height) and min(width, height) >= 1):
            raise Refus(Cause.FICHIER_ILLISIBLE)
        if max(width, height) > 20 * min(width, height):
            raise Refus(Cause.FICHIER_ILLISIBLE)
        bitmap = page.render(scale=cote_long / max(width, height), grayscale=True)
        return np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
    except pdfium.PdfiumError:
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
