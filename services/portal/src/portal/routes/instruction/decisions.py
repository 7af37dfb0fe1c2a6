"""The three decisions of the préfecture, as their forms send them; a double decision is told, never made."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire, Page, Saisie
from portal.routes.instruction.acces import DOSSIERS, PageInstructeur
from portal.routes.instruction.dossier import montrer

router = APIRouter(prefix="/instruction/dossiers/{demande}")


@router.post("/acceptation")
async def post_acceptation(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    corps = {
        "neph": saisie.ou_rien("neph"),
        "examen_verifie": saisie.coche("examen_verifie"),
        "absentes_acceptees": saisie.tous("absentes_acceptees"),
    }
    return await _decider(page, demande, saisie, "acceptation", corps, "Demande acceptée.")


@router.post("/complements")
async def post_complements(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    dit = "Complément demandé : le déposant en est averti."
    return await _decider(page, demande, saisie, "complements", _reserves(saisie), dit)


@router.post("/rejet")
async def post_rejet(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    return await _decider(page, demande, saisie, "rejet", _reserves(saisie), "Demande rejetée.")


async def _decider(page: Page, demande: UUID, saisie: Saisie, acte: str, corps: dict[str, Any], avis: str) -> Response:
    """Over the version that was on the screen. Refused, the page shows how the dossier stands now."""
    reponse = await page.demander(
        "POST", f"{DOSSIERS}/{demande}/{acte}", cle=saisie.cle, si=saisie["version"], json=corps
    )
    if reponse.probleme is not None:
        return await montrer(page, demande, saisie, reponse.probleme, acte)
    return page.vers(f"/instruction/dossiers/{demande}", avis)


def _reserves(saisie: Saisie) -> dict[str, Any]:
    return {
        "causes": [_cause(saisie, coche) for coche in saisie.tous("cause")],
        "commentaire": saisie.ou_rien("commentaire"),
    }


def _cause(saisie: Saisie, coche: str) -> dict[str, Any]:
    code, _, objet = coche.partition("|")
    nommee = objet if objet not in ("", "demande") else None
    manque = saisie.ou_rien("type_piece") if code == "piece_manquante" and nommee is None else None
    return {"code": code, "piece": nommee, "type_piece": manque}
