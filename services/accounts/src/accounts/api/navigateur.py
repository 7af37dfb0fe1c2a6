"""A browser on its way to FranceConnect and back: what ties it to its login, and where it lands."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.routing import APIRoute

from accounts.app import App
from accounts.domain.activation import empreinte
from accounts.domain.delais import FRANCECONNECT_ALLER, FRANCECONNECT_CODE, FRANCECONNECT_RATTACHEMENT
from accounts.domain.franceconnect import PAGE
from contracts.errors import RuleBroken

DUREE = int((FRANCECONNECT_ALLER + FRANCECONNECT_CODE + FRANCECONNECT_RATTACHEMENT).total_seconds())

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def ailleurs(adresse: str) -> Response:
    """The browser goes there; nobody keeps the answer, and the next page does not learn from where."""
    headers = {"Location": adresse, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(status_code=303, headers=headers)


def page(**parametres: str) -> str:
    return f"{PAGE}?{urlencode(parametres)}"


class Visitee(APIRoute):
    """A route that browsers visit: a refusal leads them to the page, by its slug; programs get the problem itself."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()

        async def visited(request: Request) -> Response:
            try:
                return await answer(request)
            except RuleBroken as refus:
                if "text/html" not in request.headers.get("accept", ""):
                    raise
                return ailleurs(page(erreur=refus.slug))

        return visited


def _cookie(app: App) -> tuple[str, bool]:
    """Its name and whether it is for https alone; a site that is served in the clear cannot have the strong one."""
    sure = app.public_url.startswith("https:")
    return ("__Host-franceconnect" if sure else "franceconnect"), sure


def lier_navigateur(app: App, response: Response, jeton: str) -> None:
    """Lax: FranceConnect leads the browser back from another site."""
    nom, sure = _cookie(app)
    response.set_cookie(nom, jeton, max_age=DUREE, path="/", secure=sure, httponly=True, samesite="lax")


def navigateur(app: App, request: Request) -> bytes:
    """The print of the cookie; that of nothing when there is none."""
    return empreinte(request.cookies.get(_cookie(app)[0], ""))


def delier_navigateur(app: App, response: Response) -> None:
    nom, sure = _cookie(app)
    response.delete_cookie(nom, path="/", secure=sure, httponly=True, samesite="lax")
