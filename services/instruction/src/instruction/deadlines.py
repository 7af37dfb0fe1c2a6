"""What happens when nobody acts in time: one function for each kind of deadline."""

from contracts.delivery import Deadline, due
from instruction.app import App
from instruction.domain.titre import Fait, constater
from instruction.storage import titres


async def on_destruction(deadline: Deadline, app: App) -> None:
    """Six months after its return nobody asked for the card: it is destroyed (seed 003)."""
    async with app.db.begin(deadline) as tx:
        titre = await titres.of(tx, deadline.subject)
        if titre is not None:
            constat = constater(titre, Fait.DETRUIT, app.now())
            await titres.save(tx, constat, source="instruction", fait=Fait.DETRUIT, le=app.now())


DEADLINES = [
    due(titres.DESTRUCTION, on_destruction),
]
