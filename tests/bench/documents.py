"""What one sealed attestation costs: laid out by WeasyPrint, cast, and set by typst, in one process and one run."""

# mypy: disable-error-code="import-not-found,no-any-return"
# The samples of the service's tests lie in a folder with a hyphen, which mypy checks by itself.

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import typst

from deploy.local.catalogue import ROOT

sys.path.insert(0, str(ROOT / "services" / "documents-pdf" / "tests"))

from document_samples import NUMERO, dossier, order
from sceau_samples import DEMANDE, SCEAU

from contracts.vocabulary.documents import Document
from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.order import Order
from documents_pdf.rendering.press import Press

TYPST = Path(__file__).with_name("attestation.typ")
FONTES = "/usr/share/fonts/truetype/open-sans"


class Cout(NamedTuple):
    """Milliseconds of CPU for one document, the median; and how large it is."""

    comment: str
    millisecondes: float
    octets: int

    def __str__(self) -> str:
        return f"{self.comment:<42} {self.millisecondes:8.1f} ms of CPU {self.octets:9d} bytes"


def mesurer(fois: int) -> Iterator[Cout]:
    """Two pages with photo, signature, Datamatrix, tags and attached data; each document is of another demande."""
    orders = [_order(number) for number in range(fois)]
    plain, fast = Press(couler=False), Press()
    plain.print(orders[0])
    fast.print(orders[0])
    yield _cout("WeasyPrint", orders, lambda one: plain.print(one).octets)
    yield _cout("cast", orders, lambda one: fast.print(one).octets)
    with tempfile.TemporaryDirectory() as folder:
        yield _cout("typst (tags, PDF/A-3a, no attached data)", orders, _typst(Path(folder), orders[0]))
    yield _cout("preparing the seal (2D-Doc, Datamatrix)", orders, lambda one: _prepare(one))
    yield from _signatures(orders, fast)


def _signatures(orders: list[Order], press: Press) -> Iterator[Cout]:
    with asyncio.Runner() as runner:
        printed = iter([press.print(one) for one in orders])

        def sign(one: Order) -> bytes:
            return runner.run(SCEAU.signer(next(printed), one.contenu.fait_le)).octets

        def all_of_it(one: Order) -> bytes:
            prepared = SCEAU.preparer(DEMANDE, one.contenu)
            images = {**one.images, "cachet": prepared.dessin}
            pdf: Pdf = press.print(replace(one, images=images, cachet=prepared.cachet, jointe=prepared.jointe))
            return runner.run(SCEAU.signer(pdf, one.contenu.fait_le)).octets

        yield _cout("signing (PAdES B-B)", orders, sign)
        yield _cout("cast, sealed and signed", orders, all_of_it)


def _prepare(one: Order) -> bytes:
    return SCEAU.preparer(DEMANDE, one.contenu).jointe.octets


def _cout(comment: str, orders: list[Order], make: Callable[[Order], bytes]) -> Cout:
    took, size = [], 0
    for one in orders:
        begun = time.process_time()
        size = len(make(one))
        took.append(time.process_time() - begun)
    return Cout(comment, 1000 * median(took), size)


def _order(number: int) -> Order:
    made = order(Document.ATTESTATION_INSCRIPTION, dossier(numero=str(int(NUMERO) + number)))
    fait_le = made.contenu.fait_le + timedelta(minutes=number)
    return replace(made, contenu=replace(made.contenu, fait_le=fait_le))


def _typst(folder: Path, sample: Order) -> Callable[[Order], bytes]:
    """The compiler stays in memory, as in a service; the pictures are the same for all."""
    for nom, picture in sample.images.items():
        (folder / nom).write_bytes(picture.octets)
    (folder / "page.typ").write_bytes(TYPST.read_bytes())
    compiler = typst.Compiler(input=str(folder / "page.typ"), root=str(folder), font_paths=[FONTES])

    def compiled(one: Order) -> bytes:
        (folder / "donnees.json").write_text(json.dumps(_donnees(one)), encoding="utf-8")
        inputs = {"donnees": "donnees.json"} | {nom: nom for nom in sample.images}
        octets = compiler.compile(format="pdf", pdf_standards=["a-3a"], sys_inputs=inputs)
        assert isinstance(octets, bytes)
        return octets

    return compiled


def _donnees(one: Order) -> dict[str, object]:
    d = one.contenu
    return {
        "titre": one.titre,
        "numero": d.numero,
        "prefecture": d.prefecture,
        "categorie": d.categorie,
        "jour": d.jour,
        "adresse": one.cachet.adresse,
        "code": one.cachet.code,
        "titulaire": [
            ["Nom de naissance", d.nom_naissance],
            ["Prénoms", d.prenoms],
            [d.naissance_intitule, d.naissance],
            ["Sexe", d.sexe],
            ["Adresse", "\n".join(d.adresse)],
        ],
        "inscription": [
            ["Numéro de demande", d.numero],
            ["Catégorie demandée", f"{d.categorie} – {d.categorie_libelle}"],
            ["Demande déposée le", d.deposee_le],
            ["École de conduite", f"{d.auto_ecole} – agrément n° {d.numero_agrement}"],
        ],
    }
