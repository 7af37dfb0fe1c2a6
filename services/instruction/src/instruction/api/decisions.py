"""The three decisions of the préfecture: acceptation, compléments, rejet."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.delivery import Tx
from contracts.http import OnceKey, problems
from instruction.api.access import IfMatch, Instructeur, Service, check_version, set_etag
from instruction.api.vues import DossierVue
from instruction.app import App
from instruction.domain.causes import CauseChoisie, CauseInconnue, motiver
from instruction.domain.dossier import (
    CauseObligatoire,
    DecisionImpossible,
    DossierInstruit,
    DossierIntrouvable,
    Reserves,
    VersionPerimee,
    accepter,
    demander_complement,
    rejeter,
)
from instruction.domain.neph import NephAttribue, NephInvalide, former_neph, lire_neph
from instruction.storage import audit, dossiers

router = APIRouter(
    prefix="/api/instruction/dossiers/{demande}",
    tags=["décisions"],
    responses=problems(DossierIntrouvable, DecisionImpossible, VersionPerimee),
)

NEPH_DRAWS = 20


class Corps(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Acceptation(Corps):
    """Without a number of the registry, a new one is given."""

    neph: Annotated[str, Field(max_length=20)] | None = None


class CauseCorps(Corps):
    code: Annotated[str, Field(max_length=40)]
    piece: UUID | None = None
    type_piece: Annotated[str, Field(max_length=40)] | None = None


class ReservesCorps(Corps):
    """Why not, or not yet: causes of the list, and words of the instructor."""

    causes: Annotated[list[CauseCorps], Field(max_length=20)]
    commentaire: Annotated[str, Field(max_length=2000)] | None = None

    def motivees(self, dossier: DossierInstruit) -> Reserves:
        """Raises CauseInconnue with every fault at once."""
        choisies = [CauseChoisie(cause.code, cause.piece, cause.type_piece) for cause in self.causes]
        return Reserves(motiver(choisies, dossier.dossier.pieces), self.commentaire)


@router.post("/acceptation", responses=problems(NephInvalide, NephAttribue))
async def post_acceptation(
    demande: UUID,
    body: Acceptation,
    caller: Instructeur,
    once: OnceKey,
    app: Service,
    response: Response,
    if_match: IfMatch = None,
) -> DossierVue:
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        check_version(dossier, if_match)
        neph = await _neph(tx, app, dossier, body.neph)
        decide = await dossiers.save(tx, accepter(dossier, instructeur=caller.id, neph=neph, now=app.now()))
        await audit.note(tx, caller, "accepter", demande)
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
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        check_version(dossier, if_match)
        reserves = body.motivees(dossier)
        decision = demander_complement(dossier, reserves, instructeur=caller.id, now=app.now())
        decide = await dossiers.save(tx, decision)
        await audit.note(tx, caller, "demander_complement", demande)
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
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        check_version(dossier, if_match)
        reserves = body.motivees(dossier)
        decide = await dossiers.save(tx, rejeter(dossier, reserves, instructeur=caller.id, now=app.now()))
        await audit.note(tx, caller, "rejeter", demande)
        await tx.reply(answer := DossierVue.of(decide))
    set_etag(response, decide)
    return answer


async def _neph(tx: Tx, app: App, dossier: DossierInstruit, donne: str | None) -> str:
    if donne:
        neph = lire_neph(donne)
        await dossiers.reserve_neph(tx, neph, dossier.dossier)
        return neph
    for _ in range(NEPH_DRAWS):
        now = app.now()
        neph = former_neph(now.year, now.month, dossier.dossier.prefecture.code, app.tirage())
        if await dossiers.neph_libre(tx, neph):
            return neph
    raise NephAttribue("Aucun numéro libre n'a été trouvé : saisissez le numéro que donne le registre.")
