"""Wiring: the settings become parts, the parts run side by side."""

from pathlib import Path

from contracts.delivery import Database, consume, relay, sweep
from contracts.deux_d_doc import Confiance
from contracts.exploitation import exploitation
from contracts.http import create_app, serve
from contracts.http.openapi import Api
from contracts.identity import Jwks, Verifier
from contracts.objects import S3
from contracts.running import Job, until_stopped
from contracts.telemetry import configure_logging
from documents_pdf.api import verification
from documents_pdf.api.documents import router
from documents_pdf.app import App
from documents_pdf.deadlines import DEADLINES
from documents_pdf.handlers import HANDLERS
from documents_pdf.rendering.pool import PrintingPool
from documents_pdf.scellement.cles import CleInvalide
from documents_pdf.scellement.controle import Controle
from documents_pdf.scellement.sceau import Sceau
from documents_pdf.settings import Settings

NAME = "documents"
PREFETCH = 16  # a document takes a tenth of a second: more in hand would only starve the other workers


VERIFICATION = "/verification"
"""The page where anybody verifies a paper, under the address of the system."""


def wire(settings: Settings, *, worker: bool = True) -> App:
    return App(
        db=Database(settings.database_url.get_secret_value()),
        objects=S3(
            settings.s3_endpoint,
            settings.s3_access_key,
            settings.s3_secret_key.get_secret_value(),
            secure=settings.s3_secure,
            region=settings.s3_region,
        ),
        printer=PrintingPool(settings.printers),
        sceau=_sceau(settings) if worker else None,
        controle=Controle(Confiance.des_fichiers(settings.sceau_confiance, essai=settings.sceau_essai)),
    )


def _sceau(settings: Settings) -> Sceau:
    return Sceau.des_fichiers(
        cachet=(_needed(settings, "sceau_cachet_cle_file"), _needed(settings, "sceau_cachet_certificat_file")),
        pades=(_needed(settings, "sceau_signature_cle_file"), _needed(settings, "sceau_signature_certificat_file")),
        secret=_needed(settings, "sceau_code_secret_file"),
        adresse=settings.public_url.rstrip("/") + VERIFICATION,
        tsa_url=settings.sceau_tsa_url,
    )


def _needed(settings: Settings, name: str) -> Path:
    file = getattr(settings, name)
    if not isinstance(file, Path):
        raise CleInvalide(f"a worker seals documents and needs DOCUMENTS_{name.upper()}")
    return file


def http(app: App, verifier: Verifier, *, api: bool = True) -> Api:
    """A worker answers the operators' questions only."""
    routers = [verification.router, router] if api else []
    fastapi_app = create_app(
        service=NAME,
        title="Documents officiels",
        routers=routers,
        ready=app.db.ready if api else app.db.ready_to_work,
        verifier=verifier,
        body_limits=verification.BODY_LIMITS,
    )
    fastapi_app.state.app = app
    return fastapi_app


async def run(settings: Settings, role: str) -> None:
    configure_logging(NAME)
    app, broker = wire(settings, worker=role != "api"), settings.broker_url.get_secret_value()
    background: list[Job] = [app.db.announce()]
    if role in ("worker", "all"):
        background += [
            relay(NAME, app.db, broker),
            consume(NAME, HANDLERS, app, broker, prefetch=PREFETCH),
            sweep(DEADLINES, app),
        ]
    web = http(app, Verifier(Jwks(settings.jwks_url)), api=role in ("api", "all"))
    if role in ("api", "all"):
        web.include_router(exploitation(NAME, app.db, broker))
    try:
        await until_stopped(lambda stop: serve(web, settings.http_port, stop=stop), background)
    finally:
        await app.close()
