"""Serves an application in the running loop until told to stop, then lets the requests in hand end."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Iterator, Sequence

import structlog
import uvicorn
from starlette.types import ASGIApp

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
    """
    host = host or os.environ.get("HTTP_HOST", LOOPBACK[0])
    trusted = trusted_proxies or os.environ.get("TRUSTED_PROXIES", ",".join(LOOPBACK)).split(",")
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        forwarded_allow_ips=list(trusted),
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=config.backlog)
    server = _Server(config)
    log.info("http.listening", host=host, port=listener.getsockname()[1])
    running = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopping.cancel()
        await running
        listener.close()
