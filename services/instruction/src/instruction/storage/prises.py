"""Who has which dossier in hand: columns of the dossier itself, so that its row lock guards them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx, cancel, outbox, plan
from contracts.errors import RuleBroken
from contracts.identity import Caller
from instruction.domain.dossier import DossierInstruit, Etat
from instruction.domain.prise import Prise, attribue, en_cours
from instruction.storage.tables import dossiers as d
from instruction.storage.tables import instructeurs

PRISE = "prise"


class InstructeurInconnu(RuleBroken):
    slug = "instructeur-inconnu"
    title = "Cet instructeur n'est pas connu dans votre préfecture"
    kind = "invalide"


def libre(now: datetime) -> ColumnElement[bool]:
    return or_(d.c.pris_jusqu_a.is_(None), d.c.pris_jusqu_a <= now)


async def premier_libre(tx: Tx, caller: Caller, now: datetime, motif: str | None) -> UUID | None:
    """Locked; two who ask at once get two dossiers."""
    waits = (d.c.prefecture == (caller.prefecture or "")) & (d.c.etat == Etat.A_INSTRUIRE.value) & libre(now)
    query = select(d.c.demande).where(waits)
    if motif is not None:
        query = query.where(d.c.motif == motif)
    oldest = query.order_by(d.c.transmis_le, d.c.demande).limit(1).with_for_update(skip_locked=True)
    found: UUID | None = (await tx.execute(oldest)).scalar_one_or_none()
    return found


async def poser(tx: Tx, dossier: DossierInstruit, prise: Prise, now: datetime) -> None:
    """Said once for each taking, renewed without a word; `dossier` is locked."""
    await tx.execute(
        update(d)
        .where(d.c.demande == dossier.demande)
        .values(pris_par=prise.instructeur, pris_nom=prise.nom, pris_le=prise.depuis, pris_jusqu_a=prise.jusqu_a)
    )
    await plan(tx, PRISE, dossier.demande, prise.jusqu_a)
    if en_cours(dossier.prise, now) is None:
        await outbox.put(tx, dossier.demande, [attribue(dossier.dossier.prefecture.code, True, now)])


async def lever(tx: Tx, dossier: DossierInstruit, now: datetime) -> None:
    """Given back, run out or decided; nothing to say of a dossier that nobody had."""
    if dossier.prise is None:
        return
    nobody = {"pris_par": None, "pris_nom": None, "pris_le": None, "pris_jusqu_a": None}
    await tx.execute(update(d).where(d.c.demande == dossier.demande).values(nobody))
    await cancel(tx, PRISE, dossier.demande)
    await outbox.put(tx, dossier.demande, [attribue(dossier.dossier.prefecture.code, False, now)])


async def note_instructeur(tx: Tx, caller: Caller, now: datetime) -> None:
    """accounts tells nobody of its agents: the service knows those who acted in it."""
    row = insert(instructeurs).values(compte=caller.id, prefecture=caller.prefecture or "", nom=caller.nom, vu_le=now)
    await tx.execute(
        row.on_conflict_do_update(
            index_elements=["compte"],
            set_={"prefecture": row.excluded.prefecture, "nom": row.excluded.nom, "vu_le": row.excluded.vu_le},
        )
    )


async def nom_de(tx: Tx, compte: UUID, *, seen_by: Caller) -> str:
    own = (instructeurs.c.compte == compte) & (instructeurs.c.prefecture == (seen_by.prefecture or ""))
    nom: str | None = (await tx.execute(select(instructeurs.c.nom).where(own))).scalar_one_or_none()
    if nom is None:
        raise InstructeurInconnu("Choisissez-le dans la liste : il y est dès qu'il a pris un premier dossier.")
    return nom
