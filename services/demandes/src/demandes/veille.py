"""Every worker tells how many demandes wait, in which status and for how long; any of them is enough."""

from collections import Counter, defaultdict

from prometheus_client import Gauge

from contracts.running import repeat
from demandes.app import App
from demandes.domain.anciennete import AGES, BORNES
from demandes.storage import attente

TOUTES_LES = 15.0  # seconds

WAITING = Gauge("permis_waiting_demandes", "Open demandes by status and by days in it.", ["statut", "age"])
OLDEST = Gauge(
    "permis_oldest_demande_seconds", "How long the demande that is longest in its status is there.", ["statut"]
)


async def veiller_sans_fin(app: App) -> None:
    await repeat("veille", TOUTES_LES, lambda: veiller(app))


async def veiller(app: App) -> None:
    """What was told once is told as empty when it is gone."""
    now = app.now()
    async with app.db.begin() as tx:
        found = await attente.tranches(tx, now, BORNES)
    nombres: Counter[tuple[str, str]] = Counter()
    ages: defaultdict[str, float] = defaultdict(float)
    for tranche in found:
        nombres[tranche.statut, AGES[tranche.tranche]] = tranche.nombre
        ages[tranche.statut] = max(ages[tranche.statut], (now - tranche.depuis).total_seconds())
    WAITING.clear()
    OLDEST.clear()
    for statut, age in nombres:
        WAITING.labels(statut, age).set(nombres[statut, age])
    for statut, secondes in ages.items():
        OLDEST.labels(statut).set(secondes)
