"""What the CTN could read on the pieces of a demande; it may come before the demande itself."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.events.ctn import LectureDePiece, PiecesLuesV1
from instruction.storage.tables import pieces_lues as p


async def garder(tx: Tx, demande: UUID, lues: PiecesLuesV1) -> None:
    """Of the last round only, in whatever order they come."""
    values = {"tour": lues.tour, "lectures": [lecture.model_dump(mode="json") for lecture in lues.lectures]}
    row = insert(p).values(demande=demande, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=[p.c.demande], set_=values, where=p.c.tour <= lues.tour))


async def of(tx: Tx, demande: UUID) -> list[LectureDePiece]:
    found = (await tx.execute(select(p.c.lectures).where(p.c.demande == demande))).scalar_one_or_none()
    return [LectureDePiece.model_validate(lecture, extra="ignore") for lecture in found or ()]


async def efface(tx: Tx, demande: UUID) -> None:
    await tx.execute(delete(p).where(p.c.demande == demande))
