"""A cursor leads to the next page, or nowhere; it is never a fault."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from contracts.http import CurseurInvalide, Page, Pagination, Paging, create_app, decode_cursor, encode_cursor, page
from contracts.identity import Verifier, signing_key

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=50)
KEYS: dict[type, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
    UUID: st.uuids(),
}
TYPED_KEYS = st.lists(st.sampled_from([*KEYS]), min_size=1, max_size=3).flatmap(
    lambda types: st.tuples(st.just(types), st.tuples(*(KEYS[kind] for kind in types)))
)
router = APIRouter(prefix="/api/essai")
ROWS = [(datetime(2026, 11, 20, tzinfo=UTC), number) for number in range(60)]


@router.get("/lignes")
async def get_lignes(paging: Pagination) -> Page[int]:
    after = paging.after(datetime, int)
    rows = [row for row in ROWS if after is None or row > after][: paging.fetch]
    return page(rows, paging, key=lambda row: row, element=lambda row: row[1])


async def ready() -> None: ...


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        service="essai", title="Essai", routers=[router], ready=ready, verifier=Verifier.of_keys(signing_key())
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://essai") as client:
        yield client


@given(TYPED_KEYS)
def test_a_cursor_gives_its_keys_again(typed_keys: tuple[list[type], tuple[Any, ...]]) -> None:
    types, keys = typed_keys

    cursor = encode_cursor(*keys)

    assert decode_cursor(cursor, *types) == keys
    assert cursor.isascii()
    assert set(cursor) & set("+/=&?") == set()


@given(st.text(), st.lists(st.sampled_from([*KEYS]), max_size=3))
def test_any_other_text_is_no_cursor_and_no_fault(text: str, types: list[type]) -> None:
    with suppress(CurseurInvalide):
        decode_cursor(text, *types)


def json_cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.recursive(st.none() | st.booleans() | st.floats() | TEXT | st.integers(), st.lists), st.sampled_from([*KEYS]))
def test_a_cursor_of_another_shape_is_refused_or_of_its_type(value: Any, kind: type) -> None:
    try:
        (key,) = decode_cursor(json_cursor(value), kind)
    except CurseurInvalide:
        return
    assert type(key) is kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (["2026-11-20T12:00:00"], datetime),  # no time zone: the database would refuse to compare it
        (["a\x00"], str),
        (["\ud800"], str),
        ([2**63], int),
        ([True], int),
        (["1"], int),
        ([1], str),
        ([], str),
        (["a", "b"], str),
        ({"a": "b"}, str),
        ([["a"]], str),
    ],
)
def test_keys_that_the_database_would_refuse_are_refused(value: Any, kind: type) -> None:
    with pytest.raises(CurseurInvalide):
        decode_cursor(json_cursor(value), kind)


def test_a_cursor_is_bounded() -> None:
    with pytest.raises(CurseurInvalide):
        decode_cursor(encode_cursor("x" * 600), str)


@given(st.integers(0, 40), st.integers(1, 10))
def test_pages_together_are_the_list(count: int, limite: int) -> None:
    rows, shown, curseur = list(range(count)), list[int](), None
    while True:
        paging = Paging(limite, curseur)
        after = paging.after(int)
        ahead = rows if after is None else [row for row in rows if row > after[0]]
        part = page(ahead[: paging.fetch], paging, key=lambda row: (row,), element=lambda row: row)
        shown += part.elements
        assert len(part.elements) <= limite
        if part.suivant is None:
            break
        assert len(part.elements) == limite
        curseur = part.suivant
    assert shown == rows


async def test_a_list_has_25_elements_unless_asked_otherwise(http: httpx.AsyncClient) -> None:
    first = (await http.get("/api/essai/lignes")).json()
    second = (await http.get("/api/essai/lignes", params={"curseur": first["suivant"], "limite": 35})).json()

    assert first["elements"] + second["elements"] == list(range(60))
    assert second["suivant"] is None


@pytest.mark.parametrize(
    ("query", "pointer"), [("limite=101", "?limite"), ("limite=0", "?limite"), ("curseur=zzz", "?curseur")]
)
async def test_what_is_no_page_is_refused(http: httpx.AsyncClient, query: str, pointer: str) -> None:
    answer = await http.get(f"/api/essai/lignes?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_instants_of_other_zones_are_kept() -> None:
    paris = datetime(2026, 11, 20, 13, 0, tzinfo=timezone(timedelta(hours=1)))

    assert decode_cursor(encode_cursor(paris, 7), datetime, int) == (paris, 7)
