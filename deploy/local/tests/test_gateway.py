"""The gateway: what it lets through, to whom, what it says of its own, and what a client cannot make it believe."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from deploy.local.catalogue import services
from deploy.local.gateway import gateway
from deploy.local.nginx import Nginx
from deploy.local.ports import free_port

ABSENT, SLOW = "notifications", "/api/instruction/lent"
OWN_PROBLEM = {"type": "/problemes/du-service", "title": "Du service", "status": 404}


async def echo(request: Request) -> Response:
    size = len(await request.body())
    return JSONResponse({"path": request.url.path, "headers": dict(request.headers), "size": size})


async def own_problem(request: Request) -> Response:
    return JSONResponse(OWN_PROBLEM, 404, media_type="application/problem+json")


async def own_rules(request: Request) -> Response:
    return Response(b"%PDF", headers={"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"})


async def stream(request: Request) -> Response:
    async def lines() -> AsyncIterator[bytes]:
        yield b"data: un\n\n"
        await request.app.state.go_on.wait()
        yield b"data: deux\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


@dataclass(frozen=True)
class Entry:
    """The gateway under test; `go_on` lets the stream go on."""

    http: httpx.AsyncClient
    nginx: Nginx
    go_on: asyncio.Event


@pytest.fixture(scope="module")
async def entry(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Entry]:
    taken: set[int] = set()
    folder: Path = tmp_path_factory.mktemp("passerelle")
    backend = free_port(taken)
    ports = {name: free_port(taken) if name == ABSENT else backend for name in services()}
    ports["portal"] = backend
    ports["gateway"] = free_port(taken)
    app = Starlette(
        routes=[
            Route("/api/demandes/{id}/flux", stream),
            Route("/api/demandes/refus", own_problem),
            Route("/api/documents/{id}/contenu", own_rules),
            Route("/{path:path}", echo, methods=["GET", "POST", "PUT"]),
        ]
    )
    app.state.go_on = asyncio.Event()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=backend, log_level="critical", lifespan="off"))
    running = asyncio.create_task(server.serve())
    nginx = gateway(folder, ports, inbox_url="http://127.0.0.1:8025/")
    await nginx.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports['gateway']}", timeout=10) as http:
        yield Entry(http, nginx, app.state.go_on)
    await nginx.stop()
    server.should_exit = True
    await running


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["trace_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    return body


@pytest.mark.parametrize("path", ["/api/demandes", "/api/demandes/a/b?c=d", "/api/ctn/x", "/.well-known/jwks.json"])
async def test_a_service_gets_its_full_path(entry: Entry, path: str) -> None:
    answer = await entry.http.get(path)

    assert answer.json()["path"] == path.split("?")[0]


async def test_an_openapi_document_has_the_address_of_its_service(entry: Entry) -> None:
    assert (await entry.http.get("/api/ctn/openapi.json")).json()["path"] == "/openapi.json"


@pytest.mark.parametrize(
    "path",
    ["/metrics", "/healthz", "/readyz", "/docs", "/redoc", "/openapi.json", "/api", "/api/demandesx", "/api/autre/x"],
)
async def test_what_is_not_for_the_public_does_not_exist(entry: Entry, path: str) -> None:
    assert problem(await entry.http.get(path), 404)["instance"] == path


async def test_the_home_page_leads_to_every_interface_and_to_the_inbox(entry: Entry) -> None:
    page = await entry.http.get("/api/")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for name in services():
        assert f'href="/api/{name}/openapi.json"' in page.text
    assert 'href="http://127.0.0.1:8025/"' in page.text
    assert (await entry.http.get("/style.css")).headers["content-type"].startswith("text/css")


async def test_the_name_of_a_problem_leads_to_a_page(entry: Entry) -> None:
    refused = problem(await entry.http.get("/api/rien"), 404)

    page = await entry.http.get(refused["type"])

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "adresse-inconnue" in page.text


async def test_what_a_client_says_of_itself_is_overwritten(entry: Entry) -> None:
    lies = {
        "X-Forwarded-For": "6.6.6.6",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "mal.exemple",
        "X-Real-IP": "6.6.6.6",
        "Forwarded": "for=6.6.6.6",
        "X-Request-Id": "de-ma-part",
        "traceparent": "00-11111111111111111111111111111111-1111111111111111-01",
    }

    seen = (await entry.http.get("/api/demandes/x", headers=lies)).json()["headers"]

    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert len(seen["x-request-id"]) == 32
    assert not {"x-forwarded-host", "x-real-ip", "forwarded", "traceparent"} & set(seen)


async def test_every_answer_has_the_security_headers(entry: Entry) -> None:
    for path in ("/", "/api/demandes/x", "/rien"):
        headers = (await entry.http.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["server"] == "nginx"
        assert "strict-transport-security" not in headers


async def test_what_a_service_says_of_its_answer_stays(entry: Entry) -> None:
    headers = (await entry.http.get("/api/documents/1/contenu")).headers

    assert headers.get_list("content-security-policy") == ["sandbox"]
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert (await entry.http.get("/api/demandes/refus")).json() == OWN_PROBLEM


async def test_a_body_above_the_limit_is_refused_with_its_remedy(entry: Entry) -> None:
    assert "12 Mo" in problem(await entry.http.post("/api/demandes/a/pieces", content=b"x" * 12_600_000), 413)["detail"]
    answer = await entry.http.post("/api/demandes/a/pieces", content=b"x" * 12_000_000)
    assert answer.json()["size"] == 12_000_000


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "CONNECT"])
async def test_other_methods_are_refused(entry: Entry, method: str) -> None:
    assert (await entry.http.request(method, "/api/demandes/x")).status_code in (400, 405)


async def test_a_page_is_not_written_to(entry: Entry) -> None:
    for path in ("/api/", "/style.css"):
        answer = await entry.http.post(path)
        assert problem(answer, 405)["instance"] == path
        assert "GET" in answer.headers["allow"]


async def test_a_service_that_is_away_is_said_so(entry: Entry) -> None:
    answer = await entry.http.get(f"/api/{ABSENT}/x")

    assert "Idempotency-Key" in problem(answer, 502)["detail"]
    assert answer.headers["retry-after"] == "5"


async def test_a_header_too_large_is_a_problem_too(entry: Entry) -> None:
    assert (await entry.http.get("/api/demandes/x", headers={"X-Long": "x" * 9000})).status_code == 400


async def test_a_path_that_is_no_json_does_not_break_the_problem(entry: Entry) -> None:
    assert problem(await entry.http.get('/api/rien"}\\%0a'), 404)["instance"] == "/"


async def test_events_of_a_stream_arrive_one_by_one(entry: Entry) -> None:
    async with entry.http.stream("GET", "/api/demandes/1/flux") as answer, asyncio.timeout(5):
        chunks = answer.aiter_bytes()
        assert await anext(chunks) == b"data: un\n\n"
        entry.go_on.set()
        assert await anext(chunks) == b"data: deux\n\n"


async def test_logins_are_limited_per_address_and_readers_are_not(entry: Entry) -> None:
    answers = [await entry.http.post("/api/accounts/sessions") for _ in range(30)]

    statuses = [answer.status_code for answer in answers]
    assert statuses[:25] == [200] * 25
    assert 429 in statuses[25:]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert problem(refused, 429)["type"] == "/problemes/trop-de-demandes"
    assert refused.headers["retry-after"] == "15"
    readers = [(await entry.http.get("/api/demandes/x")).status_code for _ in range(60)]
    assert readers == [200] * 60


async def test_logins_by_franceconnect_are_limited_though_they_only_read(entry: Entry) -> None:
    answers = [await entry.http.get("/api/accounts/franceconnect/connexion") for _ in range(60)]

    statuses = [answer.status_code for answer in answers]
    assert statuses[:40] == [200] * 40
    assert 429 in statuses[40:]


async def test_calls_to_verification_are_limited(entry: Entry) -> None:
    asked = [(await entry.http.get("/api/documents/verification/secretcode")).status_code for _ in range(30)]
    asked += [(await entry.http.post("/api/documents/verification", json={})).status_code for _ in range(30)]

    assert asked[:40] == [200] * 40
    assert 429 in asked[40:]


SECRET_PAGES = ("monespace/activer", "monespace/mot-de-passe", "monespace/coordonnees", "verification")
SECRET_PATHS = ("activations", "mots-de-passe", "coordonnees", "franceconnect/rattachements")


async def test_the_log_has_no_query_and_no_secret_of_a_path(entry: Entry) -> None:
    await entry.http.get("/api/demandes/x?nom=secretnom")
    for secret in SECRET_PATHS:
        await entry.http.get(f"/api/accounts/{secret}/secretjeton")
    await entry.http.get("/api/documents/verification/secretcode")
    for secret in SECRET_PAGES:
        await entry.http.get(f"/{secret}/secretjeton")

    lines = [json.loads(line) for line in entry.nginx.log_file.read_text().splitlines() if line.startswith("{")]

    for secret in SECRET_PATHS:
        assert any(line["path"] == f"/api/accounts/{secret}/-" for line in lines)
    for secret in SECRET_PAGES:
        assert any(line["path"] == f"/{secret}/-" for line in lines)
    assert "secretnom" not in entry.nginx.log_file.read_text()
    assert "secretcode" not in entry.nginx.log_file.read_text()
    assert "secretjeton" not in entry.nginx.log_file.read_text()
