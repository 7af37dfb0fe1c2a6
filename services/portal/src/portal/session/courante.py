"""The session of one request: read from the cookies, renewed when it must be, written back with the answer."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.identity import Caller, JetonExpire, JetonRefuse, Verifier
from portal.clients import Visiteur
from portal.session.cookies import DAYS_30, Cookies
from portal.session.jetons import Paire, Renouveleur

ACCES, RENOUVELLEMENT, VISITE, AVIS = "acces", "renouvellement", "visite", "avis"
EARLY = timedelta(seconds=60)  # an access token that ends during the request would fail it


@dataclass(slots=True)
class Session:
    """`qui` is None for a visitor; `terminee` says that there was a session and that it is over."""

    visiteur: Visiteur
    visite: str = ""
    avis: str = ""
    qui: Caller | None = None
    acces: str | None = None
    terminee: bool = False
    a_poser: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    a_effacer: set[str] = field(default_factory=set)

    def ouvrir(self, paire: Paire) -> None:
        """From the next request on."""
        self._poser(ACCES, paire.acces, DAYS_30)
        self._poser(RENOUVELLEMENT, paire.renouvellement, DAYS_30)

    def fermer(self) -> None:
        """The visit goes on: forms that are open in other windows are still good after the next login."""
        self.qui = self.acces = None
        self._effacer(ACCES, RENOUVELLEMENT)

    def finir(self) -> None:
        """At a logout the visit ends too: whoever comes next begins another."""
        self.fermer()
        self.visite = ""
        self._effacer(VISITE)

    def _effacer(self, *noms: str) -> None:
        for nom in noms:
            self.a_poser.pop(nom, None)
            self.a_effacer.add(nom)

    def ma_visite(self) -> str:
        """The visit that form tokens are bound to; begun when first asked for."""
        if not self.visite:
            self.visite = secrets.token_urlsafe(16)
            self._poser(VISITE, self.visite, None)
        return self.visite

    def laisser_avis(self, signe: str) -> None:
        self._poser(AVIS, signe, 300)

    def prendre_avis(self) -> str:
        """Once: the page that shows it takes it away."""
        if self.avis:
            self.a_effacer.add(AVIS)
        signe, self.avis = self.avis, ""
        return signe

    def _poser(self, nom: str, valeur: str, duree: int | None) -> None:
        self.a_effacer.discard(nom)
        self.a_poser[nom] = (valeur, duree)


class Sessions:
    """ASGI middleware: `scope["session"]` holds the Session of each request to a page."""

    def __init__(self, app: ASGIApp, *, cookies: Cookies, verifier: Verifier, renouveleur: Renouveleur) -> None:
        self._app, self._cookies = app, cookies
        self._verifier, self._renouveleur = verifier, renouveleur

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/statique/"):
            await self._app(scope, receive, send)
            return
        connexion = HTTPConnection(scope)
        value = self._valeurs(connexion)
        session = scope["session"] = Session(Visiteur.de(connexion), visite=value[VISITE], avis=value[AVIS])
        await self._reconnaitre(session, value[ACCES], value[RENOUVELLEMENT])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, (value, age) in session.a_poser.items():
                    headers.append("Set-Cookie", self._cookies.poser(name, value, duree=age))
                for name in session.a_effacer:
                    headers.append("Set-Cookie", self._cookies.effacer(name))
            await send(message)

        await self._app(scope, receive, sending)

    def _valeurs(self, connexion: HTTPConnection) -> dict[str, str]:
        found = _cookies(connexion)
        return {name: found.get(self._cookies.nom(name), "") for name in (ACCES, RENOUVELLEMENT, VISITE, AVIS)}

    async def _reconnaitre(self, session: Session, acces: str, renouvellement: str) -> None:
        session.qui = await self._verifie(acces)
        session.acces = acces if session.qui else None
        if not renouvellement or (session.qui and session.qui.expires - datetime.now(UTC) > EARLY):
            return
        paire = await self._renouveleur.renouveler(renouvellement, session.visiteur)
        if paire is None:
            session.fermer()
            session.terminee = True
            return
        session.ouvrir(paire)
        session.qui, session.acces = await self._verifie(paire.acces), paire.acces

    async def _verifie(self, acces: str) -> Caller | None:
        if not acces:
            return None
        try:
            return await self._verifier.verify(acces)
        except (JetonExpire, JetonRefuse):
            return None


def _cookies(connexion: HTTPConnection) -> dict[str, str]:
    """Cookies that no browser of ours wrote are nothing to us."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(connexion.headers.get("cookie", "")).items()}
    except CookieError:
        return {}
