"""What pydantic refuses is told in French, where it stands, with what to do about it."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from string import Formatter
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, File, Form, Header, Query, UploadFile
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, EmailStr, Field, field_validator
from pydantic_core import core_schema

from contracts.http import create_app
from contracts.http.messages import FALLBACK, MESSAGES, message
from contracts.http.validation import json_pointer, rule_of
from contracts.identity import Verifier, signing_key


class Filiere(StrEnum):
    AAC = "aac"
    CLASSIQUE = "classique"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Particulier(Strict):
    type: Literal["particulier"]
    prenom: str


class AutoEcole(Strict):
    type: Literal["auto_ecole"]
    agrement: Annotated[str, Field(pattern=r"^E\d+$")]


class Etape(Strict):
    nom: Annotated[str, Field(min_length=2, max_length=5)]
    le: date = date(2026, 11, 20)


class Saisie(Strict):
    filiere: Filiere = Filiere.AAC
    etapes: list[Etape] = []
    deposant: Annotated[Particulier | AutoEcole | None, Field(discriminator="type")] = None
    choix: int | Etape | None = None
    age: Annotated[int, Field(ge=15)] = 17
    le: datetime | None = None
    accord: bool = True
    suite: UUID | None = None
    email: EmailStr | None = None
    sans: Annotated[dict[str, int], Field(alias="a/b~c")] = {}

    @field_validator("age")
    @classmethod
    def not_forty(cls, age: int) -> int:
        if age == 40:
            raise ValueError("Cet âge n'est pas admis : choisissez-en un autre.")
        return age


router = APIRouter(prefix="/api/essai")


@router.put("/{demande_id}")
async def put_saisie(
    demande_id: UUID,
    saisie: Saisie,
    limite: Annotated[int, Query(le=100)] = 25,
    categorie: Annotated[list[Filiere] | None, Query()] = None,
    if_match: Annotated[int | None, Header()] = None,
) -> Saisie:
    return saisie


@router.post("/pieces")
async def post_piece(type: Annotated[str, Form()], fichier: Annotated[UploadFile, File()]) -> str | None:
    return fichier.filename


async def ready() -> None: ...


APP = create_app(
    service="essai", title="Essai", routers=[router], ready=ready, verifier=Verifier.of_keys(signing_key())
)
DEMANDE = "/api/essai/0192e4d7-1a2b-7c3d-8e4f-5a6b7c8d9e0f"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://essai") as client:
        yield client


async def refused(http: httpx.AsyncClient, body: Any, path: str = DEMANDE) -> dict[str, str]:
    answer = await http.put(path, json=body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problemes/saisie-invalide"
    return {error["pointer"]: error["detail"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"etapes": [{}]}, "/etapes/0/nom", "Ce champ est obligatoire : renseignez-le."),
        ({"inconnu": 1}, "/inconnu", "Ce champ n'est pas attendu ici : retirez-le."),
        ({"etapes": [{"nom": "a"}]}, "/etapes/0/nom", "au moins 2"),
        ({"etapes": [{"nom": "ab"}, {"nom": "abcdef"}]}, "/etapes/1/nom", "au plus 5"),
        ({"etapes": [{"nom": 7}]}, "/etapes/0/nom", "Un texte est attendu"),
        ({"etapes": {}}, "/etapes", "Une liste est attendue"),
        ({"etapes": ["x"]}, "/etapes/0", "Un objet est attendu"),
        ({"etapes": [{"nom": "ab", "le": "20/11/2026"}]}, "/etapes/0/le", "AAAA-MM-JJ"),
        ({"filiere": "autre"}, "/filiere", "choisissez 'aac' ou 'classique'"),
        ({"deposant": {"type": "auto_ecole", "agrement": "X"}}, "/deposant/agrement", r"^E\d+$"),
        ({"deposant": {"type": "particulier"}}, "/deposant/prenom", "obligatoire"),
        ({"deposant": {"type": "particulier", "prenom": "a", "z": 1}}, "/deposant/z", "retirez-le"),
        ({"deposant": {"type": "autre"}}, "/deposant", "choisissez 'particulier', 'auto_ecole'"),
        ({"deposant": {}}, "/deposant", "Le champ 'type' est obligatoire"),
        ({"age": 14}, "/age", "au moins 15"),
        ({"age": "dix"}, "/age", "Un nombre entier est attendu"),
        ({"age": 17.5}, "/age", "Un nombre entier est attendu"),
        ({"age": 40}, "/age", "Cet âge n'est pas admis : choisissez-en un autre."),
        ({"le": "demain"}, "/le", "L'instant n'est pas lisible"),
        ({"accord": "peut-être"}, "/accord", "true ou false"),
        ({"suite": "42"}, "/suite", "UUID"),
        ({"email": "corinne"}, "/email", "L'adresse électronique n'est pas valable"),
        ({"a/b~c": {"x": "y"}}, "/a~1b~0c/x", "Un nombre entier est attendu"),
        ([], "", "Un objet est attendu"),
        ("x", "", "Un objet est attendu"),
    ],
)
async def test_the_pointer_says_where_and_the_sentence_what(
    http: httpx.AsyncClient, body: Any, pointer: str, said: str
) -> None:
    errors = await refused(http, body)

    assert list(errors) == [pointer]
    assert said in errors[pointer]


async def test_branches_of_a_union_are_not_in_the_body(http: httpx.AsyncClient) -> None:
    errors = await refused(http, {"choix": {"nam": "ab"}})

    assert set(errors) == {"/choix", "/choix/nom", "/choix/nam"}


async def test_all_parts_of_a_request_are_told(http: httpx.AsyncClient) -> None:
    answer = await http.put(
        "/api/essai/42?limite=101&categorie=aac&categorie=x", json={"age": 1}, headers={"If-Match": "x"}
    )

    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "{demande_id}",
        "?limite",
        "?categorie",
        "header:if-match",
        "/age",
    ]


async def test_the_value_itself_is_not_repeated(http: httpx.AsyncClient) -> None:
    answer = await http.put(DEMANDE, json={"age": "Berthier", "inconnu": "Berthier", "filiere": "Berthier"})

    assert len(answer.json()["errors"]) == 3
    assert "Berthier" not in answer.text


async def test_a_thousand_errors_are_told_by_fifty(http: httpx.AsyncClient) -> None:
    assert len(await refused(http, {"etapes": [{}] * 1000})) == 50


@pytest.mark.parametrize(
    ("body", "place"),
    [('{"age": }', "ligne 1, colonne 9"), ('{\n"age": 1,\n}', "ligne 3, colonne 1"), ("{", "ligne 1, colonne 2")],
)
async def test_json_that_cannot_be_read_says_where(http: httpx.AsyncClient, body: str, place: str) -> None:
    answer = await http.put(DEMANDE, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (400, "/problemes/json-illisible")
    assert place in answer.json()["detail"]


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/xml"}])
async def test_a_body_that_is_not_json_is_of_the_wrong_type(http: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await http.put(DEMANDE, content='{"age": 17}', headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (415, "/problemes/contenu-non-json")


async def test_without_any_body_it_is_missing(http: httpx.AsyncClient) -> None:
    answer = await http.put(DEMANDE)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "")


async def test_forms_are_told_the_same_way(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/essai/pieces", data={"fichier": "pas un fichier"})
    errors = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}

    assert errors["/type"] == "Ce champ est obligatoire : renseignez-le."
    assert errors["/fichier"].startswith("Un fichier est attendu")


async def test_a_form_that_cannot_be_read_is_malformed(http: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    answer = await http.post("/api/essai/pieces", content=b"x", headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (400, "/problemes/requete-malformee")


WORDS = [word for _, word, _, _ in chain.from_iterable(map(Formatter().parse, MESSAGES.values())) if word]


@pytest.mark.parametrize("kind", get_args(core_schema.ErrorType))
def test_every_error_that_pydantic_knows_has_a_french_sentence(kind: str) -> None:
    bare = message({"type": kind})
    said = message({"type": kind, "ctx": dict.fromkeys(WORDS, 7)})

    for sentence in (bare, said):
        assert re.fullmatch(r"[A-ZÉ].* : .+", sentence) or kind in ("value_error", "assertion_error")
        assert "{" not in sentence
        assert "Input" not in sentence


def test_an_error_of_a_later_pydantic_has_one_too() -> None:
    assert message({"type": "quantum_type"}) == FALLBACK


@given(st.text(), st.lists(st.text() | st.integers(0, 5), max_size=4), st.recursive(st.none() | st.text(), st.lists))
def test_whatever_is_refused_there_is_a_problem(kind: str, steps: list[str | int], body: Any) -> None:
    error = {"type": kind, "loc": ("body", *steps), "msg": "", "input": None}

    rule = rule_of(RequestValidationError([error], body=body))

    assert rule.kind == "invalide"
    assert all(error.detail for error in rule.errors)


@given(st.lists(st.text() | st.integers(min_value=0)))
def test_a_json_pointer_can_be_read_again(steps: list[str | int]) -> None:
    pointer = json_pointer(steps)

    read = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    assert read == [str(step) for step in steps]
