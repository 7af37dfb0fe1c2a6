"""What a request may bring: so many bytes, and JSON that the database can hold."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.errors import FieldError, RuleBroken
from contracts.http.validation import MOST_ERRORS, CaractereInterdit, JsonIllisible, json_pointer

DEFAULT_LIMIT = 64 * 1024
DEEPEST = 32

# Escapes of NUL and of surrogates, and two constants that Python reads and JSON does not have.
_SUSPECT = re.compile(rb"\\u0000|\\u[dD]|NaN|Infinity")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class JsonImbrique(RuleBroken):
    slug = "json-imbrique"
    title = "Le corps JSON est trop imbriqué"
    kind = "malforme"


class BodyLimits:
    """ASGI middleware: bounds every body, whether it announces its length or not, and reads JSON once.

    `limits` raises the bound for some routes: path prefix → bytes, where `{…}` stands for one segment of the path.
    """

    def __init__(self, app: ASGIApp, limits: Mapping[str, int]) -> None:
        self._app = app
        longest_first = sorted(limits.items(), key=lambda item: -len(item[0]))
        self._limits = [(_template(prefix), limit) for prefix, limit in longest_first]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            raise CaractereInterdit
        headers, limit = Headers(scope=scope), self._limit(scope["path"])
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise HTTPException(413)
        bounded = _bounded(receive, limit)
        if _is_json(headers.get("content-type", "")):
            body = await _read(bounded)
            check_json(body)
            bounded = _replayed(body, receive)
        await self._app(scope, bounded, send)

    def _limit(self, path: str) -> int:
        return next((limit for prefix, limit in self._limits if prefix.match(path)), DEFAULT_LIMIT)


def _template(prefix: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^{}]*\}", prefix.rstrip("/"))
    return re.compile("[^/]+".join(map(re.escape, parts)) + r"(?:/|$)")


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _bounded(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return bounded


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return messages.pop() if messages else await receive()

    return replayed


def check_json(body: bytes) -> None:
    """Refuses what PostgreSQL would refuse later, and what costs too much to look at; most bodies are not parsed."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise JsonIllisible("Envoyez le JSON en UTF-8.") from None
    if not _SUSPECT.search(body) and body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except RecursionError:
        raise JsonImbrique(f"Réduisez l'imbrication à {DEEPEST} niveaux.") from None
    except ValueError:
        return  # whoever parses it for the route says where it is wrong
    unstorable = _walk(value)
    if unstorable:
        raise CaractereInterdit(errors=unstorable)


def _refuse_constant(name: str) -> None:
    raise JsonIllisible(f"{name} n'est pas du JSON : envoyez un nombre, ou null.")


def _walk(value: Any) -> list[FieldError]:
    found: list[FieldError] = []
    ahead: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while ahead and len(found) < MOST_ERRORS:
        steps, here = ahead.pop()
        if isinstance(here, dict | list) and len(steps) >= DEEPEST:
            raise JsonImbrique(f"Réduisez l'imbrication à {DEEPEST} niveaux.")
        if isinstance(here, list):
            ahead += [((*steps, place), item) for place, item in enumerate(here)]
        elif isinstance(here, dict):
            ahead += [((*steps, name), item) for name, item in here.items()]
            found += [_unstorable((*steps, name)) for name in here if _UNSTORABLE.search(name)]
        elif isinstance(here, str) and _UNSTORABLE.search(here):
            found.append(_unstorable(steps))
    return found


def _unstorable(steps: tuple[str | int, ...]) -> FieldError:
    shown = _UNSTORABLE.sub("�", json_pointer(steps))
    return FieldError(shown, "Un caractère nul ou incomplet s'y trouve : retirez-le.")
