"""What documents does when time has passed: files that no line of the register points to are removed."""

from contracts.delivery import Deadline, due
from documents_pdf.app import App
from documents_pdf.production import ABANDONED, BUCKET
from documents_pdf.storage import documents as store


async def remove_abandoned(deadline: Deadline, app: App) -> None:
    """A process died between storing a file and registering it, or somebody else was first."""
    async with app.db.begin(deadline) as tx:
        if not await store.has_object(tx, deadline.subject.hex):
            await app.objects.remove(BUCKET, deadline.subject.hex)


DEADLINES = [
    due(ABANDONED, remove_abandoned),
]
