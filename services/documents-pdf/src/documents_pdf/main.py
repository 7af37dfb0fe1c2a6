"""Wiring: the settings become parts, the parts run side by side."""

from contracts.delivery import Database, consume, relay, sweep
from contracts.http import create_app, serve
from contracts.http.openapi import Api
from contracts.identity import Jwks, Verifier
from contracts.objects import S3
from contracts.running import Job, until_stopped
from contracts.telemetry import configure_logging
from documents_pdf.api.documents import router
from documents_pdf.app import App
from documents_pdf.deadlines import DEADLINES
from documents_pdf.handlers import HANDLERS
from documents_pdf.rendering.pool import PrintingPool
from documents_pdf.settings import Settings

NAME = "documents"
PREFETCH = 16  # a document takes a tenth of a second: more in hand would only starve the other workers


def wire(settings: Settings) -> App:
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
    )


def http(app: App, verifier: Verifier, *, api: bool = True) -> Api:
    """A worker answers the operators' questions only."""
    routers = [router] if api else []
    fastapi_app = create_app(
        service=NAME,
        title="Documents officiels",
        routers=routers,
        ready=app.db.ready if api else app.db.ready_to_work,
        verifier=verifier,
    )
    fastapi_app.state.app = app
    return fastapi_app


async def run(settings: Settings, role: str) -> None:
    configure_logging(NAME)
    app, broker = wire(settings), settings.broker_url.get_secret_value()
    background: list[Job] = [app.db.announce()]
    if role in ("worker", "all"):
        background += [
            relay(NAME, app.db, broker),
            consume(NAME, HANDLERS, app, broker, prefetch=PREFETCH),
            sweep(DEADLINES, app),
        ]
    web = http(app, Verifier(Jwks(settings.jwks_url)), api=role in ("api", "all"))
    try:
        await until_stopped(lambda stop: serve(web, settings.http_port, stop=stop), background)
    finally:
        await app.close()
