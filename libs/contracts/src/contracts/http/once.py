"""What the Idempotency-Key header says: the same request sent twice has its effect once, and the same answer."""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Header, Request
from starlette.responses import Response

from contracts.errors import RuleBroken
from contracts.identity import caller_of

VISIBLE_ASCII = re.compile(r"[!-~]{8,128}")


class CleIdempotenceInvalide(RuleBroken):
    slug = "cle-idempotence-invalide"
    title = "La clé d'idempotence n'a pas la forme attendue"
    kind = "invalide"


class CleReutilisee(RuleBroken):
    slug = "cle-idempotence-reutilisee"
    title = "Cette clé d'idempotence a déjà servi pour un autre envoi"
    kind = "invalide"


class AlreadyAnswered(Exception):
    """This request was answered before: here is the answer, kept in the transaction that had its effect."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body

    def response(self) -> Response:
        media_type = "application/json" if self.body else None
        return Response(self.body, self.status, {"Idempotent-Replay": "true"}, media_type)


@dataclass(frozen=True)
class Once:
    """Who sent which key with what: keys of different callers never meet."""

    caller: str
    key: str
    fingerprint: str

    def of(self, digest: str) -> "Once":
        """With the hash of an uploaded file, which the header's dependency does not read."""
        return replace(self, fingerprint=hashlib.sha256(f"{self.fingerprint}\n{digest}".encode()).hexdigest())


async def once(
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(description="8 to 128 visible ASCII characters, new for each action; kept for 24 hours.")
    ] = None,
) -> Once | None:
    """The dependency of a mutating route, for `begin(once)`; None when the header is absent."""
    if idempotency_key is None:
        return None
    if VISIBLE_ASCII.fullmatch(idempotency_key) is None:
        raise CleIdempotenceInvalide("Envoyez de 8 à 128 caractères visibles sans accent, par exemple un UUID.")
    caller = await caller_of(request)
    address = request.client.host if request.client else "inconnue"
    return Once(str(caller.id) if caller else f"anonyme:{address}", idempotency_key, await _fingerprint(request))


async def _fingerprint(request: Request) -> str:
    told = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    # Forms and files are read by the route, once; it may add their hash with `of`.
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in ("", "application/json") or media_type.endswith("+json"):
        told.update(await request.body())
    return told.hexdigest()


OnceKey = Annotated[Once | None, Depends(once)]
