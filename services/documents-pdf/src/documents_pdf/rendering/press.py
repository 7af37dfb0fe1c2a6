"""The press of one process: templates, style and fonts loaded once, then document after document."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

import logging
import time
from collections.abc import Mapping
from datetime import UTC
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO
from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.attached import attached, list_once
from documents_pdf.rendering.fetcher import SCHEME, HandedPictures
from documents_pdf.rendering.metadata import ArchivedAndAccessible
from documents_pdf.rendering.moulage.fonderie import Fonderie
from documents_pdf.rendering.order import MiseEnPageImpossible, Order

REPLACEMENT = "\ufffd"  # for a character that no font of the machine has: visible, and allowed in an archive
SRGB = "--srgb"
VARIANT = {"pdf_variant": "pdf/a-3a", "pdf_tags": True, "output_intent": SRGB}
ORDINARY = ""
DENSITIES = (ORDINARY, "serre", "tres-serre")
"""Ordinary setting; then, for a text that does not fit its pages, tighter ones: classes of style.css."""


class _Complaints(logging.Handler):
    """What WeasyPrint only writes in a log: an unreadable picture must not become an attestation without photo."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self.without_glyph: set[int] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef glyph") and isinstance(record.args, tuple):
            self.without_glyph.add(int(str(record.args[1])))
        else:
            self.heard.append(record.getMessage())

    def forget(self) -> None:
        self.heard.clear()
        self.without_glyph.clear()


class _Srgb(ColorProfile):
    """The profile that WeasyPrint brings, read once and embedded byte for byte.

    Left alone, WeasyPrint opens the file for each document, forgets to close it, and writes it in two different ways.
    """

    def __init__(self) -> None:
        self._octets = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
        super().__init__(BytesIO(self._octets), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))

    @property
    def content(self) -> bytes:
        return self._octets


class Press:
    """Prints orders one at a time. ONE font configuration for the life of the process: each new one leaks 0.2 MB.

    Without `couler` every document is laid out.
    """

    def __init__(self, *, couler: bool = True) -> None:
        self._complaints = _Complaints()
        logging.getLogger("weasyprint").addHandler(self._complaints)
        self._fonts = FontConfiguration()
        self._colours = {SRGB: _Srgb()}
        self._fetcher = HandedPictures()
        style = files(__package__).joinpath("templates/style.css").read_text("utf-8")
        self._style = CSS(string=style, font_config=self._fonts, url_fetcher=self._fetcher)
        self._templates = Environment(
            loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.globals["formulaire"] = FORMULAIRE_PHOTO
        self._fonderie = Fonderie() if couler else None

    def print(self, order: Order) -> Pdf:
        """Cast where a mould fits, else laid out.

        Raises MiseEnPageImpossible when no setting gives the pages that the table promises.
        """
        if self._fonderie is None:
            return self._composed(order)
        page = self._html(order, ORDINARY)
        octets, pages = self._fonderie.couler(order, page), order.pages
        if octets is None:
            composed = self._composed(order)
            # Cast as well, when it makes a mould: what was printed before must not show in the bytes.
            octets, pages = self._fonderie.couler(order, page) or composed.octets, composed.pages
        return Pdf(octets, sha256(octets).hexdigest(), pages)

    def _composed(self, order: Order) -> Pdf:
        """The plain way."""
        self._fetcher.pictures = order.images
        try:
            pdf = self._printed(order)
            if self._complaints.without_glyph:
                pdf = self._printed(order, dict.fromkeys(self._complaints.without_glyph, REPLACEMENT))
        except FatalURLFetchingError as fault:
            raise MiseEnPageImpossible(str(fault)) from None
        finally:
            self._fetcher.pictures = {}
        return pdf

    def _printed(self, order: Order, replaced: Mapping[int, str] = MappingProxyType({})) -> Pdf:
        self._complaints.forget()
        document, density = self._laid_out(order, replaced)
        octets: bytes = document.write_pdf(**VARIANT, finisher=list_once)
        if self._complaints.heard:
            raise MiseEnPageImpossible("; ".join(self._complaints.heard))
        if self._fonderie and density == ORDINARY and not self._complaints.without_glyph and not replaced:
            self._fonderie.apprendre(order, self._html(order, density), document, octets)
        return Pdf(octets, sha256(octets).hexdigest(), len(document.pages))

    def _laid_out(self, order: Order, replaced: Mapping[int, str]) -> tuple[Document, str]:
        for density in DENSITIES:
            html = HTML(string=self._html(order, density).translate(replaced), url_fetcher=self._fetcher)
            document: Document = html.render(
                self._fonts, color_profiles=self._colours, stylesheets=[self._style], **VARIANT
            )
            if order.admits(len(document.pages)):
                document.metadata = ArchivedAndAccessible.of(document.metadata, attached(order))
                return document, density
        raise MiseEnPageImpossible(f"{len(document.pages)} pages instead of {order.pages}, even set tight")

    def _html(self, order: Order, density: str) -> str:
        return self._templates.get_template(order.gabarit).render(
            d=order.contenu,
            titre=order.titre,
            densite=density,
            cree=order.contenu.fait_le.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            images={name: SCHEME + name for name in order.images},
            sceau=order.cachet,
        )


def timed(press: Press, order: Order) -> tuple[Pdf, float]:
    """The document and the seconds of CPU that it took."""
    begun = time.process_time()
    return press.print(order), time.process_time() - begun
