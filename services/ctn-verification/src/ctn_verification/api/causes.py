"""What an agent chooses from when he refuses, and by which thresholds an engine judged."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from contracts.errors import RuleBroken
from contracts.http import problems
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.api.vues import SeuilVu
from ctn_verification.domain.causes import CHOIX
from ctn_verification.storage import verdicts

router = APIRouter(prefix="/api/ctn", tags=["causes"])


class MoteurInconnu(RuleBroken):
    slug = "moteur-inconnu"
    title = "Aucun verdict n'a été rendu par cette version du contrôle"
    kind = "introuvable"


class CauseVue(BaseModel):
    """`objet`: piece (it must be named), ephoto (none is named), dossier (either way)."""

    code: str
    cause: str
    remede: str
    objet: str
    touche: str = Field(description="The key that chooses it.")


class MoteurVu(BaseModel):
    version: str
    depuis: datetime
    regles: dict[str, list[SeuilVu]] = Field(description="By what is looked at: document, photo, signature.")


@router.get("/causes")
async def get_causes(caller: AgentCtn) -> list[CauseVue]:
    """In the order of the list, with the remedy that the filer will read."""
    return [
        CauseVue(
            code=cause.value, cause=cause.libelle, remede=cause.remede, objet=choix.objet.value, touche=choix.touche
        )
        for cause, choix in CHOIX.items()
    ]


@router.get("/moteurs/{version}", responses=problems(MoteurInconnu))
async def get_moteur(version: Annotated[str, Path(max_length=80)], caller: AgentCtn, app: Service) -> MoteurVu:
    async with app.db.begin() as tx:
        row = await verdicts.engine(tx, version)
    if row is None:
        raise MoteurInconnu("Prenez la version telle que le dossier la dit.")
    return MoteurVu.model_validate(dict(row))
