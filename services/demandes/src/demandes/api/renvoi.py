"""The holder of a returned card asks to have it sent again."""

from uuid import UUID

from fastapi import APIRouter, Response

from contracts.http import OnceKey, problems
from demandes.api.access import Lecteur, Service
from demandes.api.etag import IfMatch, check_version, set_etag
from demandes.api.suivi import Suivi
from demandes.domain.demande import DemandeIntrouvable, VersionPerimee
from demandes.domain.production import RenvoiImpossible, demander_renvoi
from demandes.domain.statuts import ActeImpossible
from demandes.storage import demandes

router = APIRouter(prefix="/api/demandes/{demande_id}", tags=["titre"])


@router.post("/renvoi", responses=problems(DemandeIntrouvable, ActeImpossible, VersionPerimee, RenvoiImpossible))
async def post_renvoi(
    demande_id: UUID, caller: Lecteur, once: OnceKey, app: Service, response: Response, if_match: IfMatch = None
) -> Suivi:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        check_version(demande, if_match)
        demande = await demandes.save(tx, demander_renvoi(demande, caller.id, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer
