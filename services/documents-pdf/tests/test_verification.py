"""Is this paper genuine: codes, scanned seals and files, for anybody, through the door."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from document_samples import ACCEPTEE_LE, acceptee, dossier, texte, transmise
from sceau_samples import IMITATION, scanne
from sqlalchemy import select

from contracts.events.demandes import DemandePurgeeV1
from contracts.events.parts import Dossier
from contracts.testing import deliver
from documents_pdf.app import App
from documents_pdf.domain.modeles import documents_de
from documents_pdf.handlers import HANDLERS
from documents_pdf.main import wire
from documents_pdf.scellement.cles import CleInvalide
from documents_pdf.scellement.datamatrix import texte_du_cachet
from documents_pdf.settings import Settings
from documents_pdf.storage.tables import documents, scelles

VERIFICATION = "/api/documents/verification"
EDF = (  # the specification's sample of a bill
    "DC02FR000001125E125B0126FR247500010MME/SPECIMEN/NATACHA<GS>22145 AVENUE DES SPECIMENS<GS><US>"
    "54LDD5F7JD4JEFPR6WZYVZVB2JZXPZB73SP7WUTN5N44P3GESXW75JZUZD5FM3G4URAJ6IKDSSUB66Y3OWQIEH22G46QOAGWH7YHJWQ"
)


@pytest.fixture
def http(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Nobody in particular: no token."""
    assert "Authorization" not in client.headers
    return client


async def delivre(app: App, type: str) -> bytes:
    """The newest file of a type, as the person has it."""
    async with app.db.begin() as tx:
        query = select(documents.c.cle).where(documents.c.type == type).order_by(documents.c.version.desc())
        cle = (await tx.execute(query)).scalars().first()
    assert cle is not None
    return await app.objects.get("documents", cle)


def code_imprime(pdf: bytes) -> str:
    """As it is copied: poppler sees a space between some letters."""
    [groupes] = re.findall(r"Code : ?((?:(?:[0-9A-Z] ?){4}-?){5})", texte(pdf))
    return str(groupes).strip()


