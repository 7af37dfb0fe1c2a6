"""A school's morning: what to do first, the trays with their counts, the state of its agrément (seed 000)."""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from portal.routes.espace.acces import Ecole
from portal.routes.espace.accueil import dernieres_notifications
from portal.routes.espace.actions import actions
from portal.routes.espace.listes import libelles_de_pieces, lister

router = APIRouter()

URGENTES = 5


@router.get("/auto-ecole")
async def get_accueil(page: Ecole) -> Response:
    moi, tri, a_completer, messages = await asyncio.gather(
        page.obtenir("/api/accounts/moi"),
        page.obtenir("/api/demandes/bannettes"),
        lister(page, {}, bannette="a_completer"),
        dernieres_notifications(page),
    )
    urgentes = a_completer.donnees["elements"] if a_completer.donnees else []
    return page.rendre(
        "ecole/accueil.html",
        moi=moi,
        bannettes=tri["bannettes"],
        agrement=tri.get("agrement"),
        urgentes=[(demande, actions(demande)) for demande in urgentes[:URGENTES]],
        messages=messages,
        libelles=await libelles_de_pieces(page, urgentes),
    )
