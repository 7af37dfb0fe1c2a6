"""Which school reads the documents of a demande that was transferred, in whatever order its events come."""

from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from documents_pdf.storage.tables import documents, ecoles


async def hand_over(tx: Tx, demande: UUID, auto_ecole: UUID, sequence: int) -> None:
    """Another school reads them from now on; an older transfer that comes late changes nothing."""
    await _lock(tx, demande)
    statement = insert(ecoles).values(demande=demande, auto_ecole=auto_ecole, sequence=sequence)
    newest = statement.on_conflict_do_update(
        index_elements=["demande"],
        set_={"auto_ecole": auto_ecole, "sequence": sequence},
        where=ecoles.c.sequence < sequence,
    )
    if (await tx.execute(newest)).rowcount == 1:
        await tx.execute(update(documents).where(documents.c.demande == demande).values(auto_ecole=auto_ecole))


async def reader(tx: Tx, demande: UUID, named: UUID | None, sequence: int) -> UUID | None:
    """The school that the event names, unless the demande was transferred after it."""
    await _lock(tx, demande)
    later = select(ecoles.c.auto_ecole).where(ecoles.c.demande == demande, ecoles.c.sequence > sequence)
    found: UUID | None = (await tx.execute(later)).scalar_one_or_none()
    return found or named


async def erase(tx: Tx, demande: UUID) -> None:
    await tx.execute(delete(ecoles).where(ecoles.c.demande == demande))


async def _lock(tx: Tx, demande: UUID) -> None:
    """A transfer and a document that is made meanwhile wait for each other."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:demande, 0))"), {"demande": str(demande)})
