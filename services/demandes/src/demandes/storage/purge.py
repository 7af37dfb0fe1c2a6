"""What stands beside an erased demande goes with it: the thread, and the register of its photo code."""

from sqlalchemy import delete

from contracts.delivery import Tx
from demandes.domain.demande import Demande
from demandes.storage.tables import ephotos, fil, fil_lectures


async def follow(tx: Tx, avant: Demande, demande: Demande) -> None:
    """Search words and counts follow the demande itself, its files are erased from S3 a little later.

    History and log hold nobody's name, requests for a transfer nothing of the candidate: they stay.
    """
    if demande.effacee and not avant.effacee:
        for table in (fil, fil_lectures, ephotos):
            await tx.execute(delete(table).where(table.c.demande == demande.id))
