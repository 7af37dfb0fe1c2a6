"""The challenge that a form asks for before it is sent, and the proof that comes with the form."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from accounts.api.parties import Service
from accounts.app import App
from accounts.domain.captcha import CaptchaRequis, Formulaire, verifier_preuve
from accounts.domain.delais import CAPTCHA
from accounts.storage import captchas
from contracts.delivery import Tx

router = APIRouter()

SOLUTION_MAX = 4096  # characters: a whole challenge and its solution, in base64

Solution = Annotated[
    str | None,
    Field(
        max_length=SOLUTION_MAX,
        description="Solution of the challenge of GET /api/accounts/captcha for this form, in base64. Required.",
    ),
]


class Donnees(BaseModel):
    pour: Formulaire
    expire_le: int = Field(description="Seconds since 1970.")


class Parametres(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    algorithm: str
    cost: int
    key_length: int
    key_prefix: str
    nonce: str
    salt: str
    data: Donnees


class Defi(BaseModel):
    """A challenge of ALTCHA (proof of work, version 2): its widget and its libraries solve it as it is."""

    parameters: Parametres
    signature: str


@router.get("/api/accounts/captcha")
async def get_captcha(pour: Annotated[Formulaire, Query(description="The form.")], app: Service) -> Defi:
    """Good for ten minutes and for one sending of that form."""
    return Defi.model_validate(app.captcha.defi(pour, app.now() + CAPTCHA))


async def prouver(tx: Tx, app: App, pour: Formulaire, solution: str | None) -> None:
    """Spend the proof in the transaction of its form. Raises CaptchaRequis or CaptchaRefuse."""
    if not solution:
        raise CaptchaRequis(pour)
    preuve = app.captcha.lire(solution)
    verifier_preuve(preuve, pour, app.now())
    await captchas.utiliser(tx, preuve)
