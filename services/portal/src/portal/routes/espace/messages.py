"""«MES MESSAGES» and «NOTIFICATIONS» (seed 001): what the account was told, and the threads with the préfecture."""

import asyncio
import re

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.espace.acces import Partie, chez, liste_de

router = APIRouter(prefix="/monespace/messages")

MOST = 25  # the messages of one page
EST_ID = re.compile("[0-9a-f-]{36}")


@router.get("")
async def get_messages(page: Partie, curseur: str = "") -> Response:
    params = {"curseur": curseur} if curseur else {}
    recus, demandes = await asyncio.gather(
        page.obtenir("/api/notifications", params=params),
        page.obtenir("/api/demandes", params={"limite": 100}),
    )
    return page.rendre(
        "espace/messages.html",
        recus=recus,
        fils=[d for d in demandes["elements"] if d["numero"]],
        ici={d["id"]: chez(page, d["id"]) for d in demandes["elements"]},
        fil_liste=liste_de(page),
        premiere=not curseur,
    )


@router.post("/lecture")
async def post_lecture(page: Partie, saisie: Formulaire) -> Response:
    """One, or all that the page showed; twice is once, so that a failure in between is made good by another click."""
    for message in filter(EST_ID.fullmatch, saisie.tous("message")[:MOST]):
        await page.demander("POST", f"/api/notifications/{message}/lecture", cle=f"{saisie.cle}-{message}")
    return page.vers("/monespace/messages")
