"""Agents, as an administrator sees them, and the end of their access."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from accounts.api.access import Administrateur
from accounts.api.parties import Service
from accounts.domain.agent import AgentIntrouvable, SonPropreCompte, desactiver
from accounts.storage import agents, comptes, journal, oublis, seconds_facteurs, sessions
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems

router = APIRouter(prefix="/api/accounts")


class AgentVu(BaseModel):
    id: UUID
    role: str
    nom: str
    prenom: str
    email: str
    prefecture: str | None
    identifiant: str
    active_le: datetime
    connexion_le: datetime | None
    second_facteur: bool


class ActeVu(BaseModel):
    """`par` is compte or commande; `auteur` and `objet` are accounts or programs, by their ids."""

    le: datetime
    par: str
    auteur: UUID | None
    acte: str
    objet: UUID | None
    detail: str | None


@router.get("/agents", responses=problems(CurseurInvalide))
async def get_agents(
    paging: Pagination,
    caller: Administrateur,
    app: Service,
    q: Annotated[str, Query(max_length=100, description="Beginning of a name, first name or identifiant.")] = "",
) -> Page[AgentVu]:
    async with app.db.begin() as tx:
        rows = await agents.actifs(tx, q, paging)
    return page(rows, paging, key=lambda row: (row.identifiant,), element=lambda row: AgentVu(**asdict(row)))


@router.delete("/agents/{agent_id}", status_code=204, responses=problems(AgentIntrouvable, SonPropreCompte))
async def delete_agent(agent_id: UUID, caller: Administrateur, once: OnceKey, app: Service) -> None:
    """The sessions end, nothing opens the account any more; who comes back is invited again."""
    async with app.db.begin(once) as tx:
        decision = desactiver(await comptes.load(tx, agent_id), caller.id, app.now())
        await comptes.save(tx, decision, app.now())
        await sessions.fermer_toutes(tx, agent_id)
        await oublis.oublier(tx, agent_id)
        await seconds_facteurs.retirer(tx, agent_id)
        await journal.noter(tx, "agent-desactive", le=app.now(), auteur=caller.id, objet=agent_id)
        await tx.reply(None, status=204)


@router.get("/journal", responses=problems(CurseurInvalide))
async def get_journal(paging: Pagination, caller: Administrateur, app: Service) -> Page[ActeVu]:
    """Who did what to agents, programs and the registry, the newest first."""
    async with app.db.begin() as tx:
        rows = await journal.page(tx, paging)
    return page(rows, paging, key=lambda row: (row.position,), element=lambda row: ActeVu.model_validate(row._asdict()))
