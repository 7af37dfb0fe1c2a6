"""Every worker tells how much waits and since when; each tells the same, and any of them is enough."""

from contracts.running import repeat
from ctn_verification.app import App
from ctn_verification.metriques import FREE, OLDEST, PAIRS, WAITING
from ctn_verification.storage import attente

TOUTES_LES = 15.0  # seconds


async def veiller_sans_fin(app: App) -> None:
    await repeat("veille", TOUTES_LES, lambda: veiller(app))


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
