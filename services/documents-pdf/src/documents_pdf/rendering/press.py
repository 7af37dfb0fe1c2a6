"""The press of one process: templates, style and fonts loaded once, then document after document."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

import logging
import time
from datetime import UTC
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.fetcher import SCHEME, HandedPictures
from documents_pdf.rendering.metadata import ArchivedAndAccessible
from documents_pdf.rendering.order import MiseEnPageImpossible, Order

VARIANT = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
DENSITIES = ("", "serre", "tres-serre")
"""Ordinary setting; then, for a text that does not fit its pages, tighter ones: classes of style.css."""


class _Complaints(logging.Handler):
    """What WeasyPrint only writes in a log: an unreadable picture must not become an attestation without photo."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


class Press:
    """Prints orders one at a time. ONE font configuration for the life of the process: each new one leaks 0.2 MB."""

    def __init__(self) -> None:
        self._complaints = _Complaints()
        logging.getLogger("weasyprint").addHandler(self._complaints)
        self._fonts = FontConfiguration()
        self._fetcher = HandedPictures()
        style = files(__package__).joinpath("templates/style.css").read_text("utf-8")
        self._style = CSS(string=style, font_config=self._fonts, url_fetcher=self._fetcher)
        self._templates = Environment(
            loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def print(self, order: Order) -> Pdf:
        """Raises MiseEnPageImpossible when no setting gives the pages that the table promises."""
        self._complaints.heard.clear()
        self._fetcher.pictures = order.images
        try:
            octets = self._laid_out(order).write_pdf(**VARIANT)
        except FatalURLFetchingError as fault:
            raise MiseEnPageImpossible(str(fault)) from None
        finally:
            self._fetcher.pictures = {}
        if self._complaints.heard:
            raise MiseEnPageImpossible("; ".join(self._complaints.heard))
        return Pdf(octets, sha256(octets).hexdigest(), order.pages)

    def _laid_out(self, order: Order) -> Document:
        for density in DENSITIES:
            html = HTML(string=self._html(order, density), url_fetcher=self._fetcher)
            document: Document = html.render(self._fonts, stylesheets=[self._style], **VARIANT)
            if len(document.pages) == order.pages:
                document.metadata = ArchivedAndAccessible.of(document.metadata)
                return document
        raise MiseEnPageImpossible(f"{len(document.pages)} pages instead of {order.pages}, even set tight")

    def _html(self, order: Order, density: str) -> str:
        return self._templates.get_template(order.gabarit).render(
            d=order.contenu,
            titre=order.titre,
            densite=density,
            cree=order.contenu.fait_le.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            images={name: SCHEME + name for name in order.images},
        )


def timed(press: Press, order: Order) -> tuple[Pdf, float]:
    """The document and the seconds of CPU that it took."""
    begun = time.process_time()
    return press.print(order), time.process_time() - begun
