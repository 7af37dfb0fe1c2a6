"""« Je maintiens cette pièce »: kept although the engine refuses it, for an agent to decide."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import OnceKey, problems
from demandes.api.access import Lecteur, Service
from demandes.api.etag import set_etag
from demandes.api.vues import PieceVue
from demandes.domain.acces import SeulLeDeposant, verifier_deposant
from demandes.domain.demande import DemandeIntrouvable
from demandes.domain.depot import PieceIntrouvable, piece_de
from demandes.domain.maintien import MaintienImpossible, RaisonDuMaintien, maintenir_piece, retirer_maintien
from demandes.domain.statuts import ActeImpossible
from demandes.storage import demandes

router = APIRouter(
    prefix="/api/demandes/{demande_id}/pieces/{piece_id}/maintien",
    tags=["pièces"],
    responses=problems(DemandeIntrouvable, PieceIntrouvable, SeulLeDeposant, ActeImpossible),
)


class MaintienDemande(BaseModel):
    """Ten to three hundred characters: the agent of the CTN reads them beside the image."""

    model_config = ConfigDict(extra="forbid")

    raison: Annotated[str, Field(max_length=2000)]


@router.post("", responses=problems(MaintienImpossible, RaisonDuMaintien))
async def post_maintien(
    demande_id: UUID,
    piece_id: UUID,
    body: MaintienDemande,
    caller: Lecteur,
    once: OnceKey,
    app: Service,
    response: Response,
) -> PieceVue:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        verifier_deposant(demande, caller.id)
        demande = await demandes.save(tx, maintenir_piece(demande, piece_id, body.raison, app.now()))
        await tx.reply(answer := PieceVue.of(piece_de(demande, piece_id), caller.role))
    set_etag(response, demande)
    return answer


@router.delete("", status_code=204)
async def delete_maintien(
    demande_id: UUID, piece_id: UUID, caller: Lecteur, once: OnceKey, app: Service, response: Response
) -> None:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        verifier_deposant(demande, caller.id)
        demande = await demandes.save(tx, retirer_maintien(demande, piece_id, app.now()))
        await tx.reply(None, status=204)
    set_etag(response, demande)
