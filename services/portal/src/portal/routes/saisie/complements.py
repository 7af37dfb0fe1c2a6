"""« À compléter »: what was signalled is put right in steps 5 and 4, then goes to the CTN again (seed 000)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.saisie.brouillon import Deposant, lire
from portal.routes.saisie.pieces import Echecs, montrer

router = APIRouter()


@router.post("/monespace/demandes/{demande_id}/complements")
async def post_complements(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    chemin = f"/api/demandes/{demande_id}/complements"
    reponse = await page.demander("POST", chemin, cle=saisie.cle, si=saisie["version"] or None)
    brouillon = await lire(page, demande_id)
    if reponse.probleme is None:
        return page.vers(brouillon.page, "Le complément est envoyé : les images sont vérifiées de nouveau.")
    if not brouillon.permet("completer"):
        return brouillon.ailleurs(page)
    return await montrer(page, brouillon, echecs=Echecs(probleme=reponse.probleme))
