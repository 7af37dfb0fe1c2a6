"""What is not yours does not exist: every route over an object, for everybody whose it is not, read from OpenAPI."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from contracts.vocabulary.roles import Role
from deploy.local import exemplaires, parcours
from deploy.local.acteur import Acteur, until
from deploy.local.catalogue import services
from tests.e2e.conftest import Scene

Json = dict[str, Any]
BY_FORMAT = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T08:00:00Z",
    "uuid": "11111111-1111-4111-8111-111111111111",
    "email": "a@exemple.fr",
}
NOBODY_S = "99999999-9999-4999-8999-999999999999"


@dataclass(frozen=True)
class Operation:
    """One route over an object: who may call it at all, and what it takes."""

    service: str
    verb: str
    path: str
    words: Mapping[str, str]  # parts of the path that are one of a closed list, not somebody's object
    roles: frozenset[str]  # empty: anybody who is known
    body: Json | None
    multipart: bool

    def __str__(self) -> str:
        return f"{self.verb} {self.path}"


async def operations(scene: Scene) -> list[Operation]:
    """Of every service, those with an object in their path and a token in their demands."""
    found = []
    async with httpx.AsyncClient(timeout=30) as http:
        for service in services():
            url = f"http://127.0.0.1:{scene.system.place.ports[service]}/openapi.json"
            found += list(_operations(service, (await http.get(url)).json()))
    return found


def _operations(service: str, openapi: Json) -> Iterator[Operation]:
    for path, verbs in openapi["paths"].items():
        for verb, operation in verbs.items():
            if "{" in path and operation.get("security"):
                content: dict[str, Json] = operation.get("requestBody", {}).get("content", {})
                schema = next((form["schema"] for form in content.values()), None)
                body = exemple(schema, openapi) if schema and "application/json" in content else None
                [scheme] = operation["security"][0].values()
                words = dict(_words(operation.get("parameters", []), openapi))
                multipart = "multipart/form-data" in content
                yield Operation(service, verb.upper(), path, words, frozenset(scheme), body, multipart)


def _words(parameters: list[Json], openapi: Json) -> Iterator[tuple[str, str]]:
    for parameter in parameters:
        schema: Json = parameter["schema"]
        if "$ref" in schema:
            schema = openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if parameter["in"] == "path" and "enum" in schema:
            yield parameter["name"], schema["enum"][0]
        if parameter["in"] == "path" and schema.get("type") == "integer":
            yield parameter["name"], str(schema.get("maximum", 2**40))


def exemple(schema: Json, openapi: Json) -> Any:
    """The smallest thing that fits: what the routes judge must not be the form of the body."""
    if "$ref" in schema:
        return exemple(openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]], openapi)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return exemple(next(one for one in schema[several] if one.get("type") != "null"), openapi)
    if "enum" in schema or "const" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: exemple(schema["properties"][name], openapi) for name in schema.get("required", ())}
        case "array":
            return [exemple(schema["items"], openapi) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return BY_FORMAT.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))


async def test_every_object_is_refused_to_everybody_whose_it_is_not(scene: Scene) -> None:
    objects = await _somebody_s_objects(scene)
    strangers = await _strangers(scene)
    asked = await operations(scene)
    assert len(asked) > 50

    let_in = []
    for operation in asked:
        for name, (role, acteur) in strangers.items():
            if (operation.service, role) == ("ctn", Role.AGENT_CTN):
                continue  # there is one CTN: every dossier is its own
            answer = await _ask(acteur, operation, objects)
            if answer.status_code not in _refusals(operation, role):
                let_in.append(f"{operation} by {name}: {answer.status_code} {answer.text[:200]}")
    assert let_in == []


def _refusals(operation: Operation, role: Role | None) -> tuple[int, ...]:
    if role is None:
        return (401,)
    return (403,) if operation.roles and role not in operation.roles else (404,)


async def _ask(acteur: Acteur, operation: Operation, objects: Mapping[str, str]) -> httpx.Response:
    path = operation.path.format_map(_Known({**objects, **operation.words}))
    more: Json = {"json": operation.body} if operation.body is not None else {}
    if operation.multipart:
        page = exemplaires.jpeg(exemplaires.page())
        more = {"data": {"type": "identite"}, "files": {"fichier": ("page.jpg", page)}}
    return await acteur.demander(operation.verb, path, **more)


class _Known(dict[str, str]):
    """What has no name among the objects is something that nobody has: refused all the same."""

    def __missing__(self, name: str) -> str:
        return NOBODY_S


async def _somebody_s_objects(scene: Scene) -> dict[str, str]:
    """A demande in the hands of the préfecture, its files, a document, a transfer that waits."""
    ecole, email = await scene.ecole(), scene.email()
    demande, candidat = await scene.en_instruction(ecole, email)
    await parcours.telecharger(candidat, demande, "recepisse_depot")
    pieces = (await ecole.obtenir("GET", f"/api/demandes/{demande}/pieces"))["elements"]
    documents = (await candidat.obtenir("GET", "/api/documents", params={"demande": demande}))["elements"]
    sessions = (await candidat.demander("GET", "/api/accounts/sessions")).json()
    messages = (await candidat.obtenir("GET", "/api/notifications"))["elements"]
    numero = (await candidat.obtenir("GET", f"/api/demandes/{demande}"))["numero"]
    autre = await scene.ecole()
    transfert = await until(lambda: _transfert(autre, numero), "transfert demandé")
    return {
        "demande_id": demande,
        "demande": demande,
        "piece_id": pieces[0]["id"],
        "piece": pieces[0]["id"],
        "document_id": documents[0]["id"],
        "session_id": sessions[0]["id"],
        "message_id": messages[0]["id"],
        "transfert_id": transfert,
    }


async def _transfert(ecole: Acteur, numero: str) -> str | None:
    """A school's name travels by event: a moment after its activation it may not be known yet."""
    answer = await ecole.demander("POST", "/api/demandes/transferts", json={"numero": numero})
    return str(answer.json()["id"]) if answer.is_success else None


async def _strangers(scene: Scene) -> dict[str, tuple[Role | None, Acteur]]:
    candidat = scene.acteur()
    await parcours.ouvrir_particulier(candidat, scene.boite, scene.email(), "Martin", "Zoé")
    people = scene.people
    return {
        "nobody": (None, scene.acteur()),
        "another school": (Role.AUTO_ECOLE, await scene.ecole()),
        "another candidate": (Role.USAGER, candidat),
        "another préfecture": (Role.INSTRUCTEUR, people.instructeurs["751"]),
        "the CTN": (Role.AGENT_CTN, people.agent_ctn),
        "a photographer": (Role.PHOTOGRAPHE, people.photographe),
    }


@pytest.mark.parametrize(
    ("schema", "smallest"),
    [
        ({"type": "string", "format": "uuid"}, BY_FORMAT["uuid"]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
    ],
)
def test_examples_are_the_smallest_that_fit(schema: Json, smallest: object) -> None:
    assert exemple(schema, {}) == smallest
