"""Figures for administrators: how many demandes wait in which status since when, and how long decisions take."""

from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import BaseModel, Field

from contracts.vocabulary.statuts import Statut
from demandes.api.access import Administrateur, Service
from demandes.domain.anciennete import AGES, BORNES
from demandes.storage import attente, durees

router = APIRouter(prefix="/api/demandes")

FENETRE = timedelta(days=90)
LIBELLES = {statut.value: statut.libelle for statut in Statut}


class TrancheVue(BaseModel):
    """Demandes that stand in `statut` for `anciennete`, one of the slices of `tranches`."""

    statut: str
    libelle: str
    anciennete: str
    nombre: int
    plus_ancienne_depuis: datetime


class DelaiVu(BaseModel):
    """Days from the validated demande to the decision, over the last ninety days."""

    prefecture: str
    decisions: int
    median: float
    neuf_sur_dix: float = Field(description="Nine of ten decisions took no longer.")


class Tableau(BaseModel):
    etabli_le: datetime
    tranches: list[str] = Field(description="The slices, the youngest first.")
    attente: list[TrancheVue]
    delais: list[DelaiVu]


@router.get("/tableau")
async def get_tableau(caller: Administrateur, app: Service) -> Tableau:
    """Open demandes only: what is closed waits for nobody."""
    now = app.now()
    async with app.db.begin() as tx:
        waiting = await attente.tranches(tx, now, BORNES)
        delais = await durees.par_prefecture(tx, now - FENETRE)
    return Tableau(
        etabli_le=now,
        tranches=list(AGES),
        attente=[
            TrancheVue(
                statut=line.statut,
                libelle=LIBELLES[line.statut],
                anciennete=AGES[line.tranche],
                nombre=line.nombre,
                plus_ancienne_depuis=line.depuis,
            )
            for line in waiting
        ],
        delais=[DelaiVu.model_validate(line, from_attributes=True) for line in delais],
    )
