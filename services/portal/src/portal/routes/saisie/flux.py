"""Server-sent events of one demande: verdicts on its files and its statuses, as they happen."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.routes.saisie.brouillon import Deposant

router = APIRouter()


@router.get("/flux/demandes/{demande_id}")
async def get_flux(demande_id: UUID, page: Deposant) -> Response:
    answer = await page.transmettre(f"/api/demandes/{demande_id}/flux")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer
