"""The three decisions of the préfecture, one dossier at a time: acceptation, compléments, rejet."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.delivery import Tx
from contracts.http import OnceKey, problems
from contracts.identity import Caller
from instruction.api.access import IfMatch, Instructeur, Service, check_version, set_etag
from instruction.api.vues import DossierVue
from instruction.app import App
from instruction.domain.acceptation import ExamenNonVerifie, PiecesADecider, verifier_acceptation
from instruction.domain.causes import CauseChoisie, CauseInconnue, motiver
from instruction.domain.dossier import (
    CauseObligatoire,
    Decision,
    DecisionImpossible,
    DossierInstruit,
    DossierIntrouvable,
    Reserves,
    VersionPerimee,
    accepter,
    demander_complement,
    rejeter,
    verifier_decidable,
)
from instruction.domain.neph import NephAttribue, NephInvalide, former_neph, lire_neph
from instruction.domain.prise import DossierEnMain, verifier
from instruction.domain.rejets import motiver_rejet
from instruction.storage import audit, dossiers, prises

router = APIRouter(
    prefix="/api/instruction/dossiers/{demande}",
    tags=["décisions"],
    responses=problems(DossierIntrouvable, DecisionImpossible, VersionPerimee, DossierEnMain),
)

NEPH_DRAWS = 20


class Corps(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Confirmations(Corps):
    """What the instructor confirms: the success at the examination, and the absence of these pieces."""

    examen_verifie: bool = False
    absentes_acceptees: Annotated[
        list[Annotated[str, Field(max_length=40)]], Field(max_length=30, default_factory=list)
    ]


class Acceptation(Confirmations):
    """Without a number, the one that the filer gave counts; without that either, a new one is given."""

    neph: Annotated[str, Field(max_length=20)] | None = None


class CauseCorps(Corps):
    code: Annotated[str, Field(max_length=40)]
    piece: UUID | None = None
    type_piece: Annotated[str, Field(max_length=40)] | None = None

    def choisie(self) -> CauseChoisie:
        return CauseChoisie(self.code, self.piece, self.type_piece)


class ReservesCorps(Corps):
    """Why not, or not yet: causes of the list, and words of the instructor."""

    causes: Annotated[list[CauseCorps], Field(max_length=20)]
    commentaire: Annotated[str, Field(max_length=2000)] | None = None


@router.post("/acceptation", responses=problems(NephInvalide, NephAttribue, ExamenNonVerifie, PiecesADecider))
async def post_acceptation(
    demande: UUID,
    body: Acceptation,
    caller: Instructeur,
    once: OnceKey,
    app: Service,
    response: Response,
    if_match: IfMatch = None,
) -> DossierVue:
    """Of a dossier in one's hand, or in nobody's."""
    async with app.db.begin(once) as tx:
        dossier = await ouvrir(tx, app, caller, demande, if_match)
        decide = await conclure(tx, app, caller, await acceptation(tx, app, caller, dossier, body, body.neph))
        await tx.reply(answer := DossierVue.of(decide))
    set_etag(response, decide)
    return answer


@router.post("/complements", responses=problems(CauseObligatoire, CauseInconnue))
async def post_complements(
    demande: UUID,
    body: ReservesCorps,
    caller: Instructeur,
    once: OnceKey,
    app: Service,
    response: Response,
    if_match: IfMatch = None,
) -> DossierVue:
    """demandes states until when it must come (CRPA L114-5)."""
    async with app.db.begin(once) as tx:
        dossier = await ouvrir(tx, app, caller, demande, if_match)
        decide = await conclure(tx, app, caller, complement(app, caller, dossier, body))
        await tx.reply(answer := DossierVue.of(decide))
    set_etag(response, decide)
    return answer


@router.post("/rejet", responses=problems(CauseObligatoire, CauseInconnue))
async def post_rejet(
    demande: UUID,
    body: ReservesCorps,
    caller: Instructeur,
    once: OnceKey,
    app: Service,
    response: Response,
    if_match: IfMatch = None,
) -> DossierVue:
    """Final (seed 003)."""
    async with app.db.begin(once) as tx:
        dossier = await ouvrir(tx, app, caller, demande, if_match)
        decide = await conclure(tx, app, caller, rejet(app, caller, dossier, body))
        await tx.reply(answer := DossierVue.of(decide))
    set_etag(response, decide)
    return answer


async def ouvrir(tx: Tx, app: App, caller: Caller, demande: UUID, if_match: str | None) -> DossierInstruit:
    """Locked, as the caller saw it, and not in a colleague's hand."""
    dossier = await dossiers.load(tx, demande, seen_by=caller)
    check_version(dossier, if_match)
    verifier(dossier.prise, caller.id, app.now())
    return dossier


async def acceptation(
    tx: Tx, app: App, caller: Caller, dossier: DossierInstruit, body: Confirmations, neph: str | None = None
) -> Decision:
    now = app.now()
    verifier_decidable(dossier)
    verifier_acceptation(
        dossier.dossier,
        examen_verifie=body.examen_verifie,
        absentes_acceptees=body.absentes_acceptees,
        aujourd_hui=now.date(),
    )
    return accepter(dossier, instructeur=caller.id, neph=await _neph(tx, app, dossier, neph), now=now)


def complement(app: App, caller: Caller, dossier: DossierInstruit, body: ReservesCorps) -> Decision:
    choisies = [cause.choisie() for cause in body.causes]
    causes = motiver(choisies, dossier.dossier.pieces, dossier.dossier.motif)
    return demander_complement(dossier, Reserves(causes, body.commentaire), instructeur=caller.id, now=app.now())


def rejet(app: App, caller: Caller, dossier: DossierInstruit, body: ReservesCorps) -> Decision:
    causes = motiver_rejet([cause.choisie() for cause in body.causes], dossier.dossier)
    return rejeter(dossier, Reserves(causes, body.commentaire), instructeur=caller.id, now=app.now())


async def conclure(tx: Tx, app: App, caller: Caller, decision: Decision, *, compter: bool = True) -> DossierInstruit:
    """Stored, signed, noted, and out of the hand that had it."""
    decide = await dossiers.save(tx, decision, compter=compter)
    await dossiers.signer(tx, decide)
    await prises.lever(tx, decide, app.now())
    if compter:  # a batch locks counters, then the instructor's row, at its end: the same order
        await prises.note_instructeur(tx, caller, app.now())
    await audit.note(tx, caller, ACTES[decide.etat], decide.demande)
    return replace(decide, prise=None)


ACTES = {"acceptee": "accepter", "complement_demande": "demander_complement", "rejetee": "rejeter"}


async def _neph(tx: Tx, app: App, dossier: DossierInstruit, donne: str | None) -> str:
    if donne := donne or dossier.dossier.neph:
        neph = lire_neph(donne)
        await dossiers.reserve_neph(tx, neph, dossier.dossier)
        return neph
    for _ in range(NEPH_DRAWS):
        now = app.now()
        neph = former_neph(now.year, now.month, dossier.dossier.prefecture.code, app.tirage())
        if await dossiers.neph_libre(tx, neph):
            return neph
    raise NephAttribue("Aucun numéro libre n'a été trouvé : saisissez le numéro que donne le registre.")
