"""« Mon compte »: who one is here, and the way to each change."""

from fastapi import APIRouter
from starlette.responses import Response

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.roles import Role
from portal.clients.interlocuteurs import segment
from portal.pages import Formulaire, Page, PageDe
from portal.routes.compte.soi import Connecte

router = APIRouter()

MOI = "/api/accounts/moi"


@router.get("/monespace/compte")
async def get_compte(page: Connecte) -> Response:
    moi = await page.obtenir(MOI)
    return page.rendre("compte/compte.html", moi=moi, qualite=libelle(Role, moi["role"]), totp=await _totp(page))


async def _totp(page: Page) -> object:
    """None for whom no second factor is offered."""
    reponse = await page.demander("GET", f"{MOI}/totp")
    return reponse.donnees if reponse.probleme is None else None


@router.get("/monespace/coordonnees/{jeton}")
async def get_coordonnees(jeton: str, page: PageDe) -> Response:
    """Opened from a mail, in whatever browser: a button, since programs that look at mails open links too."""
    return page.rendre("compte/coordonnees.html", lien=jeton)


@router.post("/monespace/coordonnees/{jeton}")
async def post_coordonnees(jeton: str, page: PageDe, saisie: Formulaire) -> Response:
    chemin = f"/api/accounts/coordonnees/{segment(jeton)}"
    reponse = await page.demander("POST", chemin, cle=saisie.cle)
    if (probleme := reponse.probleme) is not None:
        return page.rendre(
            "erreur.html",
            statut=probleme.statut,
            titre=probleme.titre,
            detail=probleme.detail,
            numero_http=probleme.statut,
        )
    return page.vers("/monespace/compte" if page.qui else "/connexion", "Votre nouvelle adresse mél est enregistrée.")
