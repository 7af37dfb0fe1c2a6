"""The inbox for people and for scripts: the page of mails and SMS, newest first, and the same as JSON."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import jinja2
from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import FileResponse, HTMLResponse, Response
from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict

from deploy.simulators.messages import Boite
from deploy.simulators.operateur_sms import segments
from deploy.simulators.retours import Retours

GABARITS = Path(__file__).with_name("gabarits")
PER_PAGE = 20
PARIS = ZoneInfo("Europe/Paris")
ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]»]")
PAGE_RULES = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'"}
MAIL_RULES = {
    "Content-Security-Policy": "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
}
COMMON_RULES = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}

Canal = Literal["", "mail", "sms"]


class MessageLu(BaseModel):
    """One message, as the API gives it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    recu_le: datetime
    canal: str
    expediteur: str
    destinataire: str
    sujet: str
    texte: str
    html: str
    identifiant: str
    pieces_jointes: tuple[str, ...]
    liens: list[str] = []


class Liste(BaseModel):
    """A page of the list, newest first; `suivant` is the `avant` of the next page."""

    messages: list[MessageLu]
    suivant: int | None


def addresses(text: str) -> list[str]:
    """The web addresses in a text, in order."""
    return ADDRESS.findall(text)


def with_links(text: str) -> Markup:
    """The text with its web addresses as links; all else is escaped."""
    done, end = Markup(""), 0
    for found in ADDRESS.finditer(text):
        done += escape(text[end : found.start()]) + Markup('<a href="{0}">{0}</a>').format(found.group())
        end = found.end()
    return done + escape(text[end:])


def in_paris(moment: datetime) -> str:
    return moment.astimezone(PARIS).strftime("%d/%m/%Y à %H:%M:%S")


def router(boite: Boite) -> APIRouter:
    """Pages, raw forms and JSON."""
    routes = APIRouter()
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(GABARITS), autoescape=True, undefined=jinja2.StrictUndefined
    )
    templates.filters |= {"avec_liens": with_links, "a_paris": in_paris, "segments": segments}

    def page(name: str, **values: object) -> HTMLResponse:
        return HTMLResponse(templates.get_template(name).render(values), headers=PAGE_RULES | COMMON_RULES)

    @routes.get("/", include_in_schema=False)
    async def get_page(
        destinataire: str = "", canal: Canal = "", avant: Annotated[int | None, Query(ge=1)] = None
    ) -> HTMLResponse:
        asked = destinataire.strip()
        found = boite.find(destinataire=asked, canal=canal, avant=avant, limite=PER_PAGE + 1)
        return page(
            "boite.html",
            messages=found[:PER_PAGE],
            suivant=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
            destinataire=asked,
            canal=canal,
            premiere=avant is None,
            total=boite.count(),
        )

    @routes.get("/messages/{number}", include_in_schema=False)
    async def get_page_message(number: int) -> HTMLResponse:
        message = boite.get(number)
        if message is None:
            raise HTTPException(404, "Ce message n'existe pas")
        return page("message.html", message=message)

    @routes.get("/messages/{number}/html", include_in_schema=False)
    async def get_page_html(number: int) -> HTMLResponse:
        message = boite.get(number)
        if message is None or not message.html:
            raise HTTPException(404, "Ce message n'a pas de version HTML")
        return HTMLResponse(message.html, headers=MAIL_RULES | COMMON_RULES)

    @routes.get("/messages/{number}/brut")
    async def get_brut(number: int) -> Response:
        """The message as it came over the wire."""
        raw = boite.raw(number)
        if raw is None:
            raise HTTPException(404, "Ce message n'existe pas")
        return Response(raw, media_type="text/plain; charset=utf-8", headers=COMMON_RULES)

    @routes.get("/api/messages")
    async def get_messages(
        destinataire: str = "",
        canal: Canal = "",
        avant: Annotated[int | None, Query(ge=1)] = None,
        apres: Annotated[int, Query(ge=0)] = 0,
        limite: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Liste:
        """Newest first; `apres` gives only what came after that number."""
        found = boite.find(destinataire=destinataire, canal=canal, avant=avant, apres=apres, limite=limite + 1)
        read = [
            MessageLu.model_validate(message).model_copy(update={"liens": addresses(message.texte)})
            for message in found[:limite]
        ]
        return Liste(messages=read, suivant=read[-1].id if len(found) > limite else None)

    @routes.get("/style.css", include_in_schema=False)
    async def get_style() -> FileResponse:
        return FileResponse(GABARITS / "style.css", media_type="text/css")

    return routes


class Retour(BaseModel):
    """A report or a receipt, as it was sent: the mail, or the JSON."""

    destinataire: str
    corps: str


def retours(kept: Retours) -> APIRouter:
    """What was said afterwards of what was taken."""
    routes = APIRouter()

    @routes.get("/api/retours")
    async def get_retours(destinataire: str) -> list[Retour]:
        """Oldest first."""
        return [Retour(destinataire=whom, corps=body) for whom, body in kept.dits if whom == destinataire]

    return routes
