"""The moulds of one printing process: made of what was printed the plain way, kept as long as they are used."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

from collections import OrderedDict
from collections.abc import Sequence

import structlog
from weasyprint.document import Document
from weasyprint.text.fonts import get_hb_object_data

from documents_pdf.rendering.moulage.hors import HorsDuMoule
from documents_pdf.rendering.moulage.lignes import trouver_lignes
from documents_pdf.rendering.moulage.moule import Moule
from documents_pdf.rendering.moulage.police import Police
from documents_pdf.rendering.moulage.trame import lire_trame
from documents_pdf.rendering.order import Order

log = structlog.get_logger()

GARDES = 64  # moulds: one for each template, its optional lines, and the words that do not stay on one line

Cle = tuple[str, str]


class Fonderie:
    """Casts what fits one of its moulds."""

    def __init__(self) -> None:
        self._moules: OrderedDict[tuple[Cle, Sequence[str]], Moule] = OrderedDict()

    def couler(self, order: Order, page: str) -> bytes | None:
        """The document whose HTML is `page`; None when it must be printed the plain way."""
        trame = lire_trame(page)
        structure = (order.gabarit, trame.structure)
        for cle, moule in reversed(self._moules.items()):
            if cle[0] == structure and moule.admet(trame.textes):
                self._moules.move_to_end(cle)
                return _essayer(moule, order, trame.textes)
        return None

    def apprendre(self, order: Order, page: str, document: Document, octets: bytes) -> None:
        """Of a document that was just printed, in its ordinary setting."""
        if order.suite:
            return  # what goes on for as many pages as it needs says in its margins what it is
        trame = lire_trame(page)
        try:
            moule = _moule(order, trame.textes, document, octets)
        except HorsDuMoule as fault:
            log.info("moule.impossible", gabarit=order.gabarit, cause=str(fault))
            return
        self._moules[(order.gabarit, trame.structure), trame.textes] = moule
        if len(self._moules) > GARDES:
            self._moules.popitem(last=False)


def _essayer(moule: Moule, order: Order, textes: Sequence[str]) -> bytes | None:
    try:
        return moule.couler(order, textes)
    except HorsDuMoule:
        return None


def _moule(order: Order, textes: Sequence[str], document: Document, octets: bytes) -> Moule:
    lignes = trouver_lignes(document, textes)
    if lignes is None:
        raise HorsDuMoule("what was set is not what was written")
    polices = {
        font.hash: Police(get_hb_object_data(font.hb_face), font.index, font.to_unicode, font.widths)
        for font in document.fonts.values()
    }
    return Moule(octets, order, textes, lignes, polices)
