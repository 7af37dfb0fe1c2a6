"""What demandes keeps of accounts: the schools that may file, the candidates whose account is active."""

from uuid import UUID

from sqlalchemy import exists, select, text
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.events.parts import AutoEcole
from demandes.storage.tables import auto_ecoles, candidats_actifs, demandes


async def auto_ecole(tx: Tx, compte: UUID) -> AutoEcole | None:
    row = (await tx.execute(select(auto_ecoles).where(auto_ecoles.c.compte == compte))).mappings().one_or_none()
    if row is None:
        return None
    return AutoEcole(**{name: value for name, value in row.items() if name != "sequence"})


async def keep_auto_ecole(tx: Tx, auto_ecole: AutoEcole, sequence: int) -> None:
    """The newest word of accounts counts, in whatever order the words arrive."""
    values = {**auto_ecole.model_dump(), "sequence": sequence}
    upsert = insert(auto_ecoles).values(values)
    newer = upsert.excluded.sequence > auto_ecoles.c.sequence
    await tx.execute(upsert.on_conflict_do_update(index_elements=["compte"], set_=values, where=newer))


async def lock(tx: Tx, compte: UUID) -> None:
    """Attachment and activation of one account come by two subjects, in any order: one after the other."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:compte, 0))"), {"compte": str(compte)})


async def is_active(tx: Tx, compte: UUID) -> bool:
    return bool((await tx.execute(select(exists().where(candidats_actifs.c.compte == compte)))).scalar_one())


async def keep_active(tx: Tx, compte: UUID) -> None:
    await tx.execute(insert(candidats_actifs).values(compte=compte).on_conflict_do_nothing())


async def demandes_of(tx: Tx, compte: UUID) -> list[UUID]:
    """The demandes attached to a candidate's account, always in the same order."""
    query = select(demandes.c.id).where(demandes.c.candidat == compte).order_by(demandes.c.id)
    return list((await tx.execute(query)).scalars())
