"""The outages and scenarios that tests and demonstrations switch on."""

from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from deploy.simulators.fabrication.atelier import Atelier
from deploy.simulators.fabrication.scenarios import SCENARIOS


class Pannes(BaseModel):
    """imprimerie: `503`; `lent` answers after 30 s; `doute` takes the order and answers 504. poste: `503`, `429`."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    imprimerie: Literal["503", "lent", "doute"] | None = None
    poste: Literal["503", "429"] | None = None


class Prevision(BaseModel):
    model_config = ConfigDict(extra="forbid")

    scenario: str


def router(pannes: Pannes, atelier: Atelier) -> APIRouter:
    """Ours alone: neither system outside has these."""
    routes = APIRouter(prefix="/api")

    @routes.post("/pannes")
    async def post_pannes(voulues: Pannes) -> Pannes:
        for name in voulues.model_fields_set:
            setattr(pannes, name, getattr(voulues, name))
        return pannes

    @routes.put("/scenarios/{numero}")
    async def put_scenario(numero: str, prevision: Prevision) -> Prevision:
        if prevision.scenario not in SCENARIOS:
            raise HTTPException(422, f"Scénarios connus : {', '.join(SCENARIOS)}")
        atelier.prevoir(numero, prevision.scenario)
        return prevision

    @routes.post("/avance")
    async def post_avance() -> dict[str, int]:
        """One step now, for every card that is due."""
        return {"avances": atelier.avancer(datetime.now(UTC))}

    return routes