async def par_code(http: httpx.AsyncClient, pdf: bytes) -> dict[str, Any]:
    answer = await http.get(f"{VERIFICATION}/{code_imprime(pdf)}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def par_fichier(http: httpx.AsyncClient, pdf: bytes) -> httpx.Response:
    return await http.post(f"{VERIFICATION}/fichier", files={"document": ("document.pdf", pdf, "application/pdf")})


@pytest.fixture
async def recepisse(app: App) -> tuple[UUID, bytes]:
    demande = uuid4()
    await deliver(HANDLERS, app, transmise(dossier()), demande)
    return demande, await delivre(app, "recepisse_depot")


async def test_the_code_on_the_paper_tells_what_the_paper_says(
    http: httpx.AsyncClient, recepisse: tuple[UUID, bytes]
) -> None:
    answer = await http.get(f"{VERIFICATION}/{code_imprime(recepisse[1])}")
    found = answer.json()

    assert (found["etat"], found["preuve"], found["type"]) == ("valable", "code", "recepisse_depot")
    assert found["delivre_le"] == "2026-04-12T12:24:50Z"
    assert {"intitule": "Nom de naissance", "valeur": "Renaud-Lefèvre"} in found["mentions"]
    assert answer.headers["Cache-Control"] == "no-store"
    said = texte(recepisse[1])
    assert all(m["valeur"] in said for m in found["mentions"] if m["intitule"] != "Date de naissance")


async def test_an_unknown_code_and_no_code_have_one_answer(
    http: httpx.AsyncClient, recepisse: tuple[UUID, bytes]
) -> None:
    known = code_imprime(recepisse[1])
    wrong = known[:-1] + ("0" if known[-1] != "0" else "1")
    answers = [await http.get(f"{VERIFICATION}/{code}") for code in (wrong, "ABCD", "%F0%9F%98%80")]

    assert {answer.status_code for answer in answers} == {404}
    [detail] = {answer.json()["detail"] for answer in answers}
    assert "recopié" in detail
    assert {answer.json()["type"] for answer in answers} == {"/problemes/document-inconnu"}


async def test_no_code_is_in_the_register(app: App, recepisse: tuple[UUID, bytes]) -> None:
    async with app.db.begin() as tx:
        [line] = await tx.execute(select(scelles))

    assert re.sub(r"[- ]", "", code_imprime(recepisse[1])) not in str(line)


async def test_a_new_version_replaces_the_paper(http: httpx.AsyncClient, app: App) -> None:
    demande = uuid4()
    await deliver(HANDLERS, app, transmise(dossier()), demande)
    first = await delivre(app, "recepisse_depot")
    await deliver(HANDLERS, app, transmise(dossier(categories=("B", "A2"))), demande, sequence=2)
    second = await delivre(app, "recepisse_depot")

    assert (await par_code(http, first))["etat"] == "remplace"
    assert (await par_code(http, second))["etat"] == "valable"


async def test_the_attestation_ends_the_recepisse(http: httpx.AsyncClient, app: App, inscription: Dossier) -> None:
    demande = uuid4()
    await deliver(HANDLERS, app, transmise(inscription), demande)
    before = await delivre(app, "recepisse_depot")
    await deliver(HANDLERS, app, acceptee(inscription), demande, sequence=2)

    found = await par_code(http, before)
    assert (found["etat"], found["depuis"]) == ("remplace", ACCEPTEE_LE.isoformat().replace("+00:00", "Z"))
    assert (await par_code(http, await delivre(app, "attestation_inscription")))["etat"] == "valable"


async def test_an_attestation_of_rights_expires_after_its_last_day(
    http: httpx.AsyncClient, app: App, clock: Any, inscription: Dossier
) -> None:
    perte = inscription.model_copy(update={"motif": "perte"})
    await deliver(HANDLERS, app, acceptee(perte), uuid4())
    pdf = await delivre(app, "attestation_droits")

    clock.instant = ACCEPTEE_LE + timedelta(days=60)  # 30 June, in Paris
    assert (await par_code(http, pdf))["etat"] == "valable"
    clock.advance(timedelta(days=2))
    found = await par_code(http, pdf)
    assert (found["etat"], found["valable_jusqu_a"]) == ("expire", "2026-07-01")


async def test_an_erased_dossier_leaves_a_genuine_paper_and_nobody(
    http: httpx.AsyncClient, app: App, recepisse: tuple[UUID, bytes]
) -> None:
    demande, pdf = recepisse
    await deliver(HANDLERS, app, DemandePurgeeV1(raison="conservation", purgee_le=app.now()), demande, sequence=2)

    found = await par_code(http, pdf)
    async with app.db.begin() as tx:
        [line] = await tx.execute(select(scelles))
    assert (found["etat"], found["mentions"], found["titre"]) == ("efface", [], "Récépissé de dépôt de la demande")
    assert (line.demande, line.mentions) == (None, None)
    assert (await par_fichier(http, pdf)).json()["etat"] == "efface"


async def test_the_scanned_seal_is_checked_and_read(http: httpx.AsyncClient, recepisse: tuple[UUID, bytes]) -> None:
    [scanned] = scanne(recepisse[1])
    typed = scanned.replace("\x1d", "<GS>").replace("\x1f", "<US>") + "\r\n"

    for said in (scanned, typed):
        answer = await http.post(VERIFICATION, json={"texte": said})
        found = answer.json()
        assert answer.status_code == 200, answer.text
        assert (found["etat"], found["preuve"]) == ("valable", "cachet")
        assert {"intitule": "Nom de naissance", "valeur": "RENAUD LEFEVRE"} in found["cachet"]


async def test_a_forged_seal_is_told_why(http: httpx.AsyncClient, app: App, recepisse: tuple[UUID, bytes]) -> None:
    [scanned] = scanne(recepisse[1])
    [contenu] = documents_de(transmise(dossier()))
    forged = texte_du_cachet(IMITATION.cachet, contenu.essentiel, "0" * 20)
    assert app.sceau is not None
    never = texte_du_cachet(app.sceau.cachet, contenu.essentiel, "0" * 20)
    told = {}
    for nom, said in {
        "changed": scanned.replace("RENAUD", "RENARD"),
        "forged": forged,
        "never": never,
        "bill": EDF,
        "torn": scanned[:90],
    }.items():
        answer = await http.post(VERIFICATION, json={"texte": said})
        told[nom] = (answer.status_code, answer.json()["type"].removeprefix("/problemes/"))

    assert told == {
        "changed": (422, "deux-d-doc-signature-fausse"),
        "forged": (422, "deux-d-doc-signature-fausse"),
        "never": (404, "document-inconnu"),
        "bill": (422, "deux-d-doc-certificat-inconnu"),
        "torn": (422, "deux-d-doc-illisible"),
    }


async def test_the_file_itself_is_known_and_a_changed_one_is_told_why(
    http: httpx.AsyncClient, recepisse: tuple[UUID, bytes]
) -> None:
    _, pdf = recepisse
    place = pdf.index(b"stream") + 20
    unsigned = pdf[: pdf.index(b"%%EOF") + 6]

    assert (await par_fichier(http, pdf)).json()["preuve"] == "fichier"
    for sent, why in {
        pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]: "modifié",
        pdf + b"\n%": "modifié",
        unsigned: "pas de signature",
        b"%PDF-1.7 nothing": "lisible",
        b"GIF89a": "lisible",
    }.items():
        answer = await par_fichier(http, sent)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/fichier-non-verifiable")
        assert why in answer.json()["detail"]


async def test_what_is_sent_is_bounded(http: httpx.AsyncClient) -> None:
    large = await par_fichier(http, b"%PDF-" + b"x" * (5 * 1024 * 1024))
    long = await http.post(VERIFICATION, json={"texte": "D" * 7000})
    extra = await http.post(VERIFICATION, json={"texte": "DC", "nom": "Renaud"})

    assert (large.status_code, long.status_code, extra.status_code) == (413, 422, 422)


async def test_an_api_has_no_key_and_a_worker_says_which_one_it_lacks(settings: Settings) -> None:
    without = settings.model_copy(update={"sceau_code_secret_file": None})
    api = wire(without, worker=False)

    assert api.sceau is None
    with pytest.raises(CleInvalide, match="DOCUMENTS_SCEAU_CODE_SECRET_FILE"):
        wire(without)
    await api.close()
