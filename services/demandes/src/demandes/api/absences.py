"""« Je ne peux pas fournir cette pièce, parce que… »: the explanation in place of a file."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import OnceKey, problems
from contracts.vocabulary.pieces import Piece
from demandes.api.access import Lecteur, Service
from demandes.api.etag import set_etag
from demandes.domain.absence import AbsenceImpossible, declarer_absence, retirer_absence
from demandes.domain.acces import SeulLeDeposant, verifier_deposant
from demandes.domain.demande import DemandeIntrouvable
from demandes.domain.statuts import ActeImpossible
from demandes.storage import demandes

router = APIRouter(
    prefix="/api/demandes/{demande_id}/pieces/absences/{type}",
    tags=["pièces"],
    responses=problems(DemandeIntrouvable, SeulLeDeposant, ActeImpossible),
)


class Absence(BaseModel):
    """Twenty to five hundred characters once blanks at both ends are gone: the instructor decides by them."""

    model_config = ConfigDict(extra="forbid")

    raison: Annotated[str, Field(max_length=2000)]


@router.put("", status_code=204, responses=problems(AbsenceImpossible))
async def put_absence(
    demande_id: UUID, type: Piece, body: Absence, caller: Lecteur, once: OnceKey, app: Service, response: Response
) -> None:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        verifier_deposant(demande, caller.id)
        demande = await demandes.save(tx, declarer_absence(demande, type, body.raison, app.now()))
        await tx.reply(None, status=204)
    set_etag(response, demande)


@router.delete("", status_code=204)
async def delete_absence(
    demande_id: UUID, type: Piece, caller: Lecteur, once: OnceKey, app: Service, response: Response
) -> None:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        verifier_deposant(demande, caller.id)
        demande = await demandes.save(tx, retirer_absence(demande, type, app.now()))
        await tx.reply(None, status=204)
    set_etag(response, demande)
