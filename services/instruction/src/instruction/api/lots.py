"""Alike dossiers decided in one act: one reason, and for each dossier what became of it."""

from collections import Counter
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from contracts.delivery import Tx
from contracts.errors import RuleBroken
from contracts.http import OnceKey
from contracts.identity import Caller
from instruction.api.access import Instructeur, Service
from instruction.api.decisions import CauseCorps, Confirmations, Corps, ReservesCorps, acceptation, complement, rejet
from instruction.api.decisions import conclure as conclure_un
from instruction.app import App
from instruction.domain.dossier import Decision, DossierInstruit, DossierIntrouvable, VersionPerimee
from instruction.domain.prise import verifier
from instruction.storage import compteurs, dossiers, prises

router = APIRouter(prefix="/api/instruction/decisions", tags=["décisions"])

MOST = 50


class DossierDuLot(Corps):
    """`version`: as it was on the screen; another by now is not decided."""

    demande: UUID
    version: Annotated[int, Field(ge=1)] | None = None


class Lot(Confirmations):
    """Causes name types of pieces: a file belongs to one dossier."""

    dossiers: Annotated[list[DossierDuLot], Field(min_length=1, max_length=MOST)]
    decision: Literal["accepter", "demander_complement", "rejeter"]
    causes: Annotated[list[CauseCorps], Field(max_length=20, default_factory=list)]
    commentaire: Annotated[str, Field(max_length=2000)] | None = None


class Resultat(BaseModel):
    """`resultat` is faite, or the slug of why not."""

    demande: UUID
    resultat: str
    detail: str | None = None
    version: int | None = None


class Resultats(BaseModel):
    elements: list[Resultat]


@router.post("/lots")
async def post_lot(body: Lot, caller: Instructeur, once: OnceKey, app: Service) -> Resultats:
    """Each is decided once or said why not; one that cannot be does not hold up the others."""
    versions = {ligne.demande: ligne.version for ligne in body.dossiers}
    async with app.db.begin(once) as tx:
        found = await dossiers.load_many(tx, list(versions), seen_by=caller)
        await dossiers.reserver_nephs(tx, [dossier.dossier.neph for dossier in found.values()])
        moved: compteurs.Mouvements = Counter()
        elements = [await _un(tx, app, caller, body, id, found.get(id), versions[id], moved) for id in sorted(versions)]
        await compteurs.appliquer(tx, moved)
        await prises.note_instructeur(tx, caller, app.now())
        await tx.reply(answer := Resultats(elements=elements))
    return answer


async def _un(
    tx: Tx,
    app: App,
    caller: Caller,
    lot: Lot,
    demande: UUID,
    dossier: DossierInstruit | None,
    version: int | None,
    moved: compteurs.Mouvements,
) -> Resultat:
    """Every refusal comes before the first write for this dossier: the others of the transaction are whole."""
    try:
        if dossier is None:
            raise DossierIntrouvable
        if version is not None and version != dossier.version:
            raise VersionPerimee("Affichez de nouveau ce dossier, puis décidez.")
        verifier(dossier.prise, caller.id, app.now())
        decision = await _decision(tx, app, caller, dossier, lot)
    except RuleBroken as refus:
        return Resultat(demande=demande, resultat=refus.slug, detail=refus.detail or refus.title)
    counted = compteurs.mouvements(decision.dossier)
    for key, nombre in counted.items():
        moved[key] += nombre
    decide = await conclure_un(tx, app, caller, decision, compter=False)
    return Resultat(demande=demande, resultat="faite", version=decide.version)


async def _decision(tx: Tx, app: App, caller: Caller, dossier: DossierInstruit, lot: Lot) -> Decision:
    if lot.decision == "accepter":
        return await acceptation(tx, app, caller, dossier, lot)
    reserves = ReservesCorps(causes=lot.causes, commentaire=lot.commentaire)
    return (complement if lot.decision == "demander_complement" else rejet)(app, caller, dossier, reserves)
