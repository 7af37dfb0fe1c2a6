"""Another school asks for the demande: its candidate looks at it again, then says yes or no (seed 000)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.espace.acces import Candidat, chez
from portal.routes.espace.demande import avec_recapitulatif, vue_de

router = APIRouter(prefix="/monespace/demandes/{demande}/transfert")

DIT = {
    "acceptation": "Le transfert est accepté : votre nouvelle auto-école suit désormais la demande.",
    "refus": "Le transfert est refusé : rien ne change pour votre demande.",
}


@router.get("")
async def get_transfert(demande: UUID, page: Candidat) -> Response:
    transferts = await page.obtenir(f"/api/demandes/{demande}/transferts")
    transfert = next((t for t in transferts if t["etat"] == "demande"), None)
    if transfert is None:
        return page.vers(chez(page, demande), "Aucune demande de transfert n'attend de réponse.", "info")
    vue, recapitulatif = await avec_recapitulatif(page, demande)
    return page.rendre("espace/transfert.html", transfert=transfert, recapitulatif=recapitulatif, **vue_de(page, vue))


@router.post("")
async def post_transfert(demande: UUID, page: Candidat, saisie: Formulaire) -> Response:
    """`transfert` is the one that the page showed: another that came since is not answered unseen."""
    reponse = saisie["reponse"] if saisie["reponse"] in DIT else "refus"
    try:
        transfert = UUID(saisie["transfert"])
    except ValueError:
        return page.vers(chez(page, demande))
    answer = await page.demander("POST", f"/api/demandes/transferts/{transfert}/{reponse}", cle=saisie.cle)
    return page.apres(answer, chez(page, demande), DIT[reponse])
