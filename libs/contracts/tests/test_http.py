"""Whatever goes wrong, the answer is a problem that says what to do; whatever happens, one line and one measure."""

import asyncio
import io
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

import asyncpg
import httpx
import pytest
import structlog
from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import PlainTextResponse, StreamingResponse
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import ClientDisconnect
from starlette.types import Message

from contracts.errors import FieldError, RuleBroken
from contracts.http import create_app, problems
from contracts.http.problems import STATUS, cause_of
from contracts.identity import JetonAbsent, RoleInsuffisant, Verifier, signing_key
from contracts.telemetry import configure_logging, current_trace

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


class DemandeIntrouvable(RuleBroken):
    slug = "demande-introuvable"
    title = "Cette demande n'existe pas"
    kind = "introuvable"


class ActeImpossible(RuleBroken):
    slug = "acte-impossible"
    title = "Cet acte n'est plus possible"
    kind = "conflit"


class TropDEssais(RuleBroken):
    slug = "trop-d-essais"
    title = "Trop d'essais"
    kind = "trop_frequent"
    retry_after = 900


class Motif(BaseModel):
    motif: str


class Fault:
    """What the route `/api/essai/faute` raises next."""

    raised: Exception = RuntimeError("nothing yet")


router = APIRouter(prefix="/api/essai")


@router.get("/faute")
async def get_faute() -> None:
    raise Fault.raised


@router.post("/demandes/{demande_id}", responses=problems(DemandeIntrouvable, ActeImpossible, JetonAbsent))
async def post_demande(demande_id: str, body: Motif, seuil: Annotated[int, Query(ge=0)] = 0) -> Motif:
    return body


@router.get("/trace")
async def get_trace() -> dict[str, str]:
    return {"trace_id": current_trace().trace_id}


@router.get("/public")
async def get_public() -> PlainTextResponse:
    return PlainTextResponse("ok", headers={"Cache-Control": "max-age=60"})


@router.get("/coupe")
async def get_coupe() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"a"
        raise RuntimeError("corinne.berthier@example.fr")

    return StreamingResponse(parts())


nested = APIRouter(prefix="/pieces")


@nested.get("/{piece_id}")
async def get_piece(piece_id: str) -> str:
    return piece_id


router.include_router(nested, prefix="/demandes/{demande_id}")


class Readiness:
    check: Callable[[], Any]


async def ready() -> None:
    await Readiness.check()


async def at_once() -> None: ...


@pytest.fixture(autouse=True)
def is_ready() -> None:
    Readiness.check = at_once


APP = create_app(
    service="essai", title="Essai", routers=[router], ready=ready, verifier=Verifier.of_keys(signing_key())
)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://essai") as client:
        yield client


