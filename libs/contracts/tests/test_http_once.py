"""The same request sent twice is recognised, whoever sends it, and answered as the first time."""

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, File, UploadFile
from hypothesis import given
from hypothesis import strategies as st

from contracts.http import AlreadyAnswered, CleReutilisee, Once, OnceKey, create_app
from contracts.identity import Verifier, signing_key, token_for
from contracts.vocabulary.roles import Role

KEY = signing_key()
SUBJECT = UUID("0192e4d7-1a2b-7c3d-8e4f-5a6b7c8d9e0f")
CLE = "0192e4d7-aaaa"
router = APIRouter(prefix="/api/essai")
seen: list[Once | None] = []


@router.post("/demandes", status_code=201)
async def post_demande(body: dict[str, Any], once: OnceKey) -> None:
    seen.append(once)


@router.post("/demandes/{demande_id}/validation")
async def post_validation(demande_id: str, once: OnceKey) -> None:
    seen.append(once)


@router.post("/pieces")
async def post_piece(fichier: Annotated[UploadFile, File()], once: OnceKey) -> None:
    content = await fichier.read()
    seen.append(once and once.of(hashlib.sha256(content).hexdigest()))


@router.post("/deja/{status}")
async def post_deja(status: int, body: str = "") -> None:
    raise AlreadyAnswered(status, body.encode())


@router.post("/reutilisee")
async def post_reutilisee() -> None:
    raise CleReutilisee("Envoyez une clé neuve.")


async def ready() -> None: ...


APP = create_app(service="essai", title="Essai", routers=[router], ready=ready, verifier=Verifier.of_keys(KEY))


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    seen.clear()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://essai") as client:
        yield client


async def sent(
    http: httpx.AsyncClient, path: str = "/api/essai/demandes", *, key: str = CLE, token: str = "", **content: Any
) -> Once:
    headers = {"Idempotency-Key": key} | ({"Authorization": f"Bearer {token}"} if token else {})
    answer = await http.post(path, headers=headers, **content)
    assert answer.is_success, answer.text
    once = seen.pop()
    assert once is not None
    return once


async def test_without_the_header_there_is_nothing_to_recognise(http: httpx.AsyncClient) -> None:
    await http.post("/api/essai/demandes", json={})

    assert seen == [None]


async def test_the_same_request_is_the_same(http: httpx.AsyncClient) -> None:
    token = token_for(KEY, Role.USAGER, id=SUBJECT)

    first = await sent(http, json={"motif": "perte"}, token=token)
    second = await sent(http, json={"motif": "perte"}, token=token_for(KEY, Role.USAGER, id=SUBJECT))

    assert first == second
    assert (first.caller, first.key) == (str(SUBJECT), CLE)


async def test_another_body_path_or_query_has_another_fingerprint(http: httpx.AsyncClient) -> None:
    told = [
        await sent(http, json={"motif": "perte"}),
        await sent(http, json={"motif": "vol"}),
        await sent(http, "/api/essai/demandes?x=1", json={"motif": "perte"}),
        await sent(http, "/api/essai/demandes/1/validation"),
        await sent(http, "/api/essai/demandes/2/validation"),
        await sent(http, "/api/essai/demandes/2/validation", json={}),
    ]

    assert len({once.fingerprint for once in told}) == len(told)


async def test_the_route_adds_the_hash_of_a_file(http: httpx.AsyncClient) -> None:
    first, again, other = [
        await sent(http, "/api/essai/pieces", files={"fichier": ("a.pdf", content)})
        for content in (b"page 1", b"page 1", b"page 2")
    ]

    assert first == again  # though the boundary of the form is another each time
    assert first.fingerprint != other.fingerprint


async def test_callers_do_not_share_keys(http: httpx.AsyncClient) -> None:
    one = await sent(http, json={}, token=token_for(KEY, Role.USAGER))
    other = await sent(http, json={}, token=token_for(KEY, Role.USAGER))
    nobody = await sent(http, json={})

    assert len({one.caller, other.caller, nobody.caller}) == 3
    assert nobody.caller == "anonyme:127.0.0.1"


async def test_a_bad_token_is_not_an_anonymous_caller(http: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": CLE, "Authorization": "Bearer x.y.z"}

    assert (await http.post("/api/essai/demandes", json={}, headers=headers)).status_code == 401
    assert seen == []


@pytest.mark.parametrize("key", ["", "court", "x" * 129, "avec espace", "accentué-é", "tab\tulation"])
async def test_a_key_of_another_form_is_refused(http: httpx.AsyncClient, key: str) -> None:
    answer = await http.post("/api/essai/demandes", json={}, headers=[(b"idempotency-key", key.encode())])

    assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/cle-idempotence-invalide")


@pytest.mark.parametrize("key", ["x" * 8, "x" * 128, '"quoted-!~"'])
async def test_any_visible_ascii_will_do(http: httpx.AsyncClient, key: str) -> None:
    assert (await sent(http, json={}, key=key)).key == key


@pytest.mark.parametrize(("status", "body", "media_type"), [(201, '{"id":1}', "application/json"), (204, "", None)])
async def test_the_answer_kept_is_given_again(
    http: httpx.AsyncClient, status: int, body: str, media_type: str | None
) -> None:
    answer = await http.post(f"/api/essai/deja/{status}", params={"body": body})

    assert (answer.status_code, answer.text) == (status, body)
    assert answer.headers["idempotent-replay"] == "true"
    assert answer.headers.get("content-type") == media_type


async def test_a_key_used_again_for_something_else_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/essai/reutilisee")

    assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/cle-idempotence-reutilisee")


async def test_the_document_tells_of_the_header(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    (header,) = document["paths"]["/api/essai/demandes"]["post"]["parameters"]

    assert (header["name"], header["in"], header["required"]) == ("idempotency-key", "header", False)


@given(st.text(), st.text())
def test_two_files_have_two_fingerprints(one: str, other: str) -> None:
    once = Once("caller", CLE, "fingerprint")

    assert (once.of(one) == once.of(other)) == (one == other)
