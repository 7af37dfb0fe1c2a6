"""Wiring: the one reader of settings."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter

from contracts.apercu import Apercus
from contracts.delivery import Database, consume, relay, sweep
from contracts.exploitation import exploitation
from contracts.http import Api, create_app, serve
from contracts.identity import Jwks, Verifier
from contracts.objects import S3
from contracts.running import until_stopped
from contracts.telemetry import configure_logging
from demandes.api import ROUTERS, pieces
from demandes.app import App
from demandes.controle import Gate
from demandes.controle.antivirus import Clamd
from demandes.deadlines import DEADLINES
from demandes.domain.numero import TIRAGES
from demandes.handlers import HANDLERS
from demandes.referentiel import Referentiel
from demandes.settings import Settings
from demandes.veille import veiller_sans_fin

MIGRATIONS = Path(__file__).parent / "storage" / "migrations"


def wire(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> App:
    return App(
        db=Database(settings.database_url.get_secret_value()),
        objets=S3(
            settings.s3_endpoint,
            settings.s3_access_key,
            settings.s3_secret_key.get_secret_value(),
            secure=settings.s3_secure,
            region=settings.s3_region,
        ),
        referentiel=Referentiel.load(),
        gate=Gate(settings.gate_children, Clamd(settings.clamd_socket) if settings.clamd_socket else None),
        apercus=Apercus(settings.apercus),
        clock=clock,
        dice=lambda: secrets.randbelow(TIRAGES),
    )


def http(app: App, verifier: Verifier, routers: Sequence[APIRouter] = ROUTERS) -> Api:
    api = create_app(
        service="demandes",
        title="Demandes de permis de conduire",
        routers=routers,
        ready=app.db.ready if routers else app.db.ready_to_work,
        verifier=verifier,
        body_limits=pieces.BODY_LIMITS,
    )
    api.state.app = app
    return api


async def run(settings: Settings, role: str) -> None:
    """Serve as the API, as the worker, or as both, until told to stop."""
    configure_logging("demandes")
    app, broker = wire(settings), settings.broker_url.get_secret_value()
    background = [app.db.announce()]
    if role in ("api", "all"):
        background.append(app.eveil.ecouter(app.db))
    if role in ("worker", "all"):
        background += [
            relay("demandes", app.db, broker),
            consume("demandes", HANDLERS, app, broker),
            sweep(DEADLINES, app),
            veiller_sans_fin(app),
        ]
    routers = (exploitation("demandes", app.db, broker), *ROUTERS)  # before those with an id in its place
    api = http(app, Verifier(Jwks(settings.jwks_url)), routers if role in ("api", "all") else ())

    async def serving(stop: asyncio.Event) -> None:
        await serve(api, settings.http_port, stop=stop)

    try:
        await until_stopped(serving, background)
    finally:
        await app.close()
