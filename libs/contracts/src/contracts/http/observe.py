"""Around each request: its trace, one log line and one measure, the headers of every answer, the last resort."""

import re
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.http.outages import sqlstate
from contracts.http.problems import FAULT, OUTAGE, Cause, cause_of, respond
from contracts.telemetry import HTTP_REQUESTS, HTTP_SECONDS, continue_trace, describe, redact

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
NO_ROUTE = "-"
CLIENT_GONE = 499  # nginx's number for it

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_TRACE_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)

log = structlog.get_logger()


class Observe:
    """Outermost ASGI middleware. What neither a route nor a handler answered is answered here, without its detail."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sent = headers.get("x-request-id", "")
        with continue_trace(headers.get("traceparent") or _trace_named(sent), kind="server") as span:
            answer = _Answer(send, scope["path"], sent if _SANE_ID.fullmatch(sent) else span.trace_id)
            begun = perf_counter()
            try:
                await self._app(scope, receive, answer)
            except ClientDisconnect:
                pass
            except Exception as fault:  # noqa: BLE001 the last place where an answer can be given
                _report(fault, cause_of(fault))
                if not answer.status:
                    await respond(fault, scope)(scope, receive, answer)
            finally:
                self._tell(scope, answer, perf_counter() - begun)

    def _tell(self, scope: Scope, answer: "_Answer", seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "-"
        route, status = route_of(scope), answer.status or CLIENT_GONE
        labels = (self._service, method, route, f"{status // 100}xx")
        HTTP_REQUESTS.labels(*labels).inc()
        HTTP_SECONDS.labels(*labels).observe(seconds)
        if route not in QUIET:
            said = {"http.request.method": method, "http.route": route, "http.response.status_code": status}
            describe(f"{method} {route}", failed=status >= 500, **said)
        write = log.debug if route in QUIET and status < 400 else log.info
        problem = {"problem": scope["problem"]} if "problem" in scope else {}
        write(
            "http.request",
            method=method,
            route=route,
            status=status,
            seconds=round(seconds, 6),
            request_id=answer.request_id,
            **problem,
        )


class _Answer:
    """`send`, which remembers the status and puts the headers that every answer has."""

    def __init__(self, send: Send, path: str, request_id: str) -> None:
        self._send, self._path, self.request_id = send, path, request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.request_id
            headers["X-Content-Type-Options"] = "nosniff"
            if self._path.startswith("/api"):
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)


def _trace_named(request_id: str) -> str | None:
    """nginx's request id is a trace id: one name for the request in all logs."""
    return f"00-{request_id}-{request_id[:16]}-01" if _TRACE_ID.fullmatch(request_id) else None


def _report(fault: Exception, cause: Cause) -> None:
    if cause is OUTAGE:
        log.warning("http.outage", fault=type(fault).__name__, sqlstate=sqlstate(fault), said=redact(str(fault))[:300])
    elif cause is FAULT:
        log.error("http.fault", exc_info=fault)


def route_of(scope: Scope) -> str:
    """The template of the matched path, prefixes of including routers and all; of bounded number, unlike paths."""
    context = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    path = getattr(context, "path", None)
    return path if isinstance(path, str) else NO_ROUTE
