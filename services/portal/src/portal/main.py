"""Wiring: the settings become parts, the parts serve the pages."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from contracts.errors import RuleBroken
from contracts.http import serve
from contracts.http.limits import BodyLimits
from contracts.http.observe import Observe
from contracts.identity import Jwks, Verifier
from contracts.running import until_stopped
from contracts.telemetry import configure_logging
from portal.app import App
from portal.clients import Interlocuteurs, ServiceAbsent
from portal.pages.erreurs import DernierRecours, repondre
from portal.pages.formulaire import JetonRefuse
from portal.pages.page import NonConnecte, Refus, RoleAutre
from portal.pages.retours import Retours
from portal.pages.securite import Securite
from portal.rendu import Gabarits
from portal.routes import ROUTERS
from portal.session.cookies import Cookies
from portal.session.courante import Sessions
from portal.session.jetons import Renouveleur
from portal.session.signature import Signature
from portal.settings import Settings
from portal.statiques import URL, Statiques

NAME = "portal"
SECRET_MIN = 32  # bytes
YEAR = "public, max-age=31536000, immutable"
MEGA = 1024 * 1024

# Forms are small; these bring files, or come back from a login with all that was typed.
BODY_LIMITS = {
    "/connexion": MEGA // 2,
    "/monespace": 12 * MEGA,
    "/ctn/liasses": 61 * MEGA,
    "/administration/agrements": 6 * MEGA,
    "/verification": 5 * MEGA,
}

FAULTS = (
    NonConnecte,
    RoleAutre,
    JetonRefuse,
    Refus,
    ServiceAbsent,
    RuleBroken,
    RequestValidationError,
    HTTPException,
)


def wire(settings: Settings) -> App:
    return App(
        interlocuteurs=Interlocuteurs(settings.adresses),
        gabarits=Gabarits(Statiques(), marque_etat=settings.marque_etat),
        signature=Signature(_secret(settings)),
        cookies=Cookies(sure=settings.public_url.startswith("https://")),
        public_url=settings.public_url.rstrip("/"),
    )


def _secret(settings: Settings) -> bytes:
    secret = settings.secret_file.read_bytes().strip()
    if len(secret) < SECRET_MIN:
        raise ValueError(f"PORTAL_SECRET_FILE: {SECRET_MIN} bytes at least")
    return secret


def http(app: App, verifier: Verifier) -> FastAPI:
    fastapi_app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=dict.fromkeys(FAULTS, repondre),
        middleware=[
            Middleware(Observe, service=NAME),
            Middleware(Securite, public_url=app.public_url),
            Middleware(DernierRecours),
            Middleware(Sessions, cookies=app.cookies, verifier=verifier, renouveleur=Renouveleur(app.interlocuteurs)),
            Middleware(DernierRecours),
            Middleware(BodyLimits, limits=BODY_LIMITS),
        ],
    )
    fastapi_app.state.app = app
    fastapi_app.state.retours = Retours(ROUTERS)
    _operations(fastapi_app)
    for router in ROUTERS:
        fastapi_app.include_router(router)
    fastapi_app.mount(URL, _Kept(directory=Statiques().folder), name="statique")
    return fastapi_app


class _Kept(StaticFiles):
    """Addresses carry the print of all files: what was fetched once is never asked for again."""

    def get_path(self, scope: Scope) -> str:
        return super().get_path(scope).partition("/")[2]

    def file_response(self, *args: object, **kwargs: object) -> Response:
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = YEAR
        return answer


def _operations(app: FastAPI) -> None:
    """For those who run it; the gateway lets nobody else in. Ready means alive: a page says itself who is away."""

    @app.get("/healthz")
    @app.get("/readyz")
    async def get_etat() -> JSONResponse:
        return JSONResponse({"etat": "vivant"})

    @app.get("/metrics")
    async def get_metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def run(settings: Settings) -> None:
    configure_logging(NAME)
    app = wire(settings)
    web = http(app, Verifier(Jwks(settings.jwks_url)))
    try:
        await until_stopped(lambda stop: serve(web, settings.http_port, stop=stop))
    finally:
        await app.close()
