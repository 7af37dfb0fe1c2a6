"""/api/documents: who sees what, and how a file leaves."""

from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from document_samples import ETAT_CIVIL, NUMERO, acceptee, dossier, infos, transmise
from joserfc.jwk import OKPKey
from sqlalchemy import update

from contracts.events.documents import DocumentTelechargeV1
from contracts.events.parts import Dossier
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from documents_pdf.app import App
from documents_pdf.handlers import HANDLERS
from documents_pdf.storage.tables import documents

DEMANDE = UUID("11f7f898-1c40-5e71-a217-2597c86032e1")
CANDIDAT, ECOLE = dossier().candidat, dossier().auto_ecole.compte  # type: ignore[union-attr]


@pytest.fixture
async def issued(app: App, inscription: Dossier) -> Dossier:
    """A demande with both its documents."""
    await deliver(HANDLERS, app, transmise(inscription), DEMANDE)
    await deliver(HANDLERS, app, acceptee(inscription), DEMANDE, sequence=2)
    return inscription


async def listed(client: httpx.AsyncClient, headers: dict[str, str], **more: Any) -> Any:
    answer = await client.get("/api/documents", params={"demande": str(DEMANDE), **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_candidate_finds_both_documents(client: httpx.AsyncClient, issued: Dossier, bearer: Any) -> None:
    found = await listed(client, bearer(Role.USAGER, CANDIDAT))

    assert found["suivant"] is None
    assert {
        (element["type"], element["titre"], element["version"], element["pages"]) for element in found["elements"]
    } == {
        ("recepisse_depot", "Récépissé de dépôt de la demande", 1, 1),
        ("attestation_inscription", "Attestation d'inscription au permis de conduire", 1, 2),
    }
    assert set(found["elements"][0]) == {
        "id",
        "demande",
        "numero",
        "type",
        "titre",
        "version",
        "en_vigueur",
        "produit_le",
        "taille",
        "pages",
    }
    assert found["elements"][0]["produit_le"] == "2026-11-20T12:00:00Z"


async def test_a_demande_without_documents_has_an_empty_list(client: httpx.AsyncClient, bearer: Any) -> None:
    for more in ({}, {"en_vigueur": "true"}, {"en_vigueur": "false"}, {"limite": 1}):
        assert await listed(client, bearer(Role.USAGER, CANDIDAT), **more) == {"elements": [], "suivant": None}


async def test_the_list_comes_page_by_page(client: httpx.AsyncClient, issued: Dossier, bearer: Any) -> None:
    me = bearer(Role.USAGER, CANDIDAT)
    first = await listed(client, me, limite=1)
    second = await listed(client, me, limite=1, curseur=first["suivant"])

    assert second["suivant"] is None
    assert first["elements"] + second["elements"] == (await listed(client, me))["elements"]


async def test_the_list_says_which_version_is_in_force(
    client: httpx.AsyncClient, app: App, issued: Dossier, bearer: Any
) -> None:
    corrected = issued.model_copy(update={"etat_civil": ETAT_CIVIL.model_copy(update={"nom_naissance": "Renaud"})})
    await deliver(HANDLERS, app, transmise(corrected, tour=2), DEMANDE, sequence=3)
    me = bearer(Role.USAGER, CANDIDAT)

    def told(found: Any) -> set[tuple[str, int, bool]]:
        return {(e["type"], e["version"], e["en_vigueur"]) for e in found["elements"]}

    old, new = ("recepisse_depot", 1, False), ("recepisse_depot", 2, True)
    attestation = ("attestation_inscription", 1, True)
    assert told(await listed(client, me)) == {old, new, attestation}
    assert told(await listed(client, me, en_vigueur="true")) == {new, attestation}
    assert told(await listed(client, me, en_vigueur="false")) == {old}


async def test_everybody_has_his_documents_whatever_the_demande(
    client: httpx.AsyncClient, app: App, issued: Dossier, bearer: Any
) -> None:
    other, strange = uuid4(), uuid4()
    await deliver(HANDLERS, app, transmise(issued.model_copy(update={"numero": "9" * 23})), other)
    await deliver(HANDLERS, app, transmise(dossier(candidat=uuid4(), auto_ecole=None)), strange)

    for me in (bearer(Role.USAGER, CANDIDAT), bearer(Role.AUTO_ECOLE, ECOLE)):
        found = (await client.get("/api/documents", headers=me)).json()["elements"]
        assert {(e["demande"], e["numero"]) for e in found} == {(str(DEMANDE), NUMERO), (str(other), "9" * 23)}
        assert len(found) == 3
    nobody = await client.get("/api/documents", headers=bearer(Role.USAGER, uuid4()))
    assert nobody.json() == {"elements": [], "suivant": None}


async def test_an_agent_names_the_demande(client: httpx.AsyncClient, issued: Dossier, bearer: Any) -> None:
    answer = await client.get("/api/documents", headers=bearer(Role.INSTRUCTEUR, uuid4(), "921"))

    assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/demande-requise")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["?demande"]


READERS = [(Role.USAGER, CANDIDAT, None), (Role.AUTO_ECOLE, ECOLE, None), (Role.INSTRUCTEUR, uuid4(), "921")]
STRANGERS = [
    (Role.USAGER, ECOLE, None),
    (Role.USAGER, uuid4(), None),
    (Role.AUTO_ECOLE, CANDIDAT, None),
    (Role.AUTO_ECOLE, uuid4(), None),
    (Role.INSTRUCTEUR, uuid4(), "922"),
    (Role.INSTRUCTEUR, CANDIDAT, None),
    *(
        (role, id, "921")
        for role in Role
        if role not in (Role.USAGER, Role.AUTO_ECOLE, Role.INSTRUCTEUR, Role.SUPERVISEUR)
        for id in (CANDIDAT, ECOLE)
    ),
]


@pytest.mark.parametrize(("role", "id", "prefecture"), READERS)
async def test_those_whose_dossier_it_is_read_it(
    client: httpx.AsyncClient, issued: Dossier, bearer: Any, role: Role, id: UUID, prefecture: str | None
) -> None:
    me = bearer(role, id, prefecture)
    elements = (await listed(client, me))["elements"]

    assert len(elements) == 2
    for element in elements:
        answer = await client.get(f"/api/documents/{element['id']}/contenu", headers=me)
        assert answer.status_code == 200
        assert len(answer.content) == element["taille"]
        assert infos(answer.content)["Pages"] == str(element["pages"])


@pytest.mark.parametrize(("role", "id", "prefecture"), STRANGERS)
async def test_for_anybody_else_they_do_not_exist(
    client: httpx.AsyncClient, issued: Dossier, bearer: Any, role: Role, id: UUID, prefecture: str | None
) -> None:
    [element, _] = (await listed(client, bearer(Role.USAGER, CANDIDAT)))["elements"]
    stranger = bearer(role, id, prefecture)

    assert (await listed(client, stranger))["elements"] == []
    answer = await client.get(f"/api/documents/{element['id']}/contenu", headers=stranger)
    unknown = await client.get(f"/api/documents/{uuid4()}/contenu", headers=stranger)
    assert answer.status_code == unknown.status_code == 404
    assert answer.json()["type"] == unknown.json()["type"] == "/problemes/document-introuvable"
    assert answer.json()["detail"] == unknown.json()["detail"]


async def test_nobody_reads_without_a_token(client: httpx.AsyncClient) -> None:
    for path in (f"/api/documents?demande={DEMANDE}", f"/api/documents/{uuid4()}/contenu"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problemes/jeton-absent")


async def test_a_school_without_dossier_of_its_own_sees_no_free_candidate(
    app: App, client: httpx.AsyncClient, bearer: Any
) -> None:
    await deliver(HANDLERS, app, transmise(dossier(auto_ecole=None)), DEMANDE)

    assert (await listed(client, bearer(Role.AUTO_ECOLE, ECOLE)))["elements"] == []
    assert len((await listed(client, bearer(Role.USAGER, CANDIDAT)))["elements"]) == 1


async def test_a_file_leaves_named_sealed_and_uncached(client: httpx.AsyncClient, app: App, bearer: Any) -> None:
    await deliver(HANDLERS, app, transmise(dossier()), DEMANDE)
    me = bearer(Role.USAGER, CANDIDAT)
    [element] = (await listed(client, me))["elements"]

    answer = await client.get(f"/api/documents/{element['id']}/contenu", headers=me)

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="recepisse-de-depot-{NUMERO}.pdf"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["etag"] == f'"{sha256(answer.content).hexdigest()}"'


async def test_who_has_the_file_already_is_told_so(client: httpx.AsyncClient, app: App, bearer: Any) -> None:
    await deliver(HANDLERS, app, transmise(dossier()), DEMANDE)
    me = bearer(Role.USAGER, CANDIDAT)
    [element] = (await listed(client, me))["elements"]
    path = f"/api/documents/{element['id']}/contenu"
    etag = (await client.get(path, headers=me)).headers["etag"]

    again = await client.get(path, headers={**me, "If-None-Match": f'W/"x", {etag}'})
    other = await client.get(path, headers={**me, "If-None-Match": '"x"'})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert other.status_code == 200


async def test_the_second_version_has_its_own_name(client: httpx.AsyncClient, app: App, bearer: Any) -> None:
    corrected = dossier(etat_civil=ETAT_CIVIL.model_copy(update={"nom_naissance": "Renaud"}))
    await deliver(HANDLERS, app, transmise(dossier()), DEMANDE)
    await deliver(HANDLERS, app, transmise(corrected, tour=2), DEMANDE, sequence=2)
    me = bearer(Role.USAGER, CANDIDAT)
    elements = (await listed(client, me))["elements"]

    names = {
        (await client.get(f"/api/documents/{element['id']}/contenu", headers=me)).headers["content-disposition"]
        for element in elements
    }

    assert names == {
        f'attachment; filename="recepisse-de-depot-{NUMERO}.pdf"',
        f'attachment; filename="recepisse-de-depot-{NUMERO}-v2.pdf"',
    }


@pytest.mark.parametrize("damage", ["removed", "changed"])
async def test_a_damaged_file_never_leaves(client: httpx.AsyncClient, app: App, bearer: Any, damage: str) -> None:
    await deliver(HANDLERS, app, transmise(dossier()), DEMANDE)
    me = bearer(Role.USAGER, CANDIDAT)
    [element] = (await listed(client, me))["elements"]
    async with app.db.begin() as tx:
        changed = {"cle": uuid4().hex} if damage == "removed" else {"sha256": "0" * 64}
        await tx.execute(update(documents).values(**changed))

    answer = await client.get(f"/api/documents/{element['id']}/contenu", headers=me)

    assert (answer.status_code, answer.json()["type"]) == (503, "/problemes/document-altere")


async def test_while_the_store_is_away_people_are_told_to_come_again(
    client: httpx.AsyncClient, app: App, place: Any, bearer: Any
) -> None:
    await deliver(HANDLERS, app, transmise(dossier()), DEMANDE)
    me = bearer(Role.USAGER, CANDIDAT)
    await place.s3.kill()
    try:
        [element] = (await listed(client, me))["elements"]
        answer = await client.get(f"/api/documents/{element['id']}/contenu", headers=me)
    finally:
        await place.s3.restart()

    assert (answer.status_code, answer.json()["type"]) == (503, "/problemes/stockage-indisponible")
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"en_vigueur": "oui-da"}, "?en_vigueur"),
        ({"demande": "2352"}, "?demande"),
        ({"demande": str(DEMANDE), "curseur": "x"}, "?curseur"),
    ],
)
async def test_a_malformed_question_is_explained(
    client: httpx.AsyncClient, bearer: Any, params: dict[str, str], pointer: str
) -> None:
    answer = await client.get("/api/documents", params=params, headers=bearer(Role.USAGER, CANDIDAT))

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_operations_and_document_routes_are_documented(client: httpx.AsyncClient, key: OKPKey) -> None:
    document = (await client.get("/openapi.json")).json()

    assert set(document["paths"]) == {
        "/api/documents",
        "/api/documents/{document_id}/contenu",
        "/api/documents/verification",
        "/api/documents/verification/{code}",
        "/api/documents/verification/fichier",
    }
    assert (await client.get("/readyz")).status_code == (await client.get("/healthz")).status_code == 200


async def test_who_takes_a_document_away_is_told_to_the_log(
    client: httpx.AsyncClient, app: App, issued: Dossier, bearer: Any
) -> None:
    me = bearer(Role.AUTO_ECOLE, ECOLE, None)
    element = (await listed(client, me))["elements"][0]

    answer = await client.get(f"/api/documents/{element['id']}/contenu", headers=me)
    await client.get(f"/api/documents/{element['id']}/contenu", headers=me | {"If-None-Match": answer.headers["ETag"]})

    told = [event for event in await published(app.db) if isinstance(event, DocumentTelechargeV1)]
    assert [(str(event.document), event.role) for event in told] == [(element["id"], "auto_ecole")]
