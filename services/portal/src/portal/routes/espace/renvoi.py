"""The holder of a returned card asks to have it sent again (seed 003)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.espace.acces import Partie, chez
from portal.routes.espace.demande import vue_de

router = APIRouter(prefix="/monespace/demandes/{demande}/renvoi")


@router.get("")
async def get_renvoi(demande: UUID, page: Partie) -> Response:
    vue = await page.obtenir(f"/api/demandes/{demande}")
    if "demander_renvoi" not in vue["actes"]:
        return page.vers(chez(page, demande), "Aucun nouvel envoi ne peut être demandé maintenant.", "info")
    return page.rendre("espace/renvoi.html", **vue_de(page, vue))


@router.post("")
async def post_renvoi(demande: UUID, page: Partie, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", f"/api/demandes/{demande}/renvoi", cle=saisie.cle)
    return page.apres(reponse, chez(page, demande), "Le nouvel envoi est demandé : le facteur passera de nouveau.")
