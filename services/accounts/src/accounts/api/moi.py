"""Whoever is connected, as the account says."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from accounts.api.parties import Service
from accounts.domain.client import PROGRAMMES
from accounts.domain.compte import CompteIntrouvable
from accounts.storage import comptes
from contracts.http import problems
from contracts.identity import Caller, caller_with
from contracts.vocabulary.roles import Role

router = APIRouter()

Titulaire = Annotated[Caller, Depends(caller_with(*(role for role in Role if role not in PROGRAMMES)))]
"""Whoever has an account; programs have none."""


class Moi(BaseModel):
    id: UUID
    identifiant: str
    role: str
    nom: str
    prenom: str
    email: str
    raison_sociale: str | None
    numero_agrement: str | None
    prefecture: str | None
    derniere_connexion: datetime | None = Field(description="The connection before this one; null for the first.")


@router.get("/api/accounts/moi", responses=problems(CompteIntrouvable))
async def get_moi(caller: Titulaire, app: Service) -> Moi:
    async with app.db.begin() as tx:
        compte = await comptes.lire(tx, caller.id)
    if compte is None:
        raise CompteIntrouvable("Il a été supprimé : reconnectez-vous, ou créez de nouveau un compte.")
    return Moi.model_validate(compte, from_attributes=True)
