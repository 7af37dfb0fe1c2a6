"""What accounts does when something happened elsewhere."""

from accounts.app import App
from accounts.domain.compte import cle_du_candidat, rattacher
from accounts.storage import comptes
from contracts.delivery import Received, on
from contracts.events.demandes import DemandeFinaliseeV1


async def on_demande_finalisee(event: Received[DemandeFinaliseeV1], app: App) -> None:
    """The candidate must validate and needs an account for it: his own, or one made for this (seed 001)."""
    now = app.now()
    async with app.db.begin(event) as tx:
        existant = await comptes.par_cle(tx, cle_du_candidat(event.data))
        decision = rattacher(existant, event.subject, event.data, id=app.id(), lien=app.lien(), now=now)
        await comptes.save(tx, decision, now)


HANDLERS = [
    on(DemandeFinaliseeV1, on_demande_finalisee),
]
