"""The data of a document as a file inside it: PDF/A-3 wants to know how the two belong together (ISO 19005-3 §6.8)."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

from datetime import UTC
from typing import Any

from weasyprint import Attachment
from weasyprint.document import Document

from documents_pdf.rendering.order import Order

RELATIONSHIP = "Data"
DESCRIPTION = "Les données de ce document, pour les machines"


def attached(order: Order) -> Attachment:
    """Dated like the document: the same document gives the same bytes."""
    fait_le = order.contenu.fait_le.astimezone(UTC)
    return Attachment(
        string=order.jointe.octets,
        name=order.jointe.nom,
        description=DESCRIPTION,
        relationship=RELATIONSHIP,
        created=fait_le,
        modified=fait_le,
    )


def list_once(document: Document, pdf: Any) -> None:
    """WeasyPrint lists each attached file twice in the catalog's AF."""
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
