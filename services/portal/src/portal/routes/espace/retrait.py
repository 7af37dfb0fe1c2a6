"""A draft is withdrawn by who began it, after he was asked once more."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.espace.acces import Partie, chez, liste_de
from portal.routes.espace.demande import vue_de

router = APIRouter(prefix="/monespace/demandes/{demande}/suppression")


@router.get("")
async def get_suppression(demande: UUID, page: Partie) -> Response:
    vue = await page.obtenir(f"/api/demandes/{demande}")
    if "supprimer" not in vue["actes"]:
        return page.vers(chez(page, demande), "Seul un brouillon peut être supprimé, par qui l'a saisi.", "info")
    return page.rendre("espace/suppression.html", **vue_de(page, vue))


@router.post("")
async def post_suppression(demande: UUID, page: Partie, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", f"/api/demandes/{demande}", cle=saisie.cle)
    if reponse.probleme is not None:
        suite = liste_de(page)[0] if reponse.statut == 404 else chez(page, demande)
        return page.vers(suite, reponse.probleme.dit, "warning")
    return page.vers(liste_de(page)[0], "Le brouillon est supprimé, avec les fichiers qu'il contenait.")
