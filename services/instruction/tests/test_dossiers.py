"""Dossiers through the doors of the service: events in, decisions out, other préfectures nowhere."""

import asyncio
import io
import json
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
import httpx
import pikepdf
import pytest
from fastapi.routing import APIRoute

from contracts.delivery import AlreadyHandled
from contracts.events.demandes import DemandeExpireeV1, DemandeTransmiseV1
from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1
from contracts.events.parts import Prefecture
from contracts.testing import deliver, deliver_example, examples, published
from contracts.vocabulary.roles import Role
from instruction.api import decisions, dossiers, fichiers
from instruction.app import App
from instruction.handlers import HANDLERS
from instruction.settings import Settings

Client = Callable[..., httpx.AsyncClient]
MESSAGE = next(octets for _, octets in examples("permis.demandes.demande-transmise.v1") if b'"inscription"' in octets)
TRANSMISE = DemandeTransmiseV1.read(json.loads(MESSAGE)["data"])
CAUSES = {"causes": [{"code": "floue", "piece": str(TRANSMISE.dossier.pieces[1].id)}], "commentaire": "Illisible."}


async def transmise(app: App, tour: int = 1, demande: UUID | None = None, prefecture: str = "921") -> UUID:
    demande = demande or uuid4()
    dossier = TRANSMISE.dossier.model_copy(update={"prefecture": Prefecture(code=prefecture, nom="X")})
    await deliver(HANDLERS, app, TRANSMISE.model_copy(update={"tour": tour, "dossier": dossier}), demande)
    return demande


async def test_a_dossier_waits_for_its_prefecture_and_no_other(app: App, client: Client) -> None:
    demande = await transmise(app)
    await transmise(app, prefecture="751")

    [seen] = (await client().get("/api/instruction/dossiers")).json()["elements"]

    assert (seen["demande"], seen["nom"], seen["etat"]) == (str(demande), "Renaud-Lefèvre", "a_instruire")


@pytest.mark.parametrize("q", ["lefevre", "ÉRIC renaud", TRANSMISE.dossier.numero, ""])
async def test_a_dossier_is_found_by_name_without_accents_or_by_number(app: App, client: Client, q: str) -> None:
    await transmise(app)

    assert len((await client().get("/api/instruction/dossiers", params={"q": q})).json()["elements"]) == 1
    assert (await client().get("/api/instruction/dossiers", params={"q": "dupont"})).json()["elements"] == []


async def test_a_piece_that_the_filer_kept_says_why(app: App, client: Client) -> None:
    premiere, *autres = TRANSMISE.dossier.pieces
    gardee = premiere.model_copy(update={"maintenue": True, "raison": "L'original est ainsi."})
    dossier = TRANSMISE.dossier.model_copy(update={"pieces": (gardee, *autres)})
    demande = uuid4()
    await deliver(HANDLERS, app, TRANSMISE.model_copy(update={"dossier": dossier}), demande)
    pieces = (await client().get(f"/api/instruction/dossiers/{demande}")).json()["pieces"]

    assert (pieces[0]["maintenue"], pieces[0]["raison"]) == (True, "L'original est ainsi.")
    assert {(piece["maintenue"], piece["raison"]) for piece in pieces[1:]} == {(False, None)}


async def test_the_queue_comes_in_pages(app: App, client: Client) -> None:
    demandes = {str(await transmise(app)) for _ in range(5)}
    http, seen = client(), []
    params: dict[str, str | int] = {"limite": 2}
    while True:
        answer = (await http.get("/api/instruction/dossiers", params=params)).json()
        seen += [element["demande"] for element in answer["elements"]]
        if answer["suivant"] is None:
            break
        params["curseur"] = answer["suivant"]

    assert set(seen) == demandes
    assert len(seen) == 5


ROUTES = [
    (method, route.path)
    for router in (dossiers.router, decisions.router, fichiers.router)
    for route in router.routes
    if isinstance(route, APIRoute) and "{demande}" in route.path
    for method in sorted(route.methods or ())
]
BODIES: dict[str, object] = {"acceptation": {}, "complements": CAUSES, "rejet": CAUSES}


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_another_prefecture_another_role_nobody(app: App, client: Client, method: str, path: str) -> None:
    demande = await transmise(app)
    url = path.format(demande=demande, piece=TRANSMISE.dossier.pieces[0].id, page=1)
    body = BODIES.get(path.rpartition("/")[2])

    assert (await client(prefecture="751").request(method, url, json=body)).status_code == 404
    assert (await client(prefecture=None).request(method, url, json=body)).status_code == 404
    for role in (Role.AUTO_ECOLE, Role.USAGER, Role.AGENT_CTN, Role.PHOTOGRAPHE):
        assert (await client(role).request(method, url, json=body)).status_code == 403
    nobody = client()
    del nobody.headers["Authorization"]
    assert (await nobody.request(method, url, json=body)).status_code == 401
    assert await published(app.db, demande) == []


async def test_an_acceptance_gives_a_number_and_tells_demandes(app: App, client: Client) -> None:
    demande = await transmise(app)

    answer = await client().post(f"/api/instruction/dossiers/{demande}/acceptation", json={})

    assert answer.status_code == 200
    assert (answer.json()["etat"], answer.json()["neph"]) == ("acceptee", "260492123456")
    [fact] = await published(app.db, demande)
    assert isinstance(fact, DossierAccepteV1)
    assert fact.neph == "260492123456"


