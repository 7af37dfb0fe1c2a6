"""/api/instruction/causes: the reasons to choose from."""

from fastapi import APIRouter
from pydantic import BaseModel

from instruction.api.access import Instructeur
from instruction.domain.causes import PORTEES
from instruction.domain.rejets import SUITES, MotifDeRejet

router = APIRouter(prefix="/api/instruction/causes", tags=["causes"])


class CauseVue(BaseModel):
    """`pieces` and `motifs`: the only ones it fits; null is all. `demande`: no piece need be named."""

    code: str
    cause: str
    remede: str
    pieces: list[str] | None = None
    motifs: list[str] | None = None
    demande: bool = True


@router.get("")
async def get_causes(caller: Instructeur) -> list[CauseVue]:
    """With the remedy that the person will read."""
    return [
        CauseVue(
            code=cause.value,
            cause=cause.libelle,
            remede=cause.remede,
            pieces=None if portee.pieces is None else sorted(portee.pieces),
            motifs=None if portee.motifs is None else sorted(portee.motifs),
            demande=portee.demande,
        )
        for cause, portee in PORTEES.items()
    ]


@router.get("/rejet")
async def get_motifs_de_rejet(caller: Instructeur) -> list[CauseVue]:
    """The grounds of a rejection, with what the person will read."""
    return [CauseVue(code=m.value, cause=m.libelle, remede=f"{m.remede} {SUITES}") for m in MotifDeRejet]
