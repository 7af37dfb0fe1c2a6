"""No body is larger, deeper or stranger than what the service and its database can hold."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, File, Request, UploadFile
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RuleBroken
from contracts.http import create_app
from contracts.http.limits import DEEPEST, DEFAULT_LIMIT, check_json
from contracts.identity import Verifier, signing_key

JSON = {"Content-Type": "application/json"}
router = APIRouter(prefix="/api/essai")


@router.post("/json")
async def post_json(body: dict[str, Any]) -> int:
    return len(str(body))


@router.post("/brut")
async def post_brut(request: Request) -> int:
    return len(await request.body())


@router.post("/demandes/{demande_id}/pieces")
async def post_piece(demande_id: str, fichier: Annotated[UploadFile, File()]) -> int:
    return len(await fichier.read())


@router.get("/recherche/{nom}")
async def get_recherche(nom: str, q: str = "") -> str:
    return nom + q


async def ready() -> None: ...


APP = create_app(
    service="essai",
    title="Essai",
    routers=[router],
    ready=ready,
    verifier=Verifier.of_keys(signing_key()),
    body_limits={"/api/essai/demandes/{id}/pieces": 200_000, "/api/essai/demandes": 100_000},
)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://essai") as client:
        yield client


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 1000):
        yield b"x" * 1000


def slug(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["type"].removeprefix("/problemes/"))


async def test_a_body_may_have_64_kib_and_no_more(http: httpx.AsyncClient) -> None:
    body = b'{"a":"' + b"x" * (DEFAULT_LIMIT - 8) + b'"}'
    assert (await http.post("/api/essai/json", content=body, headers=JSON)).status_code == 200

    answer = await http.post("/api/essai/json", content=body + b" ", headers=JSON)
    assert (answer.status_code, slug(answer)) == (413, "corps-trop-gros")
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("headers", [JSON, {"Content-Type": "application/octet-stream"}, {}])
@pytest.mark.parametrize("path", ["/api/essai/json", "/api/essai/brut"])
async def test_a_body_that_does_not_say_its_length_is_bounded_too(
    http: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    answer = await http.post(path, content=chunks(70_000), headers=headers)

    assert (answer.status_code, slug(answer)) == (413, "corps-trop-gros")


async def test_a_length_that_lies_does_not_help(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/essai/brut", content=chunks(70_000), headers={"Content-Length": "1"})

    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "1_0", "x", "٣"])
async def test_a_length_that_is_no_number_is_no_fault(http: httpx.AsyncClient, length: str) -> None:
    headers = [(b"content-length", length.encode())]

    assert (await http.post("/api/essai/brut", content=chunks(10_000), headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/api/essai/demandes/7/pieces", 190_000, 200),
        ("/api/essai/demandes/7/pieces", 210_000, 413),
        ("/api/essai/demandes/7/pieces/8", 190_000, 404),
        ("/api/essai/demandes/7/autre", 150_000, 413),
        ("/api/essai/demandes/7/autre", 90_000, 404),
        ("/api/essai/demandes/7/8/pieces", 150_000, 413),
        ("/api/essai/demandesX", 90_000, 413),
    ],
)
async def test_a_route_for_uploads_may_take_more(http: httpx.AsyncClient, path: str, size: int, status: int) -> None:
    answer = await http.post(path, files={"fichier": ("a.pdf", b"x" * size)})

    assert answer.status_code == status


async def test_an_upload_in_pieces_is_bounded_while_it_is_read(http: httpx.AsyncClient) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="fichier"; filename="a"\r\n\r\n'
        for _ in range(300):
            yield b"x" * 1000
        raise AssertionError("read to the end")

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await http.post("/api/essai/demandes/7/pieces", content=parts(), headers=headers)

    assert (answer.status_code, slug(answer)) == (413, "corps-trop-gros")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (r'{"nom": "a\u0000b"}', ["/nom"]),
        (r'{"a": [{"b": "\ud800"}]}', ["/a/0/b"]),
        (r'{"a\u0000": 1}', ["/a�"]),
        (r'{"a": "\u0000", "b": "\udfff"}', ["/a", "/b"]),
    ],
)
async def test_a_character_that_postgresql_refuses_is_found(
    http: httpx.AsyncClient, body: str, pointers: list[str]
) -> None:
    answer = await http.post("/api/essai/json", content=body, headers={"Content-Type": "application/merge+json"})

    assert (answer.status_code, slug(answer)) == (422, "caractere-interdit")
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == pointers


@pytest.mark.parametrize("body", [r'{"a": "\\u0000"}', r'{"a": "\ud83d\ude97 Infinity"}', '{"a": "\U0001f697"}'])
async def test_what_only_looks_like_one_is_not(http: httpx.AsyncClient, body: str) -> None:
    assert (await http.post("/api/essai/json", content=body, headers=JSON)).status_code == 200


@pytest.mark.parametrize("path", ["/api/essai/recherche/a%00b", "/api/essai/recherche/a?q=%00"])
async def test_addresses_hold_no_nul_either(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)

    assert (answer.status_code, slug(answer)) == (422, "caractere-interdit")


@pytest.mark.parametrize(
    "body",
    [b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": "\xff"}', b'{"a": "\xed\xa0\x80"}', '{"a": 1}'.encode("utf-16")],
)
async def test_what_python_reads_and_json_does_not_know_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post("/api/essai/json", content=body, headers=JSON)

    assert (answer.status_code, slug(answer)) == (400, "json-illisible")


@pytest.mark.parametrize("body", [b"[" * 60_000, b'{"a":' * 12_000, b'{"a":' + b"[" * 32 + b"]" * 32 + b"}"])
async def test_nesting_is_bounded(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post("/api/essai/json", content=body, headers=JSON)

    assert (answer.status_code, slug(answer)) == (400, "json-imbrique")


async def test_many_brackets_side_by_side_are_not_deep(http: httpx.AsyncClient) -> None:
    assert (await http.post("/api/essai/json", json={"a": [[]] * 1000})).status_code == 200


STRINGS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4),
)


@given(VALUES, st.booleans())
def test_ordinary_json_passes(value: Any, ascii_only: bool) -> None:
    check_json(json.dumps(value, ensure_ascii=ascii_only).encode())


@given(VALUES, VALUES, st.sampled_from(["\x00", "\ud800", "é\x00"]))
def test_no_forbidden_character_passes_wherever_it_is(before: Any, after: Any, forbidden: str) -> None:
    with pytest.raises(RuleBroken):
        check_json(json.dumps([before, {"a": [forbidden]}, after]).encode())


@given(st.binary())
def test_any_bytes_pass_or_are_refused_by_a_rule(body: bytes) -> None:
    with suppress(RuleBroken):
        check_json(body)


@given(st.integers(1, 3 * DEEPEST))
def test_the_bound_of_nesting_is_exact(depth: int) -> None:
    body = ("[" * depth + "]" * depth).encode()
    if depth <= DEEPEST:
        check_json(body)
    else:
        with pytest.raises(RuleBroken):
            check_json(body)
