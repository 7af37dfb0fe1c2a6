"""One page: who looks at it, the services in his name, and the answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal
from uuid import uuid4

import httpx
from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from contracts.identity import Caller
from contracts.vocabulary.roles import Role
from portal.app import App
from portal.clients import Reponse
from portal.pages.accueils import ACCUEILS, MENUS
from portal.session.courante import Session

NO_STORE = {"Cache-Control": "no-store"}
HANDED_ON = ("content-type", "content-disposition", "content-length", "etag", "last-modified")


class NonConnecte(Exception):
    """This page wants a session and there is none, or none any more."""


class RoleAutre(Exception):
    """This page is for another role."""


class Refus(Exception):
    """The service refused, and the page has no field to say it beside: a page of its own tells it."""

    def __init__(self, reponse: Reponse) -> None:
        super().__init__(reponse.probleme.slug if reponse.probleme else "")
        self.reponse = reponse


class Page:
    """`demander` asks a service in the visitor's name, `rendre` answers with a template, `vers` leads elsewhere."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.app: App = request.app.state.app
        self.session: Session = request.scope["session"]

    @property
    def qui(self) -> Caller | None:
        return self.session.qui

    @property
    def role(self) -> Role | None:
        return self.qui.role if self.qui else None

    @property
    def fragment(self) -> bool:
        """Whether a script of the page asks for a part of it."""
        return self.request.headers.get("hx-request") == "true"

    async def demander(
        self,
        methode: str,
        chemin: str,
        *,
        cle: str | None = None,
        si: str | None = None,
        **corps: Any,
    ) -> Reponse:
        """`cle` is an Idempotency-Key, `si` an ETag for If-Match. Raises ServiceAbsent, NonConnecte."""
        entetes = {name: value for name, value in (("Idempotency-Key", cle), ("If-Match", si)) if value}
        reponse = await self.app.interlocuteurs.demander(
            methode, chemin, self.session.visiteur, jeton=self.session.acces, entetes=entetes, **corps
        )
        if reponse.statut == 401 and self.session.acces:
            raise NonConnecte
        return reponse

    async def obtenir(self, chemin: str, **corps: Any) -> Any:
        """The data behind a page. Raises Refus when they are not for him or not there."""
        reponse = await self.demander("GET", chemin, **corps)
        if reponse.probleme is not None:
            raise Refus(reponse)
        return reponse.donnees

    async def transmettre(self, chemin: str, **params: Any) -> Response:
        """A file, or a stream of events, of a service, handed on as it comes. Raises Refus."""
        entetes = {
            name: value
            for name in ("if-none-match", "last-event-id", "accept")
            if (value := self.request.headers.get(name))
        }
        context = self.app.interlocuteurs.flux(
            chemin, self.session.visiteur, jeton=self.session.acces, entetes=entetes, params=params or None
        )
        answer = await context.__aenter__()
        if answer.is_error:
            await answer.aread()
            await context.__aexit__(None, None, None)
            raise Refus(Reponse.de(answer))
        return _Passage(answer, lambda: context.__aexit__(None, None, None))

    def rendre(self, gabarit: str, *, statut: int = 200, **valeurs: Any) -> HTMLResponse:
        html = self.app.gabarits.rendre(gabarit, {**self._partout(), **valeurs})
        return HTMLResponse(html, statut, headers=NO_STORE)

    def vers(self, adresse: str, avis: str = "", genre: Literal["success", "info", "warning"] = "success") -> Response:
        """The browser goes on to a page of ours, where `avis` is told once: after each change, so that neither going
        back nor reloading sends it again."""
        if avis:
            self.session.laisser_avis(self.app.signature.signer_avis([genre, avis]))
        return RedirectResponse(adresse, 303, headers=NO_STORE)

    def apres(self, reponse: Reponse, adresse: str, avis: str) -> Response:
        """After an act of one button, done or refused: either is told on the page that one comes back to."""
        if reponse.probleme is not None:
            return self.vers(adresse, reponse.probleme.dit, "warning")
        return self.vers(adresse, avis)

    def _partout(self) -> Mapping[str, Any]:
        """What every template may use."""
        signature, session = self.app.signature, self.session
        return {
            "page": self,
            "chemin": self.request.url.path,
            "qui": self.qui,
            "menu": MENUS.get(self.role, ()) if self.role else (),
            "accueil": ACCUEILS.get(self.role, "/") if self.role else "/",
            "avis": signature.lire_avis(signe) if (signe := session.prendre_avis()) else None,
            "jeton": lambda: signature.jeton_de_formulaire(session.ma_visite()),
            "cle": lambda: str(uuid4()),
        }


class _Passage(StreamingResponse):
    """What a service sends, as it sends it; its connection is given back however this one ends."""

    def __init__(self, answer: httpx.Response, fermer: Callable[[], Awaitable[Any]]) -> None:
        headers = {name: answer.headers[name] for name in HANDED_ON if name in answer.headers}
        super().__init__(answer.aiter_raw(), answer.status_code, headers={**NO_STORE, **headers})
        self._fermer = fermer
        if "content-encoding" in answer.headers:
            self.headers["content-encoding"] = answer.headers["content-encoding"]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._fermer()


def page_pour(*roles: Role) -> Callable[[Request], Page]:
    """A dependency: the page, when the visitor has one of these roles, or any when none is named."""

    def page(request: Request) -> Page:
        found = Page(request)
        if found.qui is None:
            raise NonConnecte
        if roles and found.role not in roles:
            raise RoleAutre
        return found

    return page


def _de_tous(request: Request) -> Page:
    return Page(request)


PageDe = Annotated[Page, Depends(_de_tous)]
"""A page that everybody may see, with or without a session."""
