"""The complete log of a demande, for the person whose it is: who did what, and who saw what."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from demandes.api.access import Lecteur, Service
from demandes.domain.demande import DemandeIntrouvable
from demandes.storage import demandes, journal
from demandes.storage.journal import ACTE, Entree

router = APIRouter(prefix="/api/demandes/{demande_id}/journal", tags=["journal"])


class EntreeVue(BaseModel):
    """`auteur` is an office or a part, never a person's name; a `consultation` changed nothing."""

    le: datetime
    nature: Literal["acte", "consultation"]
    libelle: str
    auteur: str
    role: str
    details: list[str]

    @classmethod
    def of(cls, entree: Entree) -> Self:
        nature: Literal["acte", "consultation"] = "acte" if entree.genre == ACTE else "consultation"
        return cls(
            le=entree.le,
            nature=nature,
            libelle=entree.libelle,
            auteur=entree.par.nom,
            role=entree.par.role,
            details=entree.details,
        )


@router.get("", responses=problems(DemandeIntrouvable, CurseurInvalide))
async def get_journal(demande_id: UUID, caller: Lecteur, app: Service, paging: Pagination) -> Page[EntreeVue]:
    """Newest first. A school sees the acts and its own consultations, not those of others."""
    async with app.db.begin() as tx:
        await demandes.read(tx, demande_id, seen_by=caller)
        found = await journal.of(tx, demande_id, caller, paging)
    return page(found, paging, key=lambda entree: (entree.le, entree.genre, entree.rang), element=EntreeVue.of)
