"""/api/instruction/causes: the reasons to choose from."""

from fastapi import APIRouter
from pydantic import BaseModel

from instruction.api.access import Instructeur
from instruction.domain.causes import CAUSES

router = APIRouter(prefix="/api/instruction/causes", tags=["causes"])


class CauseVue(BaseModel):
    code: str
    cause: str
    remede: str


@router.get("")
async def get_causes(caller: Instructeur) -> list[CauseVue]:
    """With the remedy that the person will read."""
    return [CauseVue(code=cause.value, cause=cause.libelle, remede=cause.remede) for cause in CAUSES]
