"""One demande: who holds it, what comes next, what is in it, who did and who saw what."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.pages import Page
from portal.routes.espace.acces import Partie, chez, liste_de
from portal.routes.espace.actions import actions

router = APIRouter(prefix="/monespace/demandes/{demande}")


@router.get("")
async def get_demande(demande: UUID, page: Partie) -> Response:
    if page.role is Role.AUTO_ECOLE:
        return page.vers(chez(page, demande))
    return await montrer(page, demande)


async def montrer(page: Page, demande: UUID) -> Response:
    """For both sides of it: what each sees and may do, the service says."""
    racine = f"/api/demandes/{demande}"
    vue, historique = await asyncio.gather(page.obtenir(racine), page.obtenir(f"{racine}/historique"))
    transferts = await page.obtenir(f"{racine}/transferts")  # afterwards: not older than what `moment` says
    return page.rendre(
        "espace/demande.html",
        **vue_de(page, vue),
        actions=actions(vue),
        historique=historique,
        moment=vue["version"] + len(historique["elements"]),
        jalons=jalons(historique["elements"]),
        transfert=next((t for t in transferts if t["etat"] == "demande"), None),
        libelles={piece["type"]: piece["libelle"] for piece in (*vue["pieces_demandees"], *vue["pieces"])},
    )


def jalons(lignes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the history, the lines that brought the demande to another status."""
    avant = [None, *(ligne["statut"] for ligne in lignes)]
    return [ligne for ligne, statut in zip(lignes, avant, strict=False) if ligne["statut"] != statut]


def vue_de(page: Page, vue: dict[str, Any]) -> dict[str, Any]:
    """What every page of a demande says of it."""
    return {
        "d": vue,
        "ecole": page.role is Role.AUTO_ECOLE,
        "racine": f"/monespace/demandes/{vue['id']}",
        "retour": chez(page, vue["id"]),
        "fil_liste": liste_de(page),
    }


@router.get("/recapitulatif")
async def get_recapitulatif(demande: UUID, page: Partie) -> Response:
    vue, recapitulatif = await avec_recapitulatif(page, demande)
    return page.rendre("espace/recapitulatif.html", **vue_de(page, vue), recapitulatif=recapitulatif)


async def avec_recapitulatif(page: Page, demande: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    racine = f"/api/demandes/{demande}"
    vue, recapitulatif = await asyncio.gather(page.obtenir(racine), page.obtenir(f"{racine}/recapitulatif"))
    return vue, recapitulatif


@router.get("/journal")
async def get_journal(demande: UUID, page: Partie, curseur: str = "") -> Response:
    racine = f"/api/demandes/{demande}"
    params = {"curseur": curseur} if curseur else {}
    vue, journal = await asyncio.gather(page.obtenir(racine), page.obtenir(f"{racine}/journal", params=params))
    return page.rendre("espace/journal.html", **vue_de(page, vue), journal=journal, premiere=not curseur)


@router.get("/fichiers/{piece}")
async def get_fichier(demande: UUID, piece: UUID, page: Partie) -> Response:
    return await page.transmettre(f"/api/demandes/{demande}/pieces/{piece}/contenu")
