"""What happens when nobody acts in time: one function for each kind of deadline."""

from contracts.delivery import Deadline, due
from instruction.app import App
from instruction.domain.dossier import Etat
from instruction.domain.prise import en_cours
from instruction.domain.titre import Fait, constater
from instruction.storage import dossiers, prises, titres


async def on_destruction(deadline: Deadline, app: App) -> None:
    """Six months after its return nobody asked for the card: it is destroyed (seed 003)."""
    async with app.db.begin(deadline) as tx:
        titre = await titres.of(tx, deadline.subject)
        if titre is not None:
            constat = constater(titre, Fait.DETRUIT, app.now())
            await titres.save(tx, constat, source="instruction", fait=Fait.DETRUIT, le=app.now())


async def on_prise_echue(deadline: Deadline, app: App) -> None:
    """Twenty minutes without an act: it was free already by the clock, now it is said."""
    async with app.db.begin(deadline) as tx:
        dossier = await dossiers.find(tx, deadline.subject)
        if dossier is not None and en_cours(dossier.prise, app.now()) is None:
            await prises.lever(tx, dossier, app.now())


async def on_retard(deadline: Deadline, app: App) -> None:
    """Older than the service's promise: on the supervisor's list, once."""
    async with app.db.begin(deadline) as tx:
        dossier = await dossiers.find(tx, deadline.subject)
        if dossier is not None and dossier.etat is Etat.A_INSTRUIRE and dossier.en_retard_le is None:
            await dossiers.marquer(tx, deadline.subject, en_retard_le=app.now())


DEADLINES = [
    due(prises.PRISE, on_prise_echue),
    due(dossiers.RETARD, on_retard),
    due(titres.DESTRUCTION, on_destruction),
]
