"""The SMS operator's HTTP API, in the shape of Netsize: a form, basic authentication, a JSON answer with a code."""

import asyncio
import secrets
import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel

from deploy.simulators.messages import Boite, Recu
from deploy.simulators.pannes import Pannes
from deploy.simulators.retours import Retours

PATH = "/restapi/v1/sms/send"
REFUSED_PREFIX = "3363998999"  # 06 39 98 99 9x: of the numbers reserved for fiction, those that never exist
SLOW = 30

OK, INCORRECT, UNKNOWN_NUMBER, TOO_LONG = 0, 15, 103, 117
MESSAGES = {
    OK: "Success",
    INCORRECT: "Incorrect destination or originating address",
    UNKNOWN_NUMBER: "Destination unknown",
    TOO_LONG: "Message too long",
}

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = frozenset("^{}\\[~]|€\f")


class Reponse(BaseModel):
    """What the operator says of one message."""

    responseCode: int  # noqa: N815 - the operator's names
    responseMessage: str  # noqa: N815
    messageIds: list[str]  # noqa: N815
    traceId: str  # noqa: N815


class Envoi(BaseModel):
    """The form of one message."""

    destinationAddress: str  # noqa: N815
    messageText: str  # noqa: N815
    originatingAddress: str  # noqa: N815
    originatorTON: int = 0  # noqa: N815
    maxConcatenatedMessages: int = 1  # noqa: N815
    correlationId: str = ""  # noqa: N815
    statusReportFlags: int = 0  # noqa: N815 - 1: a receipt is wanted


def segments(text: str) -> int:
    """How many SMS it takes: 160 signs of the GSM alphabet in one, 153 in each of several; 70 and 67 otherwise."""
    if all(sign in GSM_7 or sign in GSM_7_DOUBLE for sign in text):
        length, one, several = sum(2 if sign in GSM_7_DOUBLE else 1 for sign in text), 160, 153
    else:
        length, one, several = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // several)


def verdict(envoi: Envoi) -> int:
    """The operator's code; everything but OK is for good."""
    number = envoi.destinationAddress.removeprefix("+").removeprefix("00")
    sender_fits = 1 <= len(envoi.originatingAddress) <= 11 if envoi.originatorTON == 1 else True
    if not (number.isascii() and number.isdigit() and 8 <= len(number) <= 15) or not sender_fits:
        return INCORRECT
    if number.startswith(REFUSED_PREFIX):
        return UNKNOWN_NUMBER
    return TOO_LONG if segments(envoi.messageText) > envoi.maxConcatenatedMessages else OK


def router(boite: Boite, pannes: Pannes, retours: Retours, user: str, password: str) -> APIRouter:
    """The one route that sends."""
    routes = APIRouter()
    basic = HTTPBasic()

    async def known(given: Annotated[HTTPBasicCredentials, Depends(basic)]) -> None:
        right = secrets.compare_digest(f"{given.username}:{given.password}".encode(), f"{user}:{password}".encode())
        if not right:
            raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})

    @routes.post(PATH, dependencies=[Depends(known)])
    async def post_sms(envoi: Annotated[Envoi, Form()]) -> Reponse:
        if pannes.sms in ("503", "429"):
            raise HTTPException(int(pannes.sms), headers={"Retry-After": "5"})
        if pannes.sms == "lent":
            await asyncio.sleep(SLOW)
        code, trace = verdict(envoi), uuid.uuid4().hex
        identifiers = (
            [f"1-{uuid.uuid4().int % 10**10}" for _ in range(segments(envoi.messageText))] if code == OK else []
        )
        if code == OK:
            boite.keep([_recu(envoi, identifiers)])
        if envoi.statusReportFlags == 1:
            retours.sms(envoi.destinationAddress, identifiers, envoi.correlationId)
        if pannes.sms == "doute":
            raise HTTPException(504)
        return Reponse(responseCode=code, responseMessage=MESSAGES[code], messageIds=identifiers, traceId=trace)

    return routes


def _recu(envoi: Envoi, identifiers: list[str]) -> Recu:
    return Recu(
        canal="sms",
        expediteur=envoi.originatingAddress,
        destinataire=envoi.destinationAddress,
        sujet="",
        texte=envoi.messageText,
        identifiant=",".join(identifiers),
        brut=envoi.model_dump_json().encode(),
    )
