"""PDF/A-3a and PDF/UA-1, said by a validator that knows nothing of how the documents are made."""

import io
from uuid import uuid4

import pikepdf
import pytest
from document_samples import LONGUE, LONGUE_ADRESSE, Ordinary, acceptee, dossier, order
from page import ValidationFailure, ValidationProfile, validate_pdf_bytes
from sqlalchemy import select

from contracts.events.parts import Dossier
from contracts.testing import deliver
from contracts.vocabulary.documents import Document
from documents_pdf.app import App
from documents_pdf.handlers import HANDLERS
from documents_pdf.rendering.press import Press
from documents_pdf.storage.tables import documents

PROFILES = (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1)


def faults(pdf: bytes) -> dict[str, list[str]]:
    reports = {profile.name: validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            name: [fault.message for fault in report.failures if not _mistaken(fault, opened)]
            for name, report in reports.items()
        }


def _mistaken(fault: ValidationFailure, pdf: pikepdf.Pdf) -> bool:
    """Of a stream whose last byte is a carriage return the validator counts one byte less: one stream in 256."""
    if fault.object_id is None or "STREAM-LENGTH" not in fault.rule_id:
        return False
    stream = pdf.get_object(fault.object_id.object_number, fault.object_id.generation)
    return isinstance(stream, pikepdf.Stream) and stream.read_raw_bytes().endswith(b"\r")


NONE: dict[str, list[str]] = {profile.name: [] for profile in PROFILES}


@pytest.mark.parametrize("type", Document)
def test_what_is_printed_conforms(ordinary: Ordinary, press: Press, type: Document) -> None:
    longest = dossier(etat_civil=LONGUE, adresse=LONGUE_ADRESSE)

    assert faults(ordinary(type)) == NONE
    assert faults(press.print(order(type, longest)).octets) == NONE


async def test_what_is_kept_conforms(app: App, inscription: Dossier) -> None:
    """The file that people receive, whatever was added to it after the printing."""
    await deliver(HANDLERS, app, acceptee(inscription), uuid4())

    async with app.db.begin() as tx:
        cle = (await tx.execute(select(documents.c.cle))).scalar_one()
    assert faults(await app.objects.get("documents", cle)) == NONE


def test_the_validator_sees_faults(ordinary: Ordinary) -> None:
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(ordinary(Document.RECEPISSE_DEPOT))) as pdf:
        del pdf.Root.MarkInfo
        pdf.save(spoilt)

    assert all(faults(spoilt.getvalue()).values())
