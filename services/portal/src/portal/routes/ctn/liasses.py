"""Stacks of scanned paper forms: sent, followed page by page; and the forms that are still awaited."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.ctn.acces import PageAgent

router = APIRouter(prefix="/ctn/liasses")

LIASSES = "/api/ctn/liasses"
ETATS_LIASSE = {
    "en_lecture": ("Lecture en cours", "info"),
    "a_traiter": ("À traiter", "warning"),
    "terminee": ("Terminée", "success"),
}
ETATS_PAGE = {
    "a_lire": ("À lire", "info"),
    "liee": ("Prise", "success"),
    "a_traiter": ("À traiter", "warning"),
    "vierge": ("Page blanche", ""),
    "rebut": ("Mise au rebut", ""),
    "remplacee": ("Remplacée par une autre page", ""),
    "effacee": ("Effacée", ""),
}
MOTS: dict[str, Any] = {"etats_liasse": ETATS_LIASSE, "etats_page": ETATS_PAGE}


@router.get("")
async def get_liasses(page: PageAgent, curseur: Annotated[str, Query(max_length=512)] = "") -> Response:
    return await _accueil(page, curseur)


async def _accueil(page: Page, curseur: str = "", probleme: Probleme | None = None) -> Response:
    liasses, attendus, attente = await asyncio.gather(
        page.obtenir(LIASSES, params={"limite": 10} | ({"curseur": curseur} if curseur else {})),
        page.obtenir("/api/ctn/formulaires-photo", params={"limite": 5}),
        page.obtenir(f"{LIASSES}/pages", params={"limite": 5}),
    )
    return page.rendre(
        "ctn/liasses.html",
        statut=probleme.statut if probleme else 200,
        liasses=liasses,
        attendus=attendus,
        attente=attente,
        premiere=not curseur,
        probleme=probleme,
        **MOTS,
    )


@router.post("")
async def post_liasse(page: PageAgent, saisie: Formulaire) -> Response:
    fichiers = saisie.fichiers("fichier")
    if not fichiers:
        detail = "Choisissez le fichier de la liasse : un PDF ou un TIFF de votre scanner."
        return await _accueil(
            page, probleme=Probleme(422, "fichier-absent", "Aucun fichier", detail, {"/fichier": detail})
        )
    [fichier, *_] = fichiers
    envoi = {"fichier": ("liasse", fichier.file, "application/octet-stream")}
    reponse = await page.demander("POST", LIASSES, cle=saisie.cle, files=envoi)
    if reponse.probleme is not None:
        return await _accueil(page, probleme=reponse.probleme)
    pages = reponse.donnees["pages"]
    return page.vers(f"/ctn/liasses/{reponse.donnees['id']}", f"Liasse reçue : {pages} page{'s' if pages > 1 else ''}.")


@router.get("/attendus")
async def get_attendus(page: PageAgent, curseur: Annotated[str, Query(max_length=512)] = "") -> Response:
    """The one whose time ends first before all others."""
    attendus = await page.obtenir("/api/ctn/formulaires-photo", params={"curseur": curseur} if curseur else None)
    return page.rendre("ctn/attendus.html", attendus=attendus, premiere=not curseur)


@router.get("/{liasse}")
async def get_liasse(liasse: UUID, page: PageAgent) -> Response:
    """As it is now; while it is read, its script asks for the part that changes."""
    gabarit = "fragments/liasse.html" if page.fragment else "ctn/liasse.html"
    return page.rendre(gabarit, liasse=await page.obtenir(f"{LIASSES}/{liasse}"), **MOTS)
