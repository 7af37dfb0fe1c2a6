"""Wiring: the settings become parts, the parts run side by side."""

from datetime import timedelta
from pathlib import Path

from contracts.apercu import Apercus
from contracts.delivery import Database, consume, relay, sweep
from contracts.exploitation import exploitation
from contracts.http import Api, create_app, serve
from contracts.identity import Jwks, Verifier
from contracts.objects import S3
from contracts.running import Job, until_stopped
from contracts.telemetry import configure_logging
from instruction.adapters.imprimerie import Imprimerie
from instruction.adapters.poste import Poste
from instruction.api import causes, decisions, dossiers, fichiers, lots, messages, prises, supervision, titres
from instruction.app import App, Rythme
from instruction.deadlines import DEADLINES
from instruction.handlers import HANDLERS
from instruction.production import commander_sans_fin, relever_sans_fin, suivre_sans_fin
from instruction.settings import Settings

NAME = "instruction"
PARTS = (causes, prises, supervision, dossiers, fichiers, decisions, lots, messages, titres)
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
        imprimerie=Imprimerie(
            settings.imprimerie_url,
            user=settings.imprimerie_user,
            password=settings.imprimerie_password.get_secret_value(),
        ),
        poste=Poste(settings.poste_url, cle=settings.poste_cle.get_secret_value()),
        rythme=Rythme(
            commandes=timedelta(seconds=1),
            comptes_rendus=timedelta(seconds=settings.imprimerie_secondes),
            suivi=timedelta(seconds=settings.poste_secondes),
        ),
        apercus=Apercus(settings.apercus),
    )


def http(app: App, verifier: Verifier, *, api: bool = True) -> Api:
    """A worker answers the operators' questions only."""
    routers = [part.router for part in PARTS] if api else []
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
        background += [relay(NAME, app.db, broker), consume(NAME, HANDLERS, app, broker), sweep(DEADLINES, app)]
        background += [commander_sans_fin(app), relever_sans_fin(app), suivre_sans_fin(app)]
    web = http(app, Verifier(Jwks(settings.jwks_url)), api=role in ("api", "all"))
    if role in ("api", "all"):
        web.include_router(exploitation(NAME, app.db, broker))
    try:
        await until_stopped(lambda stop: serve(web, settings.http_port, stop=stop), background)
    finally:
        await app.close()
