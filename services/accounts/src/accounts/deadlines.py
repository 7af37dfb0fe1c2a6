"""What accounts does when a moment has come."""

from datetime import timedelta

from accounts.app import App
from accounts.domain.compte import expirer
from accounts.storage import agrements, comptes
from accounts.storage.agrements import EXPIRATION
from accounts.storage.comptes import ACTIVATION
from accounts.storage.menage import purger
from contracts.delivery import Deadline, due, plan

MENAGE = "menage"
MENAGE_EVERY = timedelta(hours=1)


async def meet_activation(deadline: Deadline, app: App) -> None:
    """24 hours, or seven days, without activation: the account is deleted (seeds 001 and 004)."""
    async with app.db.begin(deadline) as tx:
        compte = await comptes.load(tx, deadline.subject)
        if compte is not None and not compte.actif:
            await comptes.supprimer(tx, expirer(compte))


async def meet_menage(deadline: Deadline, app: App) -> None:
    """Every hour: what has had its time is forgotten. The first one is planned by the migration."""
    async with app.db.begin(deadline) as tx:
        await purger(tx, app.now())
        await plan(tx, MENAGE, deadline.subject, app.now() + MENAGE_EVERY)


async def meet_agrements(deadline: Deadline, app: App) -> None:
    """The last day of an agrément is over: the school that has an account is told, and the next one is planned."""
    async with app.db.begin(deadline) as tx:
        await agrements.expirer(tx, app.now())


DEADLINES = [
    due(ACTIVATION, meet_activation),
    due(MENAGE, meet_menage),
    due(EXPIRATION, meet_agrements),
]
