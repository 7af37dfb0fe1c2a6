"""One page of a stack of scans: counted, then decoded alone, in colour, as finely as the scan holds it."""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from PIL import Image, ImageOps

from contracts.vocabulary.causes import Cause
from ctn_verification.moteur.lecture import Refus, gris_de, ouvrir, sur_blanc

FEUILLETS_MAX = 200
PIXELS_MAX = 40_000_000  # an A4 page at 640 dots per inch; a child holds it twice
ASSEZ_LONG = 3470  # pixels: an A4 page at 297 dots per inch; what has twice as many is halved
DENSITE_DESSIN = 300 / 72  # pixels for a point, of a page that is drawn, not scanned
IMAGE = pdfium_c.FPDF_PAGEOBJ_IMAGE  # type: ignore[attr-defined]
IMAGES_REGARDEES = 50
PLEINE_PAGE = 0.5  # of the page: an image as large as this is the scan

Couleur = NDArray[np.uint8]
"""Rows, columns, red-green-blue."""


@dataclass(frozen=True)
class Feuillet:
    couleur: Couleur
    bitonal: bool = False  # black and white without grey: a photo is lost in it

    @property
    def gris(self) -> NDArray[np.uint8]:
        return np.asarray(cv2.cvtColor(self.couleur, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def compter(octets: bytes) -> int:
    """How many pages; nothing is decoded. Raises Refus."""
    if not octets:
        raise Refus(Cause.FICHIER_VIDE)
    count = _pages_pdf(octets) if octets.startswith(b"%PDF-") else _images(ouvrir(octets))
    if count > FEUILLETS_MAX:
        raise Refus(Cause.TROP_DE_PAGES)
    return count


def lire(octets: bytes, rang: int) -> Feuillet:
    """The page of this rank, from 0. Raises Refus for what cannot be seen."""
    if octets.startswith(b"%PDF-"):
        return _feuillet_pdf(octets, rang)
    image = ouvrir(octets)
    try:
        if image.format == "TIFF":
            image.seek(rang)
        _borner(*image.size)
        if image.format == "JPEG" and max(image.size) >= 2 * ASSEZ_LONG:
            image.draft("RGB", (image.width // 2, image.height // 2))
        return _decode(image)
    except (EOFError, OSError, SyntaxError, ValueError, TypeError, LookupError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None


def _decode(image: Image.Image) -> Feuillet:
    bitonal = image.mode == "1"
    if image.mode.startswith("I"):  # sixteen bits
        image = Image.fromarray(gris_de(image))
    droite = ImageOps.exif_transpose(image) if image.format == "JPEG" else image
    couleur = sur_blanc(droite)
    if couleur.mode != "RGB":  # otherwise it would be a copy, of 130 MB at 600 dots per inch
        couleur = couleur.convert("RGB")
    if max(couleur.size) >= 2 * ASSEZ_LONG:
        couleur = couleur.reduce(2)
    return Feuillet(np.asarray(couleur, dtype=np.uint8), bitonal)


def _images(image: Image.Image) -> int:
    if image.format != "TIFF":
        return 1
    for number in range(1, FEUILLETS_MAX + 1):
        try:
            image.seek(number)
        except EOFError:
            return number
        except (OSError, SyntaxError, ValueError, TypeError, LookupError):
            raise Refus(Cause.FICHIER_ILLISIBLE) from None
    return FEUILLETS_MAX + 1


def _pages_pdf(octets: bytes) -> int:
    document = _document(octets)
    try:
        if (count := len(document)) < 1:
            raise Refus(Cause.FICHIER_ILLISIBLE)
        return count
    finally:
        document.close()


def _document(octets: bytes) -> Any:
    try:
        return pdfium.PdfDocument(octets)  # type: ignore[no-untyped-call]
    except pdfium.PdfiumError as fault:
        raise Refus(Cause.PDF_PROTEGE if "password" in str(fault).lower() else Cause.FICHIER_ILLISIBLE) from None


def _feuillet_pdf(octets: bytes, rang: int) -> Feuillet:
    document = _document(octets)
    try:
        page = document[rang]
        largeur, hauteur = page.get_size()
        if not (math.isfinite(largeur) and math.isfinite(hauteur) and min(largeur, hauteur) >= 1):
            raise Refus(Cause.FICHIER_ILLISIBLE)
        scale, bitonal = _densite(page, largeur * hauteur)
        if max(largeur, hauteur) * scale >= 2 * ASSEZ_LONG:
            scale /= 2
        _borner(math.ceil(largeur * scale), math.ceil(hauteur * scale))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        pixels = np.asarray(bitmap.to_numpy(), dtype=np.uint8)[:, :, :3]
        return Feuillet(np.ascontiguousarray(pixels), bitonal)
    except (pdfium.PdfiumError, IndexError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    finally:
        document.close()


def _densite(page: Any, surface: float) -> tuple[float, bool]:
    """Pixels for a point, as the scan has them, and whether the scan knows black and white only."""
    trouvees: list[tuple[float, bool]] = []
    for rang, image in enumerate(page.get_objects(filter=[IMAGE], max_depth=3)):
        if rang == IMAGES_REGARDEES:
            break
        gauche, bas, droite, haut = image.get_bounds()
        couverte = (droite - gauche) * (haut - bas)
        large, haute = image.get_px_size()
        if couverte >= PLEINE_PAGE * surface and large > 0 and haute > 0:
            trouvees.append((math.sqrt(large * haute / couverte), image.get_metadata().bits_per_pixel == 1))
    # In layers, letters and photo are scanned apart: what is coarser is the photo.
    return min(trouvees, default=(DENSITE_DESSIN, False))


def _borner(largeur: int, hauteur: int) -> None:
    if largeur < 1 or hauteur < 1:
        raise Refus(Cause.FICHIER_ILLISIBLE)
    if largeur * hauteur > PIXELS_MAX:
        raise Refus(Cause.TROP_DE_PIXELS)
