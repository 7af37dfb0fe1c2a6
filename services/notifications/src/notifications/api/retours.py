"""Calls of machines: what the mail server hands in of bounces, and the SMS operator's receipts."""

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.errors import RuleBroken
from contracts.http import problems
from notifications.api.acces import Service
from notifications.domain.accuse import accuse
from notifications.domain.signature import SignatureRefusee, verifier
from notifications.rapports import lire
from notifications.retours import accuser, rebondir
from notifications.storage import accuses

router = APIRouter(prefix="/api/notifications", tags=["retours"])
COURRIEL, BRUT = ("message/rfc822", "application/octet-stream"), {"schema": {"type": "string", "format": "binary"}}
basic = HTTPBasic(auto_error=False, scheme_name="rebonds")


class RemettantInconnu(RuleBroken):
    slug = "remettant-inconnu"
    title = "Le compte du serveur de messagerie n'est pas reconnu"
    kind = "non_authentifie"


class SmsInconnu(RuleBroken):
    slug = "sms-inconnu"
    title = "Ce SMS n'est pas connu ici"
    kind = "introuvable"


class AccuseIllisible(RuleBroken):
    slug = "accuse-illisible"
    title = "Cet accusé n'a pas la forme convenue"
    kind = "invalide"


class AccuseRecu(BaseModel):
    """What the operator says of one part of an SMS; 0 is «delivered»."""

    model_config = ConfigDict(extra="ignore")

    message_id: str = Field(alias="messageId", min_length=1, max_length=100)
    correlation_id: UUID | None = Field(default=None, alias="correlationId")
    status_code: int = Field(alias="statusCode")
    reason_code: int | None = Field(default=None, alias="reasonCode")


async def remettant(given: Annotated[HTTPBasicCredentials | None, Depends(basic)], app: Service) -> None:
    user, password = app.cles.rebonds
    said = f"{given.username}:{given.password}" if given else ""
    if not secrets.compare_digest(said.encode(), f"{user}:{password}".encode()):
        raise RemettantInconnu("Envoyez le compte convenu dans l'en-tête Authorization (Basic).")


@router.post(
    "/rebonds",
    status_code=204,
    dependencies=[Depends(remettant)],
    responses=problems(RemettantInconnu),
    openapi_extra={"requestBody": {"content": dict.fromkeys(COURRIEL, BRUT), "required": True}},
)
async def post_rebond(request: Request, app: Service) -> None:
    """The mail that came to the address of bounces, as it is; what is no report of one of our mails changes nothing."""
    rapport = lire(await request.body(), app.cles.sceau)
    if rapport is not None:
        async with app.db.begin() as tx:
            await rebondir(tx, app, rapport.message, rapport.retour)
        app.reveiller()


async def signe(request: Request, app: Service) -> str:
    """The id of a call that is signed. Raises SignatureRefusee."""
    return verifier(request.headers, await request.body(), app.cles.accuses, app.now())


@router.post(
    "/accuses-sms",
    status_code=204,
    responses=problems(SignatureRefusee, AccuseIllisible, SmsInconnu),
    openapi_extra={
        "requestBody": {"content": {"application/json": {"schema": AccuseRecu.model_json_schema()}}, "required": True}
    },
)
async def post_accuse_sms(request: Request, appel: Annotated[str, Depends(signe)], app: Service) -> None:
    """Signed as Standard Webhooks says; heard once, in whatever order the parts are spoken of."""
    try:
        said = AccuseRecu.model_validate_json(await request.body())
    except ValidationError:
        raise AccuseIllisible("Envoyez messageId, statusCode, et reasonCode s'il y en a un.") from None
    heard = accuse(said.message_id, said.correlation_id, said.status_code, said.reason_code)
    async with app.db.begin() as tx:
        if await accuses.first_time(tx, appel, app.now()) and not await accuser(tx, app, heard):
            raise SmsInconnu("Renvoyez l'accusé plus tard : l'envoi est peut-être encore en cours.")
    app.reveiller()
