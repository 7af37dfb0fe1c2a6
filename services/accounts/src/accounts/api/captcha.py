"""The challenge that a form asks for before it is sent, or a time to wait, and the proof that comes with the form."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from accounts.api.parties import Saisie, Service, reseau_de
from accounts.app import App
from accounts.domain.captcha import CaptchaRequis, Formulaire, verifier_preuve
from accounts.domain.delais import CAPTCHA
from accounts.domain.essais import TropDEssais
from accounts.storage import captchas, echecs
from contracts.delivery import Tx
from contracts.http import problems

router = APIRouter()

SOLUTION_MAX = 4096  # characters: a whole challenge and its solution, in base64

Solution = Annotated[
    str | None,
    Field(
        max_length=SOLUTION_MAX,
        description="Solution of the challenge of GET /api/accounts/captcha for this form, in base64, or the `billet` "
        "of POST /api/accounts/captcha/attente. Required.",
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


class Attente(Saisie):
    pour: Formulaire


class Billet(BaseModel):
    """It serves once, as `captcha` of that form."""

    billet: str
    utilisable_le: datetime
    expire_le: datetime
    secondes: int = Field(description="From now to `utilisable_le`.")


@router.post("/api/accounts/captcha/attente", status_code=201, responses=problems(TropDEssais))
async def post_attente(body: Attente, request: Request, app: Service) -> Billet:
    """For a browser that cannot compute: few of them, each good after a time."""
    now = app.now()
    async with app.db.begin() as tx:
        await echecs.compter(tx, "attente", reseau_de(request), now)
        await echecs.compter(tx, "attentes", "", now)
    des, expire_le = now + timedelta(seconds=app.captcha.attente), now + CAPTCHA
    billet = app.captcha.billet(body.pour, des, expire_le)
    return Billet(billet=billet, utilisable_le=des, expire_le=expire_le, secondes=app.captcha.attente)


async def prouver(tx: Tx, app: App, pour: Formulaire, solution: str | None) -> None:
    """Spend the proof in the transaction of its form. Raises CaptchaRequis, CaptchaRefuse or AttenteEnCours."""
    if not solution:
        raise CaptchaRequis(pour)
    preuve = app.captcha.lire(solution)
    verifier_preuve(preuve, pour, app.now())
    await captchas.utiliser(tx, preuve)
