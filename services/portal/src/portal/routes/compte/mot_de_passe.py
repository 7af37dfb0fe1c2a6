"""Another password, and the first one of an account that FranceConnect made."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.compte.mots_de_passe import deux_fois, longueur_min
from portal.routes.compte.soi import Connecte

router = APIRouter(prefix="/monespace/compte/mot-de-passe")

MOI = "/api/accounts/moi"


@router.get("")
async def get_mot_de_passe(page: Connecte) -> Response:
    return await _formulaire(page)


@router.post("")
async def post_mot_de_passe(page: Connecte, saisie: Formulaire) -> Response:
    probleme = deux_fois(saisie)
    if probleme is None:
        corps = {"ancien": saisie.brut("ancien"), "mot_de_passe": saisie.brut("mot_de_passe")}
        probleme = (await page.demander("POST", f"{MOI}/mot-de-passe", json=corps)).probleme
    if probleme is not None:
        return await _formulaire(page, probleme)
    return page.vers("/monespace/compte", "Votre mot de passe est changé. Vos autres sessions sont fermées.")


@router.post("/premier")
async def post_premier_mot_de_passe(page: Connecte, saisie: Formulaire) -> Response:
    probleme = deux_fois(saisie)
    if probleme is None:
        probleme = (await page.demander("POST", f"{MOI}/mot-de-passe/premier", json=_premier(saisie))).probleme
    if probleme is not None:
        return await _formulaire(page, probleme, saisie["question_secrete"])
    return page.vers("/monespace/compte", "Votre compte a maintenant un mot de passe.")


def _premier(saisie: Saisie) -> dict[str, Any]:
    return {
        "mot_de_passe": saisie.brut("mot_de_passe"),
        "question_secrete": saisie["question_secrete"],
        "reponse_secrete": saisie["reponse_secrete"],
    }


async def _formulaire(page: Page, probleme: Probleme | None = None, question: str = "") -> Response:
    moi = await page.obtenir(MOI)
    premier = not moi["mot_de_passe"]
    return page.rendre(
        "compte/mot_de_passe.html",
        statut=probleme.statut if probleme else 200,
        moi=moi,
        questions=await page.obtenir("/api/accounts/questions-secretes") if premier else [],
        question=question,
        minimum=longueur_min(moi["role"]),
        probleme=probleme,
    )
