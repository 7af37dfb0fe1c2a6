"""Agents: who has access, who is invited, and the end of an access. And the log of all this."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.administration.acces import Curseur, PageAdministrateur, demandes

router = APIRouter()

AGENTS, INVITATIONS = "/api/accounts/agents", "/api/accounts/invitations"
ROLES = (
    ("agent_ctn", "Agent du CTN"),
    ("instructeur", "Instructeur"),
    ("superviseur", "Responsable d’un service instructeur"),
    ("administrateur", "Administrateur"),
)
CHAMPS = ("role", "nom", "prenom", "email", "prefecture")


@router.get("/administration/agents")
async def get_agents(page: PageAdministrateur, curseur: Curseur = "") -> Response:
    return await _page(page, curseur=curseur)


@router.post("/administration/agents/recherche")
async def post_recherche(page: PageAdministrateur, saisie: Formulaire) -> Response:
    """A name is sent, not linked: addresses stay free of persons."""
    return await _page(page, q=saisie["q"][:100])


@router.post("/administration/agents")
async def post_invitation(page: PageAdministrateur, saisie: Formulaire) -> Response:
    corps = {champ: saisie[champ] for champ in CHAMPS} | {"prefecture": saisie.ou_rien("prefecture")}
    reponse = await page.demander("POST", INVITATIONS, cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return await _page(page, saisie=saisie, probleme=reponse.probleme)
    return page.vers("/administration/agents", "L’invitation est partie par mél ; son lien vaut 72 heures.")


@router.post("/administration/invitations/{invitation}/retrait")
async def post_retrait(page: PageAdministrateur, invitation: UUID, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", f"{INVITATIONS}/{invitation}", cle=saisie.cle)
    return page.apres(reponse, "/administration/agents", "L’invitation est retirée : son lien ne vaut plus.")


@router.get("/administration/agents/{agent}/desactivation")
async def get_desactivation(page: PageAdministrateur, agent: UUID) -> Response:
    """Asked once more: it ends somebody's work at once."""
    return page.rendre("administration/desactivation.html", agent=agent)


@router.post("/administration/agents/{agent}/desactivation")
async def post_desactivation(page: PageAdministrateur, agent: UUID, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", f"{AGENTS}/{agent}", cle=saisie.cle)
    return page.apres(reponse, "/administration/agents", "L’accès est retiré ; les sessions de cet agent sont closes.")


async def _page(
    page: Page, *, q: str = "", curseur: str = "", saisie: Saisie | None = None, probleme: Probleme | None = None
) -> Response:
    agents, invitations = await asyncio.gather(
        page.obtenir(AGENTS, params=demandes(q=q, curseur=curseur)), page.obtenir(INVITATIONS)
    )
    return page.rendre(
        "administration/agents.html",
        statut=probleme.statut if probleme else 200,
        agents=agents,
        invitations=invitations,
        q=q,
        premiere=not curseur,
        roles=ROLES,
        libelles=dict(ROLES),
        saisie={champ: saisie[champ] if saisie else "" for champ in CHAMPS},
        probleme=probleme,
    )


ACTES = {
    "agent-invite": "Invitation d’un agent",
    "agent-cree": "Agent créé",
    "agent-active": "Compte d’agent activé",
    "second-facteur-enrole": "Second facteur enrôlé",
    "second-facteur-retire": "Second facteur retiré",
    "invitation-retiree": "Invitation retirée",
    "agent-desactive": "Accès d’un agent retiré",
    "client-cree": "Programme ouvert ou changé",
    "secret-renouvele": "Secret d’un programme renouvelé",
    "client-revoque": "Programme révoqué",
    "agrements-importes": "Registre des agréments importé",
}


@router.get("/administration/journal")
async def get_journal(
    page: PageAdministrateur, curseur: Curseur = "", limite: Annotated[int, Query(le=100)] = 50
) -> Response:
    journal: Any = await page.obtenir("/api/accounts/journal", params=demandes(curseur=curseur, limite=limite))
    return page.rendre("administration/journal.html", journal=journal, premiere=not curseur, actes=ACTES)
