"""The way in and out: identifiant and password, the second factor, and back to where one was."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, PageDe, Saisie
from portal.pages.accueils import ACCUEILS
from portal.session.jetons import Paire

router = APIRouter()

SECOND_FACTEUR = frozenset({"second-facteur-requis", "second-facteur-refuse"})


@router.get("/connexion")
async def get_connexion(page: PageDe, suite: str = "") -> Response:
    if page.role is not None and page.role in ACCUEILS:
        return page.vers(chez_nous(suite) or ACCUEILS[page.role])
    return _formulaire(page, suite=chez_nous(suite))


@router.post("/connexion")
async def post_connexion(page: PageDe, saisie: Formulaire) -> Response:
    corps = {"identifiant": saisie["identifiant"], "mot_de_passe": saisie.brut("mot_de_passe")}
    if saisie["totp"]:
        corps["totp"] = saisie["totp"]
    # Not in the name of a session that another tab has: a wrong password would be taken for its end.
    service = page.app.interlocuteurs
    reponse = await service.demander("POST", "/api/accounts/sessions", page.session.visiteur, json=corps)
    if reponse.probleme is not None:
        return _refuse(page, saisie, reponse.probleme)
    page.session.ouvrir(Paire(reponse.donnees["access_token"], reponse.donnees["refresh_token"]))
    return _et_de_retour(page, saisie)


def _et_de_retour(page: Page, saisie: Saisie) -> Response:
    """To the page that wanted the login; with what was typed there, when a form was sent without a session."""
    reprise = page.app.signature.lire_reprise(saisie["reprise"]) if saisie["reprise"] else None
    if reprise is not None:
        return page.rendre("renvoyer.html", action=reprise["chemin"], champs=reprise["champs"], ancienne=False)
    return page.vers(chez_nous(saisie["suite"]) or "/espace")


def _refuse(page: Page, saisie: Saisie, probleme: Probleme) -> Response:
    second = probleme.slug in SECOND_FACTEUR
    return _formulaire(
        page,
        statut=probleme.statut,
        identifiant=saisie["identifiant"],
        suite=chez_nous(saisie["suite"]),
        reprise=saisie["reprise"],
        second_facteur=second,
        probleme=None if probleme.slug == "second-facteur-requis" else probleme,
    )


def _formulaire(
    page: Page,
    *,
    statut: int = 200,
    identifiant: str = "",
    suite: str = "",
    reprise: str = "",
    second_facteur: bool = False,
    probleme: Probleme | None = None,
) -> Response:
    return page.rendre(
        "connexion.html",
        statut=statut,
        identifiant=identifiant,
        suite=suite,
        reprise=reprise,
        second_facteur=second_facteur,
        probleme=probleme,
        expiree=False,
    )


@router.get("/espace")
async def get_espace(page: PageDe) -> Response:
    """The beginning of whoever is connected."""
    return page.vers(ACCUEILS.get(page.role, "/") if page.role else "/connexion")


@router.post("/deconnexion")
async def post_deconnexion(page: PageDe, _: Formulaire) -> Response:
    """Here, and at FranceConnect when it opened the session; whoever is not connected any more is out as well."""
    adresse = ""
    if page.session.acces:
        reponse = await page.demander("DELETE", "/api/accounts/sessions/courante")
        adresse = reponse.donnees["adresse"] if reponse.donnees else ""
    page.session.finir()
    if adresse:  # by a link: after a form a browser may not be led to another site
        return page.rendre("compte/fin_franceconnect.html", adresse=adresse)
    return page.vers("/", "Vous êtes déconnecté.")


def chez_nous(suite: str) -> str:
    """An address of this site, or nothing: nobody is led elsewhere after a login."""
    return suite if suite.startswith("/") and not suite.startswith(("//", "/\\")) and "\n" not in suite else ""
