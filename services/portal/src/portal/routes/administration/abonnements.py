"""Webhooks of all partners: which work, which fail since when, which are suspended."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.administration.acces import Curseur, PageAdministrateur, demandes

router = APIRouter()

ABONNEMENTS = "/api/notifications/surveillance/abonnements"
CHEMIN = "/administration/abonnements"


@router.get(CHEMIN)
async def get_abonnements(page: PageAdministrateur, curseur: Curseur = "") -> Response:
    liste = await page.obtenir(ABONNEMENTS, params=demandes(curseur=curseur))
    return page.rendre("administration/abonnements.html", liste=liste, premiere=not curseur)


@router.post(CHEMIN + "/{abonnement}/suspension")
async def post_suspension(page: PageAdministrateur, abonnement: UUID, saisie: Formulaire) -> Response:
    corps = {"raison": saisie["raison"]}
    reponse = await page.demander("POST", f"{ABONNEMENTS}/{abonnement}/suspension", cle=saisie.cle, json=corps)
    if reponse.probleme is not None and reponse.probleme.de("/raison"):
        return page.vers(CHEMIN, "Indiquez la raison en 3 caractères au moins : le partenaire la lira.", "warning")
    return page.apres(reponse, CHEMIN, "L’abonnement est suspendu : plus rien ne part vers cette adresse.")


@router.post(CHEMIN + "/{abonnement}/reprise")
async def post_reprise(page: PageAdministrateur, abonnement: UUID, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", f"{ABONNEMENTS}/{abonnement}/reprise", cle=saisie.cle)
    return page.apres(
        reponse, CHEMIN, "L’abonnement a repris ; le partenaire peut demander le rejeu de ce qu’il a manqué."
    )
