"""An agent decides on a dossier that the engine left to people, once for each round."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import CleReutilisee, OnceKey, problems
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.domain.dossier import Dossier
from ctn_verification.domain.examen import (
    CauseRetenue,
    ControleEnCours,
    DecisionIncoherente,
    DossierDejaDecide,
    DossierIntrouvable,
    Examen,
    TourDepasse,
    decider,
)
from ctn_verification.domain.prise import DossierEnMain, DossierNonPris
from ctn_verification.metriques import AGENT
from ctn_verification.storage import dossiers, file_d_attente

router = APIRouter(prefix="/api/ctn/dossiers/{demande}", tags=["dossiers"])


class CauseCochee(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    code: str = Field(max_length=64, description="A cause of the vocabulary.")
    piece: UUID | None = None
    type_piece: str | None = Field(default=None, max_length=64, description="Of a piece that is missing.")
    commentaire: str | None = Field(default=None, min_length=1, max_length=500)


class DecisionPrise(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    conforme: bool
    causes: list[CauseCochee] = Field(default=[], max_length=30)
    commentaire: str | None = Field(default=None, min_length=1, max_length=2000)
    tour: int | None = Field(default=None, ge=1, description="The round that the agent saw; 409 if it is over.")

    def examen(self) -> Examen:
        causes = [CauseRetenue(**cause.model_dump()) for cause in self.causes]
        return Examen(self.conforme, causes, self.commentaire, self.tour)


class DossierDecide(BaseModel):
    demande: UUID
    etat: str = Field(description="conforme or refuse")
    tour: int

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        return cls(demande=dossier.demande, etat=dossier.etat, tour=dossier.tour)


@router.post(
    "/decision",
    responses=problems(
        DossierIntrouvable,
        DossierDejaDecide,
        DossierNonPris,
        DossierEnMain,
        ControleEnCours,
        TourDepasse,
        DecisionIncoherente,
        CleReutilisee,
    ),
)
async def post_decision(
    demande: UUID, body: DecisionPrise, caller: AgentCtn, once: OnceKey, app: Service
) -> DossierDecide:
    """By who has it in hand; it frees his hand. Pieces without a cause are accepted, and not asked about again."""
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande)
        decision = decider(dossier, body.examen(), par=caller.id, now=app.now())
        await dossiers.save(tx, decision)
        detail = body.model_dump(mode="json", include={"conforme", "causes", "commentaire"})
        await file_d_attente.note(tx, dossier, "decision", caller.id, app.now(), **detail)
        await tx.reply(decide := DossierDecide.of(decision.dossier))
    if dossier.depuis is not None:
        AGENT.observe((app.now() - dossier.depuis).total_seconds())
    return decide
