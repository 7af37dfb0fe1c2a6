"""Programs of photographers and partners. A secret is shown once, on the page that answers, and never again."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.administration.acces import Curseur, PageAdministrateur, demandes

router = APIRouter()

PROGRAMMES = "/api/accounts/programmes"
ROLES = (
    ("photographe", "Photographe agréé", "dépose des e-photos par lots ou une à une"),
    ("partenaire", "Partenaire", "reçoit les changements de statut, par webhook ou au courtier"),
)
CHEMIN = "/administration/programmes"


@router.get(CHEMIN)
async def get_programmes(page: PageAdministrateur, curseur: Curseur = "") -> Response:
    return await _page(page, curseur=curseur)


@router.post(CHEMIN)
async def post_programme(page: PageAdministrateur, saisie: Formulaire) -> Response:
    """Not led on to another page: a secret in a notice would be one in a cookie."""
    corps = {"role": saisie["role"], "nom": saisie["nom"]}
    if saisie["client_id"]:
        corps["client_id"] = saisie["client_id"]
    reponse = await page.demander("POST", PROGRAMMES, json=corps)
    return await _page(page, saisie=saisie, ouvert=reponse.donnees, probleme=reponse.probleme)


@router.post(CHEMIN + "/{client_id}/secret")
async def post_secret(page: PageAdministrateur, client_id: str, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", f"{PROGRAMMES}/{client_id}/secret", json={})
    if reponse.probleme is not None:
        return page.vers(CHEMIN, reponse.probleme.dit, "warning")
    return await _page(page, ouvert=reponse.donnees)


@router.get(CHEMIN + "/{client_id}/revocation")
async def get_revocation(page: PageAdministrateur, client_id: str) -> Response:
    return page.rendre("administration/revocation.html", client_id=client_id)


@router.post(CHEMIN + "/{client_id}/revocation")
async def post_revocation(page: PageAdministrateur, client_id: str, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", f"{PROGRAMMES}/{client_id}")
    return page.apres(reponse, CHEMIN, "Le programme est révoqué : aucun secret ne l’ouvre plus.")


async def _page(
    page: Page,
    *,
    curseur: str = "",
    saisie: Saisie | None = None,
    ouvert: Any = None,
    probleme: Probleme | None = None,
) -> Response:
    liste = await page.obtenir(PROGRAMMES, params=demandes(curseur=curseur))
    garde = saisie if saisie is not None and probleme is not None else None
    return page.rendre(
        "administration/programmes.html",
        statut=probleme.statut if probleme else 200,
        liste=liste,
        premiere=not curseur,
        roles=ROLES,
        libelles={role[0]: role[1] for role in ROLES},
        saisie={champ: garde[champ] if garde else "" for champ in ("role", "nom", "client_id")},
        ouvert=ouvert,
        probleme=probleme,
    )
