"""The register of photo codes: a code is free, reserved by one demande, or used for ever (domain.md OP-11)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx, cancel, plan
from contracts.events.parts import Ephoto
from contracts.vocabulary.statuts import Statut
from demandes.domain.demande import Demande
from demandes.domain.photo_signature import EphotoConnue
from demandes.storage.tables import ephotos

CODE_PERIME = "code-perime"
MARGE = timedelta(days=30)  # in which a late code is still told from an unknown one
LIBERANT = frozenset({Statut.REFUSEE_USAGER, Statut.EXPIREE})
"""Statuses in which a code that was only reserved can serve again."""


async def register(tx: Tx, empreinte: str, ephoto: Ephoto, expire_le: datetime) -> None:
    values = {"empreinte": empreinte, "ephoto": ephoto.model_dump(mode="json"), "expire_le": expire_le}
    await tx.execute(insert(ephotos).values(values).on_conflict_do_nothing())
    await plan(tx, CODE_PERIME, ephoto.id, expire_le + MARGE)


async def forget(tx: Tx, ephoto: UUID) -> None:
    """A code that nobody used in its time: its images are gone from the CTN, too."""
    mine = (ephotos.c.ephoto["id"].astext == str(ephoto)) & ~ephotos.c.consommee
    await tx.execute(delete(ephotos).where(mine))


async def load(tx: Tx, empreinte: str, demande: UUID) -> EphotoConnue | None:
    """To reserve it. The code that this demande holds now is locked with it, in one order for all: no deadlock."""
    query = (
        select(ephotos)
        .where((ephotos.c.empreinte == empreinte) | (ephotos.c.demande == demande))
        .order_by(ephotos.c.empreinte)
        .with_for_update()
    )
    for row in (await tx.execute(query)).mappings():
        if row["empreinte"] == empreinte:
            return EphotoConnue(
                empreinte=empreinte,
                ephoto=Ephoto.model_validate(row["ephoto"]),
                expire_le=row["expire_le"],
                demande=row["demande"],
                consommee=row["consommee"],
            )
    return None


async def follow(tx: Tx, avant: Demande, demande: Demande) -> None:
    """Reserve, use or free codes as the demande now stands."""
    before, after = _holds(avant), _holds(demande)
    if before == after:
        return
    empreinte, consommee = after
    mine = (ephotos.c.demande == demande.id) & ~ephotos.c.consommee
    await tx.execute(update(ephotos).where(mine, ephotos.c.empreinte != (empreinte or "")).values(demande=None))
    if empreinte is not None:
        chosen = update(ephotos).where(ephotos.c.empreinte == empreinte)
        await tx.execute(chosen.values(demande=demande.id, consommee=consommee))
    if consommee and demande.photo is not None:
        await cancel(tx, CODE_PERIME, demande.photo.ephoto.id)


def _holds(demande: Demande) -> tuple[str | None, bool]:
    photo = demande.photo
    if photo is None or (demande.statut in LIBERANT and not photo.consommee):
        return None, False
    return photo.empreinte, photo.consommee
