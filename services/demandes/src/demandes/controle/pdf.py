"""PDF: no password, no program, no file inside, a bounded number of pages and of bytes when unpacked."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from contracts.vocabulary.causes import Cause
from demandes.controle.refus import Refus
from demandes.controle.segments import sans_metadonnees

PAGES_MAX = 100  # beyond any piece; the piece's own maximum is the demande's rule
OBJECTS_MAX = 50_000
DCT = (pikepdf.Name.DCTDecode, pikepdf.Array([pikepdf.Name.DCTDecode]))  # how a PDF says that a stream is a JPEG
TAIL_MAX = 1024  # bytes that a printer may leave behind the end mark

CATALOGUE = ("/AA", "/Collection")
"""What does something by itself, or makes a portfolio of the document."""
ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/Movie", "/Sound", "/ImportData")
"""Names of things that a paper does not do."""


def examiner_pdf(octets: bytes) -> tuple[int, bytes]:
    """(pages, file without its metadata). Raises Refus."""
    _ends(octets)
    try:
        with pikepdf.open(io.BytesIO(octets), suppress_warnings=True) as document:
            pages = _pages(document)
            _inert(document)
            return pages, _bare(document)
    except pikepdf.PasswordError:
        raise Refus(Cause.PDF_PROTEGE) from None
    except (pikepdf.PdfError, ValueError, RecursionError, KeyError, TypeError, MemoryError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None


def _ends(octets: bytes) -> None:
    """A PDF that was cut off has no end; one with a long tail hides another file."""
    end = octets.rfind(b"%%EOF")
    if end < 0:
        raise Refus(Cause.FICHIER_ILLISIBLE)
    if len(octets) - end > TAIL_MAX:
        raise Refus(Cause.PDF_ACTIF)


def _pages(document: pikepdf.Pdf) -> int:
    if document.is_encrypted:
        raise Refus(Cause.PDF_PROTEGE)
    count = len(document.pages)
    if count < 1:
        raise Refus(Cause.FICHIER_ILLISIBLE)
    if count > PAGES_MAX:
        raise Refus(Cause.TROP_DE_PAGES, f"Il a {count} pages.")
    return count


def _inert(document: pikepdf.Pdf) -> None:
    if any(key in document.Root for key in CATALOGUE) or _runs(document.Root.get("/OpenAction")):
        raise Refus(Cause.PDF_ACTIF)
    if "/AcroForm" in document.Root and "/XFA" in document.Root.AcroForm:
        raise Refus(Cause.PDF_ACTIF)
    for number, thing in enumerate(document.objects):
        if number > OBJECTS_MAX:
            raise Refus(Cause.FICHIER_ILLISIBLE)
        if any(name in ACTIVE for name in _names(thing)):
            raise Refus(Cause.PDF_ACTIF)


def _runs(action: Any) -> bool:
    """Many programs let a PDF open at its first page, by an array or a GoTo: that runs nothing."""
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") != pikepdf.Name.GoTo


def _names(thing: Any) -> Iterator[str]:
    """Keys and names of one object and of what it holds directly; references are objects of their own."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield str(key)
            if isinstance(value, pikepdf.Name):
                yield str(value)
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                yield from _names(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                yield from _names(value)


def _bare(document: pikepdf.Pdf) -> bytes:
    """Written anew, so that nothing survives that no page needs; author, dates and place are left out."""
    if "/Metadata" in document.Root:
        del document.Root.Metadata
    for key in list(document.docinfo.keys()):
        del document.docinfo[key]
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _undress(thing)
    file = io.BytesIO()
    document.save(file, deterministic_id=True)
    return file.getvalue()


def _undress(thing: pikepdf.Dictionary | pikepdf.Stream) -> None:
    """A page or picture may say by itself where and by whom it was taken; a telephone's picture does so in its EXIF."""
    if "/Metadata" in thing:
        del thing.Metadata
    if not isinstance(thing, pikepdf.Stream) or thing.get("/Filter") not in DCT:
        return
    octets = thing.read_raw_bytes()
    clean = sans_metadonnees(octets)
    if len(clean) < len(octets):
        parms = thing.get("/DecodeParms")
        known = parms if isinstance(parms, pikepdf.Dictionary | pikepdf.Array) else None
        thing.write(clean, filter=pikepdf.Name.DCTDecode, decode_parms=known)
