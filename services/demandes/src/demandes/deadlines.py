"""What happens when nobody acts in time, and what is cleaned up later: one function for each kind of deadline."""

from contracts.delivery import Deadline, due
from demandes.app import App
from demandes.domain.conservation import conserver
from demandes.domain.expiration import expirer, rappeler
from demandes.domain.transfert import laisser
from demandes.storage import demandes, ephotos, objets, transferts


async def on_expiration(deadline: Deadline, app: App) -> None:
    """Nobody acted in time (the table of `domain/delais.py`)."""
    async with app.db.begin(deadline) as tx:
        demande = await demandes.load(tx, deadline.subject)
        await demandes.save_any(tx, expirer(demande, app.now()))


async def on_rappel(deadline: Deadline, app: App) -> None:
    """Whoever must act is told; the next reminder, if there is one, is planned with it."""
    async with app.db.begin(deadline) as tx:
        demande = await demandes.load(tx, deadline.subject)
        await demandes.save_any(tx, rappeler(demande, app.now()))


async def on_conservation(deadline: Deadline, app: App) -> None:
    """A closed demande is announced as soon to be erased, then erased."""
    async with app.db.begin(deadline) as tx:
        demande = await demandes.load(tx, deadline.subject)
        await demandes.save_any(tx, conserver(demande, app.now()))


async def on_effacement(deadline: Deadline, app: App) -> None:
    """Files of pieces that left the demande; erasing one twice does no harm."""
    async with app.db.begin() as tx:
        keys = await objets.to_erase(tx, deadline.subject)
    for bucket, cle in keys:
        await app.objets.remove(bucket, cle)
    async with app.db.begin(deadline) as tx:
        await objets.erased(tx, deadline.subject, keys)


async def on_transfert(deadline: Deadline, app: App) -> None:
    """The candidate did not answer the school that asked for his demande."""
    async with app.db.begin(deadline) as tx:
        transfert, demande = await transferts.load(tx, deadline.subject)
        suite = laisser(transfert, demande, app.now())
        if suite is not None:
            await transferts.save(tx, suite)


async def on_code_perime(deadline: Deadline, app: App) -> None:
    """A month after its six a photo code that nobody used is forgotten."""
    async with app.db.begin(deadline) as tx:
        await ephotos.forget(tx, deadline.subject)


DEADLINES = [
    due(demandes.EXPIRATION, on_expiration),
    due(demandes.RAPPEL, on_rappel),
    due(demandes.CONSERVATION, on_conservation),
    due(objets.EFFACEMENT, on_effacement),
    due(transferts.TRANSFERT, on_transfert),
    due(ephotos.CODE_PERIME, on_code_perime),
]
