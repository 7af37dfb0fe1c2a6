"""Wiring: the settings become parts, the parts run side by side."""

from pathlib import Path

from contracts.delivery import Database, consume, relay, sweep
from contracts.http import Api, create_app, serve
from contracts.identity import Jwks, Verifier
from contracts.objects import S3
from contracts.running import Job, until_stopped
from contracts.telemetry import configure_logging
from instruction.api import causes, decisions, dossiers, fichiers
from instruction.app import App
from instruction.handlers import HANDLERS
from instruction.settings import Settings

NAME = "instruction"
MIGRATIONS = Path(__file__).parent / "storage" / "migrations"


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
    )


def http(app: App, verifier: Verifier, *, api: bool = True) -> Api:
    """A worker answers the operators' questions only."""
    routers = [causes.router, dossiers.router, fichiers.router, decisions.router] if api else []
    fastapi_app = create_app(
        service=NAME,
        title="Instruction des demandes",
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
        background += [relay(NAME, app.db, broker), consume(NAME, HANDLERS, app, broker), sweep([], app)]
    web = http(app, Verifier(Jwks(settings.jwks_url)), api=role in ("api", "all"))
    try:
        await until_stopped(lambda stop: serve(web, settings.http_port, stop=stop), background)
    finally:
        await app.close()
