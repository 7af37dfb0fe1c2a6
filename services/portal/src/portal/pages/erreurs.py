"""What a page runs into, as a page: what happened, what was kept, and the way on. Never half a page."""

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.errors import RuleBroken
from portal.clients import Probleme, ServiceAbsent
from portal.pages.formulaire import JetonRefuse, Saisie
from portal.pages.page import NonConnecte, Page, Refus, RoleAutre
from portal.pages.retours import Retours
from portal.pages.securite import SAFE

log = structlog.get_logger()

TITRES = {
    403: ("Cette page n'est pas la vôtre", "Votre compte ne donne pas accès à cette page."),
    404: ("Page introuvable", "L'adresse est peut-être incomplète, ou la page n'existe plus."),
    405: ("Page introuvable", "Cette adresse ne s'ouvre pas ainsi : revenez à la page d'où vous venez."),
    413: ("Envoi trop volumineux", "Un fichier ne doit pas dépasser 11 Mo : réduisez-le, puis envoyez-le de nouveau."),
    429: ("Trop de demandes en peu de temps", "Attendez une minute, puis recommencez : rien n'est perdu."),
    500: (
        "Une erreur s'est produite",
        "L'incident est enregistré et rien n'a été changé à moitié. Réessayez dans quelques instants.",
    ),
    503: (
        "Le service est momentanément indisponible",
        "Ce que vous avez validé est conservé. Réessayez dans quelques instants.",
    ),
}


def erreur(request: Request, statut: int, probleme: Probleme | None = None) -> Response:
    """The page of this status; a part of a page for a script."""
    page = Page(request)
    titre, detail = TITRES.get(statut, TITRES[500] if statut >= 500 else TITRES[404])
    if probleme is not None:
        titre, detail = probleme.titre, probleme.detail
    gabarit = "fragments/erreur.html" if page.fragment else "erreur.html"
    answer = page.rendre(gabarit, statut=statut, titre=titre, detail=detail, numero_http=statut)
    if statut == 503:
        answer.headers["Retry-After"] = "5"
    return answer


async def repondre(request: Request, exc: Exception) -> Response:
    """Every exception that a page may raise."""
    match exc:
        case NonConnecte():
            return await _connexion(request)
        case RoleAutre():
            return erreur(request, 403)
        case JetonRefuse():
            return _a_renvoyer(request, exc.saisie)
        case Refus():
            return erreur(request, exc.reponse.statut, exc.reponse.probleme)
        case ServiceAbsent():
            return erreur(request, 503)
        case RequestValidationError():
            return _perdu(request, 404)  # an address or a parameter that none of our pages makes
        case RuleBroken():
            probleme = Probleme(503, exc.slug, exc.title, exc.detail or exc.title)
            return erreur(request, 503, probleme)
        case HTTPException():
            return _perdu(request, exc.status_code)
    log.error("portal.fault", exc_info=exc)
    return erreur(request, 500)


async def _connexion(request: Request) -> Response:
    """The login, and back to where one was. A form that was sent meanwhile is kept in the page, but for secrets."""
    page = Page(request)
    page.session.fermer()
    if page.fragment:
        answer = page.rendre("fragments/erreur.html", statut=401, titre="Votre session a pris fin", detail=REVENIR)
        answer.headers["HX-Redirect"] = "/connexion"
        return answer
    expiree = page.session.terminee or page.session.acces is not None
    if request.method == "GET":
        suite = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return page.rendre("connexion.html", statut=401, suite=suite, reprise="", expiree=expiree, **VIDE)
    saisie = Saisie(await request.form())
    reprise = page.app.signature.signer_reprise({"chemin": request.url.path, "champs": saisie.a_reprendre})
    return page.rendre("connexion.html", statut=401, suite="", reprise=reprise, expiree=True, **VIDE)


REVENIR = "Connectez-vous de nouveau : ce que vous avez saisi est encore dans cette page."
VIDE = {"identifiant": "", "second_facteur": False, "probleme": None}


def _perdu(request: Request, statut: int) -> Response:
    """An address that only takes a form leads a browser that opens it to the page of that form."""
    page = Page(request)
    retours: Retours = request.app.state.retours
    if statut in (404, 405) and request.method in SAFE and not page.fragment and (vers := retours.de(request.url.path)):
        return page.vers(vers, "Rien n'a été envoyé de nouveau : voici la page d'où part ce formulaire.", "info")
    return erreur(request, statut)


def _a_renvoyer(request: Request, saisie: Saisie) -> Response:
    """A form whose token is not good any more comes back as it was, to be looked at and sent again."""
    page = Page(request)
    if page.fragment:
        return erreur(request, 403)
    return page.rendre("renvoyer.html", statut=403, action=request.url.path, champs=saisie.a_reprendre, ancienne=True)


class DernierRecours:
    """ASGI middleware, inside the log and outside everything else: what no handler answered is a page too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as fault:
            if begun or "session" not in scope:
                raise
            answer = await repondre(Request(scope, receive), fault)
            await answer(scope, receive, send)
