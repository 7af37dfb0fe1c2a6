"""One service's HTTP application: its routes, among what is the same for all services."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response

from contracts.errors import RuleBroken
from contracts.http.limits import BodyLimits
from contracts.http.observe import Observe
from contracts.http.once import AlreadyAnswered
from contracts.http.openapi import Api
from contracts.http.problems import respond
from contracts.identity import Verifier

READY_WITHIN = 2.0  # seconds

log = structlog.get_logger()


class PasPret(RuleBroken):
    slug = "pas-pret"
    title = "Le service n'est pas prêt"
    kind = "indisponible"


def create_app(
    *,
    service: str,
    title: str,
    routers: Iterable[APIRouter],
    ready: Callable[[], Awaitable[None]],
    verifier: Verifier,
    body_limits: Mapping[str, int] = MappingProxyType({}),
    version: str = "1.0.0",
) -> Api:
    """The application. `ready` raises when the database cannot be asked; `body_limits` as in `BodyLimits`."""
    app = Api(
        title=title,
        version=version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # its address would be made of the Host header
        generate_unique_id_function=lambda route: route.name,
        exception_handlers=dict.fromkeys((RuleBroken, AlreadyAnswered, RequestValidationError, HTTPException), _answer),
        middleware=[Middleware(Observe, service=service), Middleware(BodyLimits, limits=body_limits)],
    )
    app.state.verifier = verifier
    for router in (*routers, _operations(app, ready)):
        app.include_router(router)
    return app


async def _answer(request: Request, exc: Exception) -> Response:
    return respond(exc, request.scope)


def _operations(app: Api, ready: Callable[[], Awaitable[None]]) -> APIRouter:
    """For those who run the service; the gateway lets nobody else in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def get_healthz() -> dict[str, str]:
        return {"etat": "vivant"}

    @router.get("/readyz")
    async def get_readyz() -> dict[str, str]:
        try:
            async with asyncio.timeout(READY_WITHIN):
                await ready()
        except Exception as fault:  # noqa: BLE001 whatever keeps it from being ready, the answer is the same
            log.warning("http.not_ready", fault=type(fault).__name__)
            raise PasPret("La base de données ne répond pas ; le service reprendra de lui-même.") from None
        return {"etat": "pret"}

    @router.get("/metrics")
    async def get_metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @router.get("/openapi.json")
    async def get_openapi() -> JSONResponse:
        document: dict[str, Any] = app.openapi()
        return JSONResponse(document)

    return router
