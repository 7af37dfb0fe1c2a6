"""The outages that tests switch on: what SMTP or the SMS operator does wrong until told otherwise."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

PanneSmtp = Literal["421", "451", "550", "coupure"]
PanneSms = Literal["503", "429", "lent", "doute"]


class Pannes(BaseModel):
    """What is broken now.

    smtp: `421` and `451` ask to come again, `550` refuses for good, `coupure` keeps the mail and drops the line before
    it says so. sms: `503` and `429` as HTTP statuses, `lent` answers after 30 s, `doute` sends it and answers 504.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    smtp: PanneSmtp | None = None
    sms: PanneSms | None = None


def router(pannes: Pannes) -> APIRouter:
    """Read and change the outages; a field that is left out stays as it is."""
    routes = APIRouter(prefix="/api/pannes")

    @routes.get("")
    async def get_pannes() -> Pannes:
        return pannes

    @routes.post("")
    async def post_pannes(voulues: Pannes) -> Pannes:
        for name in voulues.model_fields_set:
            setattr(pannes, name, getattr(voulues, name))
        return pannes

    return routes
