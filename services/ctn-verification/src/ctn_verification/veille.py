"""Every worker tells how much waits and since when; each tells the same, and any of them is enough."""

import asyncio

import structlog

from contracts.http.outages import is_outage
from ctn_verification.app import App
from ctn_verification.metriques import FREE, OLDEST, PAIRS, WAITING
from ctn_verification.storage import attente

log = structlog.get_logger()

TOUTES_LES = 15.0  # seconds


async def veiller_sans_fin(app: App) -> None:
    while True:
        try:
            await veiller(app)
        except Exception as fault:
            if is_outage(fault):
                log.warning("veille.absente", cause=type(fault).__name__)
            else:
                log.exception("veille.interrompue", cause=type(fault).__name__)
        await asyncio.sleep(TOUTES_LES)


async def veiller(app: App) -> None:
    async with app.db.begin() as tx:
        files = await attente.files(tx)
        libres = await attente.free(tx, app.now())
        paires = await attente.pairs(tx)
    for quoi, file in files.items():
        WAITING.labels(quoi).set(file.nombre)
        age = 0.0 if file.depuis is None else (app.now() - file.depuis).total_seconds()
        OLDEST.labels(quoi).set(max(0.0, age))
    FREE.set(libres)
    PAIRS.set(paires)