class Log(io.StringIO):
    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def log() -> Iterator[Log]:
    stream, root = Log(), logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("essai", stream=stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def raising(http: httpx.AsyncClient, fault: Exception) -> httpx.Response:
    Fault.raised = fault
    return await http.get("/api/essai/faute")


async def test_a_broken_rule_is_a_problem(http: httpx.AsyncClient) -> None:
    errors = [FieldError("/motif", "Choisissez un motif.")]
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
    Fault.raised = ActeImpossible("La demande est close : déposez-en une autre.", errors=errors)

    answer = await http.get("/api/essai/faute?secret=1", headers=headers)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == 409
    assert answer.json() == {
        "type": "/problemes/acte-impossible",
        "title": "Cet acte n'est plus possible",
        "status": 409,
        "detail": "La demande est close : déposez-en une autre.",
        "instance": "/api/essai/faute",
        "trace_id": TRACE,
        "errors": [{"pointer": "/motif", "detail": "Choisissez un motif."}],
    }


async def test_without_a_detail_the_title_says_it_all(http: httpx.AsyncClient) -> None:
    answer = (await raising(http, DemandeIntrouvable())).json()

    assert answer["detail"] == answer["title"]
    assert "errors" not in answer


@given(st.sampled_from(sorted(STATUS)), st.text(), st.lists(st.builds(FieldError, st.text(), st.text()), max_size=3))
def test_each_kind_has_its_status(kind: Any, detail: str, errors: list[FieldError]) -> None:
    rule = type("Regle", (RuleBroken,), {"slug": "regle", "title": "Règle", "kind": kind})

    cause = cause_of(rule(detail, errors=errors))

    assert 400 <= cause.status == STATUS[kind] <= 503
    assert cause.detail == (detail or "Règle")
    assert list(cause.errors) == errors
    assert ("WWW-Authenticate" in cause.headers) == (cause.status == 401)
    assert ("Retry-After" in cause.headers) == (cause.status in (429, 503))


async def test_a_rule_may_say_when_to_come_again(http: httpx.AsyncClient) -> None:
    assert (await raising(http, TropDEssais())).headers["retry-after"] == "900"


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/api/essai/ailleurs", 404, "adresse-inconnue"),
        ("GET", "/api/essai/trace/", 404, "adresse-inconnue"),
        ("DELETE", "/api/essai/trace", 405, "methode-refusee"),
        ("TRACE", "/api/essai/trace", 405, "methode-refusee"),
    ],
)
async def test_what_the_framework_refuses_is_a_problem_too(
    http: httpx.AsyncClient, method: str, path: str, status: int, slug: str
) -> None:
    answer = await http.request(method, path)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problemes/{slug}")
    assert answer.headers.get("allow") == ("GET" if status == 405 else None)


@pytest.mark.parametrize("status", [400, 404, 405, 406, 413, 415, 418])
async def test_an_exception_of_the_framework_is_a_problem_too(http: httpx.AsyncClient, status: int) -> None:
    answer = await raising(http, HTTPException(status, "internal words", {"X-Own": "kept"}))

    assert (answer.status_code, answer.json()["status"], answer.headers["x-own"]) == (status, status, "kept")
    assert "internal words" not in answer.text


async def test_two_faults_give_the_same_answer(http: httpx.AsyncClient, log: Log) -> None:
    first = await raising(http, RuntimeError("SELECT nom FROM candidats"))
    second = await raising(http, KeyError("corinne.berthier@example.fr"))

    def told(answer: httpx.Response) -> dict[str, Any]:
        return {name: value for name, value in answer.json().items() if name != "trace_id"}

    assert first.status_code == second.status_code == 500
    assert told(first) == told(second)
    assert told(first)["type"] == "/problemes/erreur-interne"
    faults = [line for line in log.lines if line["event"] == "http.fault"]
    assert [line["trace_id"] for line in faults] == [first.json()["trace_id"], second.json()["trace_id"]]
    assert "RuntimeError: SELECT nom FROM candidats" in faults[0]["exception"]
    assert "corinne" not in log.getvalue()


def of_driver(error: Exception) -> Exception:
    """The driver's error as SQLAlchemy's dialect wraps it."""
    from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi

    wrapped: Exception = AsyncAdapt_asyncpg_dbapi.Error(str(error), error)  # type: ignore[no-untyped-call]
    wrapped.__cause__ = error
    return wrapped


