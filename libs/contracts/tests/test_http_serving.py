"""The server on a real socket: it stops when told, lets requests end, and leaves signals to its caller."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from contracts.http import create_app, serve
from contracts.identity import Verifier, signing_key

router = APIRouter(prefix="/api/essai")


@router.get("/lent")
async def get_lent() -> str:
    await Gate.open.wait()
    return "fini"


@router.get("/coupe")
async def get_coupe() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"a"
        raise RuntimeError("broken off")

    return StreamingResponse(parts())


@router.get("/client")
async def get_client(request: Request) -> str | None:
    return request.client.host if request.client else None


@router.post("/corps")
async def post_corps(request: Request) -> int:
    return len(await request.body())


class Gate:
    open: asyncio.Event


async def ready() -> None: ...


APP = create_app(
    service="essai", title="Essai", routers=[router], ready=ready, verifier=Verifier.of_keys(signing_key())
)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
async def http(port: int) -> AsyncIterator[httpx.AsyncClient]:
    Gate.open = asyncio.Event()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client


async def answering(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                await http.get("/healthz")
                return
            except httpx.ConnectError:
                await asyncio.sleep(0.01)


async def test_requests_in_hand_end_before_the_server(http: httpx.AsyncClient, port: int) -> None:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(serve(APP, port, stop=stop))
        await answering(http)
        asking = tasks.create_task(http.get("/api/essai/lent"))
        await asyncio.sleep(0.1)
        stop.set()
        await asyncio.sleep(0.3)
        assert not serving.done()
        with pytest.raises(httpx.ConnectError):
            async with httpx.AsyncClient() as other:
                await other.get(f"http://127.0.0.1:{port}/healthz")
        Gate.open.set()

    assert asking.result().json() == "fini"


async def test_a_cancelled_server_stops_the_same_way(http: httpx.AsyncClient, port: int) -> None:
    serving = asyncio.create_task(serve(APP, port, stop=asyncio.Event()))
    await answering(http)
    asking = asyncio.create_task(http.get("/api/essai/lent"))
    await asyncio.sleep(0.1)
    serving.cancel()
    await asyncio.sleep(0.1)
    Gate.open.set()

    assert (await asking).status_code == 200
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_signals_are_the_callers(http: httpx.AsyncClient, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    before = signal.getsignal(signal.SIGTERM)
    try:
        serving = asyncio.create_task(serve(APP, port, stop=stop))
        await answering(http)
        assert signal.getsignal(signal.SIGTERM) == before
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            await serving
        assert stop.is_set()
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


async def test_an_address_that_is_taken_is_an_error_of_the_caller(port: int) -> None:
    with socket.create_server(("127.0.0.1", port)), pytest.raises(OSError, match="in use"):
        await serve(APP, port, stop=asyncio.Event())


@pytest.mark.parametrize(("trusted", "client"), [(("127.0.0.1",), "203.0.113.7"), ((), "127.0.0.1")])
async def test_only_a_trusted_proxy_says_who_the_client_is(
    http: httpx.AsyncClient, port: int, trusted: tuple[str, ...], client: str
) -> None:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(APP, port, stop=stop, trusted_proxies=trusted))
        await answering(http)
        answer = await http.get("/api/essai/client", headers={"X-Forwarded-For": "203.0.113.7"})
        stop.set()

    assert answer.json() == client
    assert "server" not in answer.headers


async def test_an_answer_that_breaks_off_closes_the_connection(http: httpx.AsyncClient, port: int) -> None:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(APP, port, stop=stop))
        await answering(http)
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get("/api/essai/coupe")
        stop.set()


async def test_a_body_that_is_too_large_is_not_read(http: httpx.AsyncClient, port: int) -> None:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(APP, port, stop=stop))
        await answering(http)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /api/essai/corps HTTP/1.1\r\nHost: essai\r\nContent-Length: 99999999\r\n\r\n")
        async with asyncio.timeout(5):
            answer = await reader.read()  # to the end: the server closes
        writer.close()
        stop.set()

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"/problemes/corps-trop-gros" in answer


async def test_who_leaves_says_so_on_each_connection_before_it_closes_them(
    http: httpx.AsyncClient, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAIN_SECONDS", "5")
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(APP, port, stop=stop))
    await answering(http)
    assert "connection" not in (await http.get("/healthz")).headers

    stop.set()

    assert (await http.get("/healthz")).headers["connection"] == "close"
    async with asyncio.timeout(3):  # nobody is connected any more: it need not wait for the five seconds
        await serving