async def test_a_number_belongs_to_one_person(app: App, client: Client) -> None:
    first, same, other = await transmise(app), await transmise(app), uuid4()
    stranger = TRANSMISE.dossier.etat_civil.model_copy(update={"nom_naissance": "Autre"})
    dossier = TRANSMISE.dossier.model_copy(update={"etat_civil": stranger})
    await deliver(HANDLERS, app, TRANSMISE.model_copy(update={"dossier": dossier}), other)
    http, neph = client(), {"neph": "26 04 92 000001"}

    assert (await http.post(f"/api/instruction/dossiers/{first}/acceptation", json=neph)).status_code == 200
    assert (await http.post(f"/api/instruction/dossiers/{same}/acceptation", json=neph)).status_code == 200
    refused = await http.post(f"/api/instruction/dossiers/{other}/acceptation", json=neph)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problemes/neph-attribue")


async def test_two_instructors_at_once_decide_once(app: App, client: Client) -> None:
    demande = await transmise(app)
    url = f"/api/instruction/dossiers/{demande}"

    answers = await asyncio.gather(
        client().post(f"{url}/acceptation", json={}), client().post(f"{url}/rejet", json=CAUSES)
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(await published(app.db, demande)) == 1


async def test_who_saw_an_older_version_is_told(app: App, client: Client) -> None:
    demande = await transmise(app)
    http, url = client(), f"/api/instruction/dossiers/{demande}"
    etag = (await http.get(url)).headers["ETag"]
    await http.post(f"{url}/complements", json=CAUSES)

    answer = await http.post(f"{url}/acceptation", json={}, headers={"If-Match": etag})

    assert answer.status_code == 412


async def test_the_same_key_twice_has_one_effect_and_one_answer(app: App, client: Client) -> None:
    demande = await transmise(app)
    http, key = client(), {"Idempotency-Key": "acceptation-1"}
    url = f"/api/instruction/dossiers/{demande}/acceptation"

    first, again = await http.post(url, json={}, headers=key), await http.post(url, json={}, headers=key)

    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotent-Replay"] == "true"
    assert len(await published(app.db, demande)) == 1


async def test_a_complement_comes_back_as_a_new_round(app: App, client: Client) -> None:
    demande = await transmise(app)
    http, url = client(), f"/api/instruction/dossiers/{demande}"
    asked = await http.post(f"{url}/complements", json=CAUSES)
    assert asked.json()["etat"] == "complement_demande"
    [fact] = await published(app.db, demande)
    assert isinstance(fact, ComplementDemandeV1)
    assert fact.causes[0].type_piece == "domicile"

    await transmise(app, tour=2, demande=demande)

    back = (await http.get(url)).json()
    assert (back["etat"], back["tour"], back["causes"]) == ("a_instruire", 2, [])


async def test_a_demande_that_expires_closes_its_dossier(app: App, client: Client) -> None:
    demande = await transmise(app)
    await client().post(f"/api/instruction/dossiers/{demande}/complements", json=CAUSES)
    [(_, message)] = examples("permis.demandes.demande-expiree.v1")
    await deliver(HANDLERS, app, DemandeExpireeV1.read(json.loads(message)["data"]), demande)

    assert (await client().get(f"/api/instruction/dossiers/{demande}")).json()["etat"] == "close"


async def test_an_event_twice_has_one_effect(app: App) -> None:
    id, demande = uuid4(), uuid4()
    await deliver(HANDLERS, app, TRANSMISE, demande, id=id)

    with pytest.raises(AlreadyHandled):
        await deliver(HANDLERS, app, TRANSMISE, demande, id=id)


async def test_every_example_of_what_is_consumed_is_handled(app: App) -> None:
    for line in HANDLERS:
        for _, message in examples(line.type):
            await deliver_example(HANDLERS, app, message)


@pytest.mark.parametrize(
    "body",
    [{"causes": []}, {"causes": [{"code": "laide"}]}, {"causes": "floue"}, {"cause": []}, {**CAUSES, "extra": 1}],
)
async def test_a_wrong_complement_changes_nothing(app: App, client: Client, body: object) -> None:
    demande = await transmise(app)

    answer = await client().post(f"/api/instruction/dossiers/{demande}/complements", json=body)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert await published(app.db, demande) == []


def un_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


async def test_a_piece_is_shown_inert_and_the_look_is_noted(app: App, client: Client, settings: Settings) -> None:
    octets = un_pdf()
    piece = TRANSMISE.dossier.pieces[0]
    fichier = piece.fichier.model_copy(update={"sha256": sha256(octets).hexdigest()})
    dossier = TRANSMISE.dossier.model_copy(update={"pieces": (piece.model_copy(update={"fichier": fichier}),)})
    demande = uuid4()
    await deliver(HANDLERS, app, TRANSMISE.model_copy(update={"dossier": dossier}), demande)
    await app.objects.put(fichier.bucket, fichier.cle, octets, fichier.format)

    answer = await client().get(f"/api/instruction/dossiers/{demande}/pieces/{piece.id}/contenu")

    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.content)) as copie:
        assert b"Copie pour la pr" in b"".join(part.read_bytes() for part in copie.pages[0].Contents)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert settings.owner_database_url is not None
    owner = await asyncpg.connect(settings.owner_database_url.get_secret_value())
    assert await owner.fetchval("SELECT acte FROM audit WHERE demande = $1", demande) == "lire_piece"
    await owner.close()


async def test_a_file_that_was_tampered_with_is_not_shown(app: App, client: Client) -> None:
    demande = await transmise(app)
    fichier = TRANSMISE.dossier.pieces[1].fichier
    await app.objects.put(fichier.bucket, fichier.cle, b"autre chose", fichier.format)

    answer = await client().get(f"/api/instruction/dossiers/{demande}/pieces/{TRANSMISE.dossier.pieces[1].id}/contenu")

    assert answer.status_code == 503


async def test_the_audit_cannot_be_changed(settings: Settings) -> None:
    service = await asyncpg.connect(settings.database_url.get_secret_value())
    for sin in ("UPDATE audit SET acte = 'rien'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(sin)
    await service.close()