OUTAGES = [
    ConnectionRefusedError(111, "refused"),
    socket.gaierror("no such host"),
    TimeoutError(),
    PoolTimeout("QueuePool limit reached"),
    asyncpg.CannotConnectNowError("the database system is starting up"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
    DBAPIError("SELECT 1", None, of_driver(asyncpg.AdminShutdownError("terminating connection"))),
    DBAPIError("SELECT 1", None, of_driver(asyncpg.DeadlockDetectedError("deadlock"))),
    DBAPIError("INSERT", None, of_driver(asyncpg.DiskFullError("no space left"))),
    DBAPIError("SELECT 1", None, Exception("?"), connection_invalidated=True),
    InterfaceError("SELECT 1", None, of_driver(asyncpg.InterfaceError("connection is closed"))),
    OperationalError("SELECT 1", None, Exception("gone")),
]
FAULTS = [
    DBAPIError("SELECT 1", None, of_driver(asyncpg.DivisionByZeroError("division by zero"))),
    DBAPIError("SELECT 1", None, Exception("?")),
    IntegrityError("INSERT", None, of_driver(asyncpg.UniqueViolationError("twice"))),
    DBAPIError("SELECT $1", None, of_driver(asyncpg.DataError("invalid input for query argument $1"))),
    asyncpg.DataError("expected str, got int"),
    asyncpg.UniqueViolationError("twice"),
    OSError("disk"),
]


@pytest.mark.parametrize("outage", OUTAGES, ids=repr)
async def test_an_outage_passes(http: httpx.AsyncClient, log: Log, outage: Exception) -> None:
    answer = await raising(http, outage)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "/problemes/service-indisponible"
    assert [line["level"] for line in log.lines if line["event"] == "http.outage"] == ["warning"]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
async def test_a_fault_does_not_look_like_an_outage(http: httpx.AsyncClient, fault: Exception) -> None:
    assert (await raising(http, fault)).status_code == 500


async def test_a_text_that_the_database_refuses_is_the_senders(http: httpx.AsyncClient) -> None:
    refused = of_driver(asyncpg.CharacterNotInRepertoireError("invalid byte sequence: 0x00"))

    answer = await raising(http, DBAPIError("INSERT", None, refused))

    assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/caractere-interdit")


async def test_an_answer_that_breaks_off_is_reported_once(http: httpx.AsyncClient, log: Log) -> None:
    with pytest.raises(AssertionError):  # httpx: the answer has no end
        await http.get("/api/essai/coupe")

    assert [line["event"] for line in log.lines] == ["http.fault", "http.request"]
    assert "corinne.berthier" not in log.getvalue()


async def test_a_client_that_goes_away_is_no_fault(http: httpx.AsyncClient, log: Log) -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/essai/demandes/1",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    await APP(scope, gone, send)
    assert [(line["event"], line["status"]) for line in log.lines] == [("http.request", 499)]

    Fault.raised = ClientDisconnect()
    with pytest.raises(AssertionError):  # httpx: no answer was given
        await http.get("/api/essai/faute")
    assert [(line["event"], line["status"]) for line in log.lines[1:]] == [("http.request", 499)]


async def test_one_line_says_what_happened_and_to_nobody_whom(http: httpx.AsyncClient, log: Log) -> None:
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-01", "X-Request-Id": "gateway-1.2_3"}
    answer = await http.post("/api/essai/demandes/Berthier?nom=Berthier", json={"motif": "Berthier"}, headers=headers)

    (line,) = log.lines
    assert answer.status_code == 200
    assert answer.headers["x-request-id"] == "gateway-1.2_3"
    assert line.pop("seconds") > 0
    assert line.pop("timestamp")
    assert line.pop("span_id") != SPAN
    assert line == {
        "event": "http.request",
        "level": "info",
        "service.name": "essai",
        "trace_id": TRACE,
        "method": "POST",
        "route": "/api/essai/demandes/{demande_id}",
        "status": 200,
        "request_id": "gateway-1.2_3",
    }


async def test_the_line_names_the_problem(http: httpx.AsyncClient, log: Log) -> None:
    await raising(http, DemandeIntrouvable())

    assert [line.get("problem") for line in log.lines] == ["demande-introuvable"]


@pytest.mark.parametrize("sent", ["", "a", "x" * 65, "deux mots !", "ligne\tcoupée"])
async def test_a_request_id_that_is_not_sane_is_replaced(http: httpx.AsyncClient, sent: str) -> None:
    answer = await http.get("/api/essai/trace", headers=[(b"X-Request-Id", sent.encode())])

    assert answer.headers["x-request-id"] == answer.json()["trace_id"]


async def test_the_gateways_request_id_becomes_the_trace(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/essai/trace", headers={"X-Request-Id": TRACE})

    assert answer.json()["trace_id"] == TRACE


async def test_each_request_has_a_trace_of_its_own(http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.get("/api/essai/trace") for _ in range(10)))

    assert len({answer.json()["trace_id"] for answer in answers}) == 10


async def test_nothing_of_the_api_is_kept_by_caches_unless_said_so(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/essai/trace")
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")

    answer = await http.get("/api/essai/public")
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("max-age=60", "nosniff")


def counted(method: str, route: str, status: str) -> float:
    labels = {"service": "essai", "method": method, "route": route, "status": status}
    assert REGISTRY.get_sample_value("permis_http_requests_total", labels) == REGISTRY.get_sample_value(
        "permis_http_request_seconds_count", labels
    )
    return REGISTRY.get_sample_value("permis_http_requests_total", labels) or 0.0


@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", "/api/essai/demandes/7/pieces/8", ("GET", "/api/essai/demandes/{demande_id}/pieces/{piece_id}", "2xx")),
        ("GET", "/api/essai/nowhere/7", ("GET", "-", "4xx")),
        ("BREW", "/api/essai/nowhere", ("-", "-", "4xx")),
    ],
)
async def test_requests_are_counted_by_template(
    http: httpx.AsyncClient, method: str, path: str, labels: tuple[str, str, str]
) -> None:
    before = counted(*labels)
    await http.request(method, path)

    assert counted(*labels) == before + 1


