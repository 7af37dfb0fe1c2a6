"""The first page of the administrator: what waits since when, how long decisions take, what is stuck."""

import asyncio
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import ServiceAbsent
from portal.pages import Page
from portal.routes.administration.acces import PageAdministrateur

router = APIRouter()

SERVICES = (
    ("accounts", "Comptes"),
    ("demandes", "Demandes"),
    ("ctn", "CTN"),
    ("instruction", "Instruction"),
    ("notifications", "Messages"),
    ("documents", "Documents"),
)


@router.get("/administration")
async def get_tableau(page: PageAdministrateur) -> Response:
    tableau, etats = await asyncio.gather(page.obtenir("/api/demandes/tableau"), etats_des_services(page))
    return page.rendre(
        "administration/tableau.html",
        tableau=tableau,
        statuts=_par_statut(tableau["attente"], tableau["tranches"]),
        services=etats,
        maximum=max((ligne["neuf_sur_dix"] for ligne in tableau["delais"]), default=0),
    )


def _par_statut(lignes: list[dict[str, Any]], tranches: list[str]) -> list[dict[str, Any]]:
    """One line for each status, the fullest first: its slices in order, those that are empty too."""
    found = []
    for _, groupe in groupby(sorted(lignes, key=lambda ligne: ligne["statut"]), key=lambda ligne: ligne["statut"]):
        tous = list(groupe)
        par_tranche = {ligne["anciennete"]: ligne["nombre"] for ligne in tous}
        found.append(
            {
                "libelle": tous[0]["libelle"],
                "nombre": sum(par_tranche.values()),
                "tranches": [par_tranche.get(tranche, 0) for tranche in tranches],
                "depuis": min(ligne["plus_ancienne_depuis"] for ligne in tous),
            }
        )
    return sorted(found, key=lambda ligne: -ligne["nombre"])


async def etats_des_services(page: Page) -> list[dict[str, Any]]:
    """Of each service its dead letters, deadlines and outbox; `etat` is None for one that does not answer."""
    return await asyncio.gather(*(_etat(page, nom, libelle) for nom, libelle in SERVICES))


async def _etat(page: Page, nom: str, libelle: str) -> dict[str, Any]:
    try:
        reponse = await page.demander("GET", f"/api/{nom}/exploitation")
    except ServiceAbsent:
        return {"nom": nom, "libelle": libelle, "etat": None}
    return {"nom": nom, "libelle": libelle, "etat": reponse.donnees}
