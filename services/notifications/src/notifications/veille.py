"""Every worker tells how many messages wait to be sent and since when; any of them is enough."""

from prometheus_client import Gauge

from contracts.running import repeat
from notifications.app import App
from notifications.domain.message import CANAUX
from notifications.storage import messages

TOUTES_LES = 15.0  # seconds

WAITING = Gauge("permis_waiting_messages", "Messages that are due and not sent.", ["canal"])
OLDEST = Gauge("permis_oldest_message_seconds", "How long the message that waits longest has been there.", ["canal"])


async def veiller_sans_fin(app: App) -> None:
    await repeat("veille", TOUTES_LES, lambda: veiller(app))


async def veiller(app: App) -> None:
    """What waits for the morning or for its next try is not late, yet counts in the age once it is due again."""
    now = app.now()
    async with app.db.begin() as tx:
        files = await messages.due(tx, now)
    for canal in CANAUX:
        nombre, depuis = files.get(canal, (0, None))
        WAITING.labels(canal).set(nombre)
        OLDEST.labels(canal).set(0 if depuis is None else max(0.0, (now - depuis).total_seconds()))