async def test_operators_see_life_readiness_and_metrics(http: httpx.AsyncClient, log: Log) -> None:
    assert (await http.get("/healthz")).status_code == 200
    assert (await http.get("/readyz")).status_code == 200
    metrics = await http.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "permis_http_requests_total{" in metrics.text
    assert log.lines == []


async def test_a_database_that_does_not_answer_makes_the_service_not_ready(http: httpx.AsyncClient, log: Log) -> None:
    async def refused() -> None:
        raise OSError("postgresql://essai:secret@host/essai")

    Readiness.check = refused
    answer = await http.get("/readyz")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problemes/pas-pret")
    assert "retry-after" in answer.headers
    assert "secret" not in answer.text + log.getvalue()
    assert (await http.get("/healthz")).status_code == 200


async def test_readiness_waits_two_seconds_at_most(http: httpx.AsyncClient) -> None:
    Readiness.check = asyncio.Event().wait
    begun = asyncio.get_running_loop().time()

    assert (await http.get("/readyz")).status_code == 503
    assert 1.9 < asyncio.get_running_loop().time() - begun < 5


async def test_the_document_tells_of_problems(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    operation = document["paths"]["/api/essai/demandes/{demande_id}"]["post"]
    responses = operation["responses"]

    assert document["openapi"].startswith("3.1")
    assert operation["operationId"] == "post_demande"
    assert responses.keys() == {"200", "401", "404", "409", "422", "default"}
    for status in ("401", "404", "409", "422", "default"):
        schema = responses[status]["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}
    examples = responses["404"]["content"]["application/problem+json"]["examples"]
    assert examples["demande-introuvable"]["value"]["type"] == "/problemes/demande-introuvable"
    assert {"Problem", "FieldProblem", "Motif"} == document["components"]["schemas"].keys()
    assert "/healthz" not in document["paths"]


def test_rules_of_one_status_are_told_together() -> None:
    class Autre(RoleInsuffisant):
        slug = "autre"
        title = "Autre"

    told = problems(RoleInsuffisant, DemandeIntrouvable, Autre)

    assert told.keys() == {403, 404}
    assert told[403]["description"] == f"{RoleInsuffisant.title} · Autre"
    assert told[403]["content"]["application/problem+json"]["examples"].keys() == {"role-insuffisant", "autre"}


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_no_page_of_documentation_loads_from_elsewhere(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404
