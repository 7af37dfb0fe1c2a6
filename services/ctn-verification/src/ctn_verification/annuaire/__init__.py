"""The directory of approved photographers, replaced by that of a file."""

from contracts.delivery import Database
from ctn_verification.domain.photographe import lire_annuaire
from ctn_verification.storage import photographes


async def importer(url: str, octets: bytes) -> int:
    """How many it holds now. Raises AnnuaireInvalide, and then nothing has changed."""
    annuaire = lire_annuaire(octets)
    database = Database(url, pool_size=1)
    try:
        async with database.begin() as tx:
            await photographes.remplacer(tx, annuaire)
    finally:
        await database.close()
    return len(annuaire)
