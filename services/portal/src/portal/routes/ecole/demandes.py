"""The detailed follow-up: a tray or a search, page by page, each line with whose turn it is and what was asked."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.espace.acces import Ecole
from portal.routes.espace.actions import actions
from portal.routes.espace.demande import montrer
from portal.routes.espace.listes import adresse_de_recherche, criteres_de, libelles_de_pieces, lister

router = APIRouter(prefix="/auto-ecole")

LISTE = "/auto-ecole/demandes"


@router.get("/demandes")
async def get_demandes(page: Ecole, bannette: str = "", recherche: str = "", curseur: str = "") -> Response:
    criteres = criteres_de(page, recherche)
    reponse, tri, motifs = await asyncio.gather(
        lister(page, criteres, bannette=bannette, curseur=curseur),
        page.obtenir("/api/demandes/bannettes"),
        page.obtenir("/api/demandes/referentiel/motifs"),
    )
    donnees = reponse.donnees or {"elements": [], "suivant": None}
    return page.rendre(
        "ecole/demandes.html",
        statut=reponse.statut,
        probleme=reponse.probleme,
        lignes=[(demande, actions(demande)) for demande in donnees["elements"]],
        suivant=donnees["suivant"],
        premiere=not curseur,
        bannettes=tri["bannettes"],
        agrement=tri.get("agrement"),
        bannette=bannette,
        recherche=recherche if criteres else "",
        criteres=criteres,
        libelles=await libelles_de_pieces(page, donnees["elements"]),
        motifs=[(motif["code"], motif["libelle"]) for motif in motifs],
    )


@router.post("/recherche")
async def post_recherche(page: Ecole, saisie: Formulaire) -> Response:
    return page.vers(adresse_de_recherche(page, LISTE, saisie))


@router.get("/demandes.csv")
async def get_export(page: Ecole, bannette: str = "") -> Response:
    params = {"bannette": bannette} if bannette else {}
    return await page.transmettre("/api/demandes/export.csv", **params)


@router.get("/demandes/{demande}")
async def get_demande(demande: UUID, page: Ecole) -> Response:
    return await montrer(page, demande)
