"""The candidate refuses what his school entered, and may say why (seed 001)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.espace.acces import Candidat, chez
from portal.routes.espace.demande import vue_de

router = APIRouter(prefix="/monespace/demandes/{demande}/refus")


@router.get("")
async def get_refus(demande: UUID, page: Candidat) -> Response:
    return await _montrer(page, demande)


@router.post("")
async def post_refus(demande: UUID, page: Candidat, saisie: Formulaire) -> Response:
    corps = {"raison": saisie.ou_rien("raison")}
    reponse = await page.demander("POST", f"/api/demandes/{demande}/refus", json=corps, cle=saisie.cle)
    if reponse.probleme is not None:
        return await _montrer(page, demande, reponse.probleme, saisie["raison"])
    return page.vers(chez(page, demande), "La demande est refusée. Votre auto-école en est informée.")


async def _montrer(page: Page, demande: UUID, probleme: Probleme | None = None, raison: str = "") -> Response:
    vue = await page.obtenir(f"/api/demandes/{demande}")
    if "refuser" not in vue["actes"]:
        return page.vers(
            chez(page, demande), f"Cette demande ne peut plus être refusée : son état est « {vue['libelle']} ».", "info"
        )
    statut = probleme.statut if probleme else 200
    return page.rendre("espace/refus.html", statut=statut, probleme=probleme, raison=raison, **vue_de(page, vue))
