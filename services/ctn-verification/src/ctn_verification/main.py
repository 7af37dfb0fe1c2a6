"""Wiring: the one reader of settings."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter

from contracts.children.pool import Pool
from contracts.delivery import Database, consume, relay, sweep
from contracts.deux_d_doc import Confiance
from contracts.exploitation import exploitation
from contracts.http import Api, create_app, serve
from contracts.identity import Jwks, Verifier
from contracts.objects import S3
from contracts.running import until_stopped
from contracts.telemetry import configure_logging
from ctn_verification.api import BODY_LIMITS, ROUTERS
from ctn_verification.app import App
from ctn_verification.deadlines import DEADLINES
from ctn_verification.handlers import HANDLERS
from ctn_verification.lecture_liasses import lire_sans_fin
from ctn_verification.lots_ephotos import traiter_sans_fin
from ctn_verification.sceaux import Sceaux
from ctn_verification.settings import Settings
from ctn_verification.veille import veiller_sans_fin

MIGRATIONS = Path(__file__).parent / "storage" / "migrations"


def wire(settings: Settings, *, horloge: Callable[[], datetime] = lambda: datetime.now(UTC)) -> App:
    return App(
        db=Database(settings.database_url.get_secret_value()),
        objets=S3(
            settings.s3_endpoint,
            settings.s3_access_key,
            settings.s3_secret_key.get_secret_value(),
            secure=settings.s3_secure,
            region=settings.s3_region,
        ),
        moteur=Pool(
            "ctn_verification.moteur.enfant",
            settings.engine_children,
            memory=settings.engine_memory_mb * 1024 * 1024,
            patience=settings.engine_seconds,
        ),
        verifier=Verifier(Jwks(settings.jwks_url), now=horloge),
        bucket_photos=settings.s3_bucket_photos,
        sceaux=Sceaux(Confiance.des_fichiers(settings.deux_d_doc_certificats, essai=settings.deux_d_doc_essai)),
        horloge=horloge,
        de=secrets.randbelow,
    )


def http(app: App, routers: Sequence[APIRouter] = ROUTERS) -> Api:
    api = create_app(
        service="ctn",
        title="CTN : photos, contrôle des images",
        routers=routers,
        ready=app.db.ready if routers else app.db.ready_to_work,
        verifier=app.verifier,
        body_limits=BODY_LIMITS,
    )
    api.state.app = app
    return api


async def close(app: App) -> None:
    await app.moteur.close()
    app.objets.close()
    await app.db.close()


async def run(settings: Settings, role: str) -> None:
    """Serve as the API, as the worker, or as both, until told to stop."""
    configure_logging("ctn")
    app, broker = wire(settings), settings.broker_url.get_secret_value()
    background = [app.db.announce()]
    if role in ("worker", "all"):
        background += [
            relay("ctn", app.db, broker),
            consume("ctn", HANDLERS, app, broker, lanes=settings.lanes, prefetch=2 * settings.lanes),
            sweep(DEADLINES, app),
            lire_sans_fin(app),
            traiter_sans_fin(app),
            veiller_sans_fin(app),
        ]
    routers = (exploitation("ctn", app.db, broker), *ROUTERS)  # before those with an id in its place
    api = http(app, routers if role in ("api", "all") else ())

    async def serving(stop: asyncio.Event) -> None:
        await serve(api, settings.http_port, stop=stop)

    try:
        await until_stopped(serving, background)
    finally:
        await close(app)
