"""A school asks for the demande of a candidate who has come to it; and sees what has left it (seed 000)."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.espace.acces import Ecole

router = APIRouter(prefix="/auto-ecole/transferts")

ICI = "/auto-ecole/transferts"
Sens = Literal["entrants", "sortants"]


@router.get("")
async def get_transferts(page: Ecole, sens: Sens = "entrants", curseur: str = "") -> Response:
    return await _montrer(page, sens=sens, curseur=curseur)


@router.post("")
async def post_transfert(page: Ecole, saisie: Formulaire) -> Response:
    corps = {"numero": saisie["numero"]}
    reponse = await page.demander("POST", "/api/demandes/transferts", json=corps, cle=saisie.cle)
    if reponse.probleme is not None:
        return await _montrer(page, reponse.probleme, saisie["numero"])
    return page.vers(
        ICI, "Le transfert est demandé. Le candidat est prévenu par mél et par SMS : la réponse est à lui."
    )


@router.post("/{transfert}/retrait")
async def post_retrait(transfert: UUID, page: Ecole, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", f"/api/demandes/transferts/{transfert}/retrait", cle=saisie.cle)
    return page.apres(reponse, ICI, "La demande de transfert est retirée.")


async def _montrer(
    page: Page, probleme: Probleme | None = None, numero: str = "", *, sens: Sens = "entrants", curseur: str = ""
) -> Response:
    params = {"sens": sens} | ({"curseur": curseur} if curseur else {})
    transferts = await page.obtenir("/api/demandes/transferts", params=params)
    return page.rendre(
        "ecole/transferts.html",
        statut=probleme.statut if probleme else 200,
        probleme=probleme,
        numero=numero,
        transferts=transferts,
        sens=sens,
        premiere=not curseur,
    )
