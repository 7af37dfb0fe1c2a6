"""The thread of a demande with the préfecture: read by both sides of it, written by who filed."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.espace.acces import Partie
from portal.routes.espace.demande import vue_de

router = APIRouter(prefix="/monespace/demandes/{demande}/messages")


@router.get("")
async def get_fil(demande: UUID, page: Partie, curseur: str = "") -> Response:
    return await _montrer(page, demande, curseur=curseur)


@router.post("")
async def post_fil(demande: UUID, page: Partie, saisie: Formulaire) -> Response:
    corps = {"texte": saisie["texte"]}
    reponse = await page.demander("POST", f"/api/demandes/{demande}/messages", json=corps, cle=saisie.cle)
    if reponse.probleme is not None:
        return await _montrer(page, demande, reponse.probleme, saisie["texte"])
    return page.vers(f"/monespace/demandes/{demande}/messages", "Votre message est envoyé à la préfecture.")


@router.post("/lecture")
async def post_lecture(demande: UUID, page: Partie, saisie: Formulaire) -> Response:
    corps = {"jusqu_a": saisie["jusqu_a"]}
    reponse = await page.demander("POST", f"/api/demandes/{demande}/messages/lecture", json=corps, cle=saisie.cle)
    suite = f"/monespace/demandes/{demande}/messages"
    return page.apres(reponse, suite, "Les messages sont marqués comme lus : la préfecture le voit.")


async def _montrer(
    page: Page, demande: UUID, probleme: Probleme | None = None, texte: str = "", *, curseur: str = ""
) -> Response:
    racine = f"/api/demandes/{demande}"
    params = {"curseur": curseur} if curseur else {}
    vue, messages = await asyncio.gather(page.obtenir(racine), page.obtenir(f"{racine}/messages", params=params))
    return page.rendre(
        "espace/fil.html",
        statut=probleme.statut if probleme else 200,
        probleme=probleme,
        texte=texte,
        messages=messages,
        premiere=not curseur,
        **vue_de(page, vue),
    )
