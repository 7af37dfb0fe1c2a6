"""What demandes keeps of accounts: the schools that may file, the people whose account is active, where they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, cast, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, array, insert

from contracts.delivery import Tx
from contracts.events.parts import AutoEcole, Contact
from contracts.identity import Caller
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.agrement import AGREMENT_ACTIF
from demandes.domain.statuts import TERMINES
from demandes.storage.tables import agrements, auto_ecoles, candidats_actifs, demandes


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


async def keep_active(tx: Tx, compte: UUID, contact: Contact) -> None:
    values = {"compte": compte, "email": contact.email, "telephone": contact.telephone}
    await tx.execute(insert(candidats_actifs).values(values).on_conflict_do_nothing())


async def contact(tx: Tx, compte: UUID) -> Contact | None:
    """Where the holder of a person's account is reached, if accounts has said it yet."""
    row = (await tx.execute(select(candidats_actifs).where(candidats_actifs.c.compte == compte))).one_or_none()
    return None if row is None or row.email is None else Contact(email=row.email, telephone=row.telephone)


async def move(tx: Tx, compte: UUID, contact: Contact) -> None:
    """Another address, for the account of a school or of a person, and for what they have open (domain.md §9)."""
    chez_personne = update(candidats_actifs).where(candidats_actifs.c.compte == compte)
    await tx.execute(chez_personne.values(email=contact.email, telephone=contact.telephone))
    chez_ecole = update(auto_ecoles).where(auto_ecoles.c.compte == compte)
    await tx.execute(chez_ecole.values(email=contact.email))
    ouverte = demandes.c.statut.not_in(TERMINES)
    joint = func.jsonb_set(demandes.c.etat, array(["coordonnees"]), cast(contact.model_dump(), JSONB))
    await tx.execute(update(demandes).where(demandes.c.candidat == compte, ouverte).values(etat=joint))
    email = func.jsonb_set(demandes.c.etat, array(["auto_ecole", "email"]), cast(contact.email, JSONB))
    await tx.execute(update(demandes).where(demandes.c.auto_ecole == compte, ouverte).values(etat=email))


async def forget(tx: Tx, compte: UUID) -> None:
    """The account is closed."""
    await tx.execute(delete(candidats_actifs).where(candidats_actifs.c.compte == compte))
    await tx.execute(delete(auto_ecoles).where(auto_ecoles.c.compte == compte))


async def keep_agrement(tx: Tx, compte: UUID, etat: str, depuis: datetime) -> None:
    """The newest word of the registry counts, in whatever order the words arrive."""
    values = {"compte": compte, "etat": etat, "depuis": depuis}
    upsert = insert(agrements).values(values)
    newer = upsert.excluded.depuis >= agrements.c.depuis
    await tx.execute(upsert.on_conflict_do_update(index_elements=["compte"], set_=values, where=newer))


async def agrement(tx: Tx, compte: UUID) -> str:
    """A school of which the registry has said nothing since it was activated is active."""
    etat = (await tx.execute(select(agrements.c.etat).where(agrements.c.compte == compte))).scalar_one_or_none()
    return AGREMENT_ACTIF if etat is None else str(etat)


async def brouillons(tx: Tx, caller: Caller) -> int:
    """How many drafts the caller has."""
    sienne = demandes.c.auto_ecole if caller.role is Role.AUTO_ECOLE else demandes.c.candidat
    query = select(func.count()).where(sienne == caller.id, demandes.c.statut == Statut.BROUILLON)
    return int((await tx.execute(query)).scalar_one())


async def brouillons_of(tx: Tx, compte: UUID) -> list[UUID]:
    """The drafts that an account has filed, always in the same order."""
    depose = or_(demandes.c.auto_ecole == compte, and_(demandes.c.auto_ecole.is_(None), demandes.c.candidat == compte))
    query = select(demandes.c.id).where(depose, demandes.c.statut == Statut.BROUILLON).order_by(demandes.c.id)
    return list((await tx.execute(query)).scalars())


async def demandes_of(tx: Tx, compte: UUID) -> list[UUID]:
    """The demandes attached to a candidate's account, always in the same order."""
    query = select(demandes.c.id).where(demandes.c.candidat == compte).order_by(demandes.c.id)
    return list((await tx.execute(query)).scalars())
