"""The child that opens PDFs of strangers; the control's pool starts it: `python -m documents_pdf.scellement.enfant`."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko's writer carries few types.

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from contracts.children.child import Task, serve_tasks
from contracts.deux_d_doc.essai import AutoriteDEssai
from documents_pdf.scellement.cles import Cle
from documents_pdf.scellement.examen import signatures
from documents_pdf.scellement.pades import Pades

PDF = "pdf"
DEPUIS, JUSQU_A = date(2020, 1, 1), date(2045, 1, 1)


def examiner(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    trouvees = signatures(file)
    if trouvees is None:
        return {"illisible": True}, b""
    return {"signatures": [(s.certificat.hex(), s.intacte, s.entiere) for s in trouvees]}, b""


TASKS: dict[str, Task] = {PDF: examiner}


def warm_up() -> None:
    """A signed page of no worth: looking at one loads what no file can be opened for afterwards."""
    autorite = AutoriteDEssai.creer("essai", depuis=DEPUIS, jusqu_a=JUSQU_A)
    privee, certificat = autorite.emettre("essai", depuis=DEPUIS, jusqu_a=JUSQU_A)
    signee = Pades(Cle(privee, certificat, ())).signe(_page_blanche(), datetime.combine(DEPUIS, time(), UTC))
    assert signatures(signee), "the child must know how to read a signature"


def _page_blanche() -> bytes:
    writer, file = PdfFileWriter(stream_xrefs=True), BytesIO()
    vide = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.insert_page(PageObject(contents=vide, media_box=(0, 0, 10, 10)))
    writer.write(file)
    return file.getvalue()


if __name__ == "__main__":
    serve_tasks(TASKS, warm_up)
