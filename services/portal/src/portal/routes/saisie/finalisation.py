"""Step 7: the school has finished, with or without the paper mandate; who files for himself attests and validates."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme, Reponse
from portal.pages import Formulaire, Page, Saisie
from portal.routes.saisie.brouillon import Brouillon, Deposant, lire
from portal.routes.saisie.etape import cadre
from portal.routes.saisie.recapitulatif import relecture

router = APIRouter()

SLUG = "finalisation"
INCOMPLETE = "demande-incomplete"  # what is missing stands on the page anyway
CHAMPS = {"/atteste_sur_l_honneur": "atteste", "/conserve_le_mandat": "atteste"}


@router.get("/monespace/demandes/{demande_id}/etapes/finalisation")
async def get_finalisation(demande_id: UUID, page: Deposant) -> Response:
    """Before: the last word. Afterwards, however one comes back here: what was done and what comes next."""
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return _faite(page, brouillon) if brouillon.donnees["deposant"]["vous"] else brouillon.ailleurs(page)
    return await _a_faire(page, brouillon)


@router.post("/monespace/demandes/{demande_id}/etapes/finalisation")
async def post_finalisation(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return page.vers(brouillon.etape(SLUG))
    reponse = await _envoyer(page, brouillon, saisie)
    if reponse.probleme is None:
        return page.vers(brouillon.etape(SLUG))
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return page.vers(brouillon.etape(SLUG))
    return await _a_faire(page, brouillon, reponse.probleme)


async def _envoyer(page: Page, brouillon: Brouillon, saisie: Saisie) -> Reponse:
    """By the school, or by the person, over the version that was read back."""
    atteste = saisie.coche("atteste")
    if brouillon.permet("valider"):
        acte, corps = "validation", {"atteste_sur_l_honneur": atteste}
    else:
        acte, corps = "finalisation", {"conserve_le_mandat": atteste}
    return await page.demander(
        "POST", f"{brouillon.api}/{acte}", cle=saisie.cle, si=saisie["version"] or None, json=corps
    )


async def _a_faire(page: Page, brouillon: Brouillon, probleme: Probleme | None = None) -> Response:
    return page.rendre(
        "saisie/finalisation.html",
        statut=probleme.statut if probleme else 200,
        **cadre(brouillon, SLUG, None if probleme and probleme.slug == INCOMPLETE else probleme),
        **await relecture(page, brouillon),
        champs=CHAMPS,
    )


def _faite(page: Page, brouillon: Brouillon) -> Response:
    papier = (brouillon.enregistree("photo-signature") or {}).get("mode") == "papier"
    return page.rendre("saisie/confirmation.html", **cadre(brouillon, SLUG), papier=papier)
