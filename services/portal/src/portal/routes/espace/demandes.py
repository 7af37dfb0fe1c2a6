"""«Mon espace conducteur»: the table of seed 001, with its search and its actions."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.espace.acces import Candidat, Partie, chez
from portal.routes.espace.actions import ACTIONS, actions, adresse
from portal.routes.espace.listes import adresse_de_recherche, criteres_de, lister

router = APIRouter()


@router.get("/monespace/demandes")
async def get_demandes(page: Candidat, recherche: str = "", curseur: str = "") -> Response:
    criteres = criteres_de(page, recherche)
    reponse = await lister(page, criteres, curseur=curseur)
    donnees = reponse.donnees or {"elements": [], "suivant": None}
    return page.rendre(
        "espace/demandes.html",
        statut=reponse.statut,
        probleme=reponse.probleme,
        lignes=[(demande, actions(demande)) for demande in donnees["elements"]],
        suivant=donnees["suivant"],
        premiere=not curseur,
        recherche=recherche if criteres else "",
        texte=criteres.get("texte", ""),
    )


@router.post("/monespace/recherche")
async def post_recherche(page: Candidat, saisie: Formulaire) -> Response:
    return page.vers(adresse_de_recherche(page, "/monespace/demandes", saisie, ("texte",)))


@router.get("/monespace/demandes/{demande}/action")
async def get_action(demande: UUID, page: Partie, faire: str = "") -> Response:
    """The button «OK» beside the list of actions; nothing changes before the page that it leads to."""
    voulue = next((action for action in ACTIONS if action.code == faire), None)
    return page.vers(adresse(demande, voulue) if voulue else chez(page, demande))
