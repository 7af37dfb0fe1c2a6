"""The candidate reads what his school entered, attests and validates (seed 001)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.espace.acces import Candidat, chez
from portal.routes.espace.demande import avec_recapitulatif, vue_de

router = APIRouter(prefix="/monespace/demandes/{demande}/validation")

ATTESTATION = "/atteste_sur_l_honneur"


@router.get("")
async def get_validation(demande: UUID, page: Candidat) -> Response:
    return await _montrer(page, demande)


@router.post("")
async def post_validation(demande: UUID, page: Candidat, saisie: Formulaire) -> Response:
    corps = {"atteste_sur_l_honneur": saisie.coche("attestation")}
    reponse = await page.demander("POST", f"/api/demandes/{demande}/validation", json=corps, cle=saisie.cle)
    if reponse.probleme is not None:
        return await _montrer(page, demande, reponse.probleme)
    numero = reponse.donnees["numero"]
    return page.vers(
        chez(page, demande), f"Votre demande est validée. Son numéro est le {numero}. {reponse.donnees['suite']}"
    )


async def _montrer(page: Page, demande: UUID, probleme: Probleme | None = None) -> Response:
    """Whoever comes back after he has validated is led to what became of the demande."""
    vue, recapitulatif = await avec_recapitulatif(page, demande)
    if recapitulatif["attestation"] is None or "refuser" not in vue["actes"]:
        return page.vers(chez(page, demande), _deja(vue["libelle"], probleme), "info")
    return page.rendre(
        "espace/validation.html",
        statut=probleme.statut if probleme else 200,
        probleme=probleme,
        recapitulatif=recapitulatif,
        **vue_de(page, vue),
    )


def _deja(libelle: str, probleme: Probleme | None) -> str:
    dit = f"{probleme.titre}. " if probleme else ""
    return f"{dit}Il n'y a rien à valider ici : l'état de la demande est « {libelle} »."
