"""The filer sends a completed demande back to the CTN."""

from uuid import UUID

from fastapi import APIRouter, Response

from contracts.http import OnceKey, problems
from demandes.api.access import Lecteur, Service
from demandes.api.etag import IfMatch, check_version, set_etag
from demandes.api.suivi import Suivi
from demandes.domain.acces import SeulLeDeposant
from demandes.domain.complement import ComplementIncomplet, completer
from demandes.domain.demande import DemandeIntrouvable, VersionPerimee
from demandes.domain.statuts import ActeImpossible
from demandes.storage import demandes

router = APIRouter(prefix="/api/demandes/{demande_id}", tags=["compléments"])


@router.post(
    "/complements",
    responses=problems(DemandeIntrouvable, SeulLeDeposant, ActeImpossible, VersionPerimee, ComplementIncomplet),
)
async def post_complements(
    demande_id: UUID, caller: Lecteur, once: OnceKey, app: Service, response: Response, if_match: IfMatch = None
) -> Suivi:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        check_version(demande, if_match)
        demande = await demandes.save(tx, completer(demande, caller.id, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer
