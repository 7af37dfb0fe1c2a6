"""Serves an application in the running loop until told to stop, then lets the requests in hand end."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Iterator, Sequence

import structlog
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "::1")
GRACE = 10  # seconds
KEEP_ALIVE = 75  # seconds: longer than nginx keeps its connections, so that the server never closes one in use

log = structlog.get_logger()


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the caller's: it has more than this server to stop."""
        yield


async def serve(
    app: ASGIApp,
    port: int,
    *,
    stop: asyncio.Event,
    host: str | None = None,
    trusted_proxies: Sequence[str] | None = None,
) -> None:
    """Returns once `stop` is set and the requests in hand have ended, or ten seconds later; so does a cancellation.

    Raises OSError when the address is taken. `trusted_proxies` may say by X-Forwarded-For who the client is: addresses
    or networks. Where the gateway runs on another machine, HTTP_HOST and TRUSTED_PROXIES of the environment say so.
    DRAIN_SECONDS is for how long it goes on answering after `stop`, asking for each connection to be closed: a gateway
    that keeps connections would else send a request into one that is just being closed.
    """
    host = host or os.environ.get("HTTP_HOST", LOOPBACK[0])
    if trusted_proxies is None:
        trusted_proxies = os.environ.get("TRUSTED_PROXIES", ",".join(LOOPBACK)).split(",")
    config = uvicorn.Config(
        _Leaving(app, stop),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        forwarded_allow_ips=list(trusted_proxies),
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=config.backlog)
    server = _Server(config)
    log.info("http.listening", host=host, port=listener.getsockname()[1])
    running = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await _drained(server, float(os.environ.get("DRAIN_SECONDS", "0")))
    finally:
        server.should_exit = True
        stopping.cancel()
        await running
        listener.close()


class _Leaving:
    """ASGI middleware: once told to stop, each answer asks for its connection to be closed."""

    def __init__(self, app: ASGIApp, stop: asyncio.Event) -> None:
        self._app, self._stop = app, stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def leaving(message: Message) -> None:
            if message["type"] == "http.response.start" and self._stop.is_set():
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, leaving)


async def _drained(server: uvicorn.Server, within: float) -> None:
    """When nobody is connected any more, or the time is over."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while server.server_state.connections:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.02)
