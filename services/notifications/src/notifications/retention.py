"""What messages said is kept for thirty days after they ended; that they were tried stays, and what came of it."""

from contracts.running import repeat
from notifications.app import App
from notifications.storage import accuses, adresses, livraisons, messages

EVERY = 600.0  # seconds


async def effacer_sans_fin(app: App) -> None:
    """In every worker; an outage of the database is waited out."""
    await repeat("effacement", EVERY, lambda: effacer(app))


async def effacer(app: App) -> int:
    """How many messages lost their text and address."""
    async with app.db.begin() as tx:
        await accuses.forget_calls(tx, app.now())
        await adresses.forget_old(tx, app.now())
        await livraisons.erase_old(tx, app.now())
        return await messages.erase_old(tx, app.now())
