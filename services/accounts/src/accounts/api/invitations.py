"""Invitations of agents: an administrator sends them, sees which wait, and withdraws them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from accounts.api.access import Administrateur
from accounts.api.parties import Mel, Saisie, Service
from accounts.domain.agent import (
    AgentDejaActif,
    Invitation,
    InvitationIntrouvable,
    InvitationInvalide,
    est_une_invitation,
    inviter,
    verifier_invitation,
)
from accounts.domain.compte import Decision
from accounts.domain.delais import INVITATION
from accounts.domain.essais import TropDEssais
from accounts.storage import agents, comptes, echecs, journal, seconds_facteurs
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from contracts.identity.tokens import ROLES

router = APIRouter(prefix="/api/accounts/invitations")


class NouvelleInvitation(Saisie):
    role: Literal["agent_ctn", "instructeur", "superviseur", "administrateur"]
    nom: str = Field(min_length=1, max_length=100)
    prenom: str = Field(min_length=1, max_length=100)
    email: Mel
    prefecture: Annotated[str | None, Field(max_length=10, examples=["921"])] = Field(
        default=None, description="Code of the arrondissement; of instructeurs and superviseurs."
    )


class Invite(BaseModel):
    id: UUID
    expire_le: datetime


class InvitationVue(Invite):
    role: str
    nom: str
    prenom: str
    email: str
    prefecture: str | None


@router.post("", status_code=202, responses=problems(InvitationInvalide, AgentDejaActif, TropDEssais))
async def post_invitation(body: NouvelleInvitation, caller: Administrateur, once: OnceKey, app: Service) -> Invite:
    """A link of 72 hours goes by mail; sent again to the same person, the one before it is dead."""
    invitation, now = Invitation(**body.model_dump() | {"role": ROLES[body.role]}), app.now()
    verifier_invitation(invitation)
    async with app.db.begin(once) as tx:
        await echecs.compter(tx, "invitations", str(caller.id), now)
        existant = await comptes.par_cle(tx, invitation.cle)
        decision = inviter(existant, invitation, id=app.id(), lien=app.lien(), now=now)
        await comptes.save(tx, decision, now)
        await seconds_facteurs.retirer(tx, decision.compte.id)
        await journal.noter(
            tx, "agent-invite", le=now, auteur=caller.id, objet=decision.compte.id, detail=invitation.role
        )
        invite = Invite(id=decision.compte.id, expire_le=now + INVITATION)
        await tx.reply(invite, status=202)
    return invite


@router.get("", responses=problems(CurseurInvalide))
async def get_invitations(paging: Pagination, caller: Administrateur, app: Service) -> Page[InvitationVue]:
    """Those that wait, the first to expire first."""
    async with app.db.begin() as tx:
        rows = await agents.invites(tx, paging)
    return page(rows, paging, key=lambda row: (row.expire_le, row.id), element=lambda row: InvitationVue(**asdict(row)))


@router.delete("/{invitation_id}", status_code=204, responses=problems(InvitationIntrouvable))
async def delete_invitation(invitation_id: UUID, caller: Administrateur, once: OnceKey, app: Service) -> None:
    """Its link is dead."""
    async with app.db.begin(once) as tx:
        compte = await comptes.load(tx, invitation_id)
        if compte is None or not est_une_invitation(compte):
            raise InvitationIntrouvable
        await comptes.supprimer(tx, Decision(compte))
        await journal.noter(tx, "invitation-retiree", le=app.now(), auteur=caller.id, objet=compte.id)
        await tx.reply(None, status=204)
