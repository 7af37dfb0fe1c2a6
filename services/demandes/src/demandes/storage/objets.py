"""Files that no piece refers to any more, until they are gone from S3."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx, plan
from demandes.domain.delais import EFFACEMENT_FICHIERS
from demandes.domain.demande import Demande
from demandes.domain.depot import transmise
from demandes.storage.tables import objets_a_effacer

EFFACEMENT = "effacement"
"""The kind of deadline that removes them."""


async def discard_withdrawn(tx: Tx, avant: Demande, demande: Demande) -> None:
    """The files of the pieces that left; the engine may still be looking at one. Of an erased demande, all of them."""
    kept = {piece.id for piece in demande.pieces}
    left = [piece for piece in avant.pieces if piece.id not in kept]
    gone = [piece.fichier for piece in left if demande.effacee or not transmise(avant, piece)]
    if demande.effacee:
        gone += avant.fichiers_remplaces
    if not gone:
        return
    rows = [{"bucket": fichier.bucket, "cle": fichier.cle, "demande": demande.id} for fichier in gone]
    await tx.execute(insert(objets_a_effacer).values(rows).on_conflict_do_nothing())
    await plan(tx, EFFACEMENT, demande.id, demande.modifiee_le + EFFACEMENT_FICHIERS)


async def to_erase(tx: Tx, demande: UUID) -> list[tuple[str, str]]:
    """(bucket, key) of each."""
    query = select(objets_a_effacer.c.bucket, objets_a_effacer.c.cle).where(objets_a_effacer.c.demande == demande)
    return [(row.bucket, row.cle) for row in await tx.execute(query)]


async def erased(tx: Tx, demande: UUID, keys: list[tuple[str, str]]) -> None:
    for bucket, cle in keys:
        await tx.execute(
            delete(objets_a_effacer).where(objets_a_effacer.c.bucket == bucket, objets_a_effacer.c.cle == cle)
        )
