"""The school has finished its entry: the candidate is asked to validate."""

from uuid import UUID

from fastapi import APIRouter, Response

from contracts.http import OnceKey, problems
from demandes.api.access import AutoEcole, Service
from demandes.api.etag import IfMatch, check_version, set_etag
from demandes.api.suivi import Suivi
from demandes.domain.demande import DemandeIntrouvable, VersionPerimee
from demandes.domain.finalisation import finaliser
from demandes.domain.manques import DemandeIncomplete
from demandes.domain.statuts import ActeImpossible
from demandes.storage import demandes

router = APIRouter(prefix="/api/demandes/{demande_id}", tags=["finalisation"])


@router.post("/finalisation", responses=problems(DemandeIntrouvable, ActeImpossible, VersionPerimee, DemandeIncomplete))
async def post_finalisation(
    demande_id: UUID, caller: AutoEcole, once: OnceKey, app: Service, response: Response, if_match: IfMatch = None
) -> Suivi:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        check_version(demande, if_match)
        demande = await demandes.save(tx, finaliser(demande, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer
