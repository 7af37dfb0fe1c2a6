"""The history of a demande: who did what, when, and what came next."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from contracts.http import problems
from demandes.api.access import Lecteur, Service
from demandes.domain.demande import DemandeIntrouvable
from demandes.storage import demandes, historique
from demandes.storage.historique import LigneScellee

router = APIRouter(prefix="/api/demandes/{demande_id}/historique", tags=["historique"])


class LigneVue(BaseModel):
    rang: int
    le: datetime
    acte: str
    libelle: str
    auteur: str
    role: str
    statut: str
    libelle_statut: str
    suite: str
    details: list[str]
    empreinte: str

    @classmethod
    def of(cls, scellee: LigneScellee) -> Self:
        ligne = scellee.ligne
        return cls(
            rang=scellee.rang,
            le=ligne.le,
            acte=ligne.acte,
            libelle=ligne.acte.libelle,
            auteur=ligne.auteur.nom,
            role=ligne.auteur.role,
            statut=ligne.statut,
            libelle_statut=ligne.statut.libelle,
            suite=ligne.suite,
            details=list(ligne.details),
            empreinte=scellee.empreinte,
        )


class Historique(BaseModel):
    """`intacte`: every line still follows from the one before it."""

    elements: list[LigneVue]
    intacte: bool


@router.get("", responses=problems(DemandeIntrouvable))
async def get_historique(demande_id: UUID, caller: Lecteur, app: Service) -> Historique:
    async with app.db.begin() as tx:
        await demandes.read(tx, demande_id, seen_by=caller)
        lignes = await historique.read(tx, demande_id)
    intacte = historique.intacte(demande_id, lignes)
    return Historique(elements=[LigneVue.of(ligne) for ligne in lignes], intacte=intacte)
