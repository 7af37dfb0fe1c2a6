"""FranceConnect: where the browser comes back to, whose the identity is, and linking it from within an account.

accounts ties each way there and back to the browser by a cookie of its own. The browser shows it to the pages as well,
which hand it on and bring back what accounts wants it to be from then on.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.clients import Probleme, Reponse
from portal.clients.interlocuteurs import segment
from portal.pages import Formulaire, Page, PageDe, Saisie, page_pour
from portal.routes.connexion import chez_nous
from portal.session.jetons import Paire

router = APIRouter()

COOKIE = "franceconnect"
API = "/api/accounts/franceconnect"
MOI = "/api/accounts/moi/franceconnect"
MONTRES = ("rattachement", "nom", "prenom", "email", "retour")

Usager = Annotated[Page, Depends(page_pour(Role.USAGER))]

AUTREMENT = (
    "Recommencez depuis le bouton FranceConnect, ou connectez-vous avec votre identifiant et votre mot de passe."
)
ERREURS: Mapping[str, tuple[str, str]] = {
    "connexion-annulee": ("Vous n’avez pas terminé la connexion sur FranceConnect", "Rien n’a été transmis."),
    "retour-inconnu": (
        "Cette connexion par FranceConnect n’est plus valable",
        "Elle a déjà servi, a duré plus de dix minutes ou a commencé dans un autre navigateur.",
    ),
    "franceconnect-absent": ("La connexion par FranceConnect n’est pas proposée ici", ""),
    "franceconnect-indisponible": ("FranceConnect ne répond pas", "Vos demandes vous attendent."),
    "identite-refusee": ("La réponse de FranceConnect n’a pas pu être vérifiée", "Rien n’a été ouvert."),
    "identite-incomplete": ("FranceConnect n’a pas donné ce qu’il faut pour vous reconnaître", "Rien n’a été ouvert."),
}
"""Why accounts sends a browser back without a code, by the slug that stands in the address."""
AUTRE = ("La connexion par FranceConnect n’a pas abouti", "Rien n’a été ouvert.")


@router.get("/monespace/franceconnect")
async def get_retour(page: PageDe, code: str = "", erreur: str = "") -> Response:
    """The code serves once, for a minute, in the browser that began."""
    if not code:
        return _echec(page, *ERREURS.get(erreur, AUTRE))
    reponse, cookies = await _demander(page, "POST", f"{API}/sessions", {"code": code})
    if reponse.probleme is not None:
        return _echec(page, reponse.probleme.titre, reponse.probleme.detail, reponse.probleme.statut)
    return _avec(_arrive(page, reponse.donnees), cookies)


@router.post("/monespace/franceconnect/rattachement")
async def post_rattachement(page: PageDe, saisie: Formulaire) -> Response:
    """To an account that his password proves, or to a new one."""
    chemin = f"{API}/rattachements/{segment(saisie['rattachement'])}"
    reponse, cookies = await _demander(page, "POST", chemin, _choix(saisie))
    if reponse.probleme is not None:
        arrivee = {nom: saisie[nom] for nom in MONTRES}
        return _a_rattacher(page, arrivee, saisie=saisie, probleme=reponse.probleme)
    return _avec(_arrive(page, reponse.donnees), cookies)


@router.get("/monespace/compte/franceconnect")
async def get_lien(page: Usager) -> Response:
    return await _lien(page)


@router.post("/monespace/compte/franceconnect")
async def post_lien(page: Usager, saisie: Formulaire) -> Response:
    """The browser goes on by a link: after a form it may not be led to another site."""
    corps = {"mot_de_passe": saisie.brut("mot_de_passe"), "retour": "/monespace/compte"}
    reponse, cookies = await _demander(page, "POST", MOI, corps)
    if reponse.probleme is not None:
        return await _lien(page, reponse.probleme)
    return _avec(page.rendre("compte/vers_franceconnect.html", adresse=reponse.donnees["adresse"]), cookies)


@router.post("/monespace/compte/franceconnect/retrait")
async def post_retrait(page: Usager, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", MOI)
    if reponse.probleme is not None:
        return await _lien(page, reponse.probleme)
    return page.vers("/monespace/compte", "FranceConnect n’ouvre plus ce compte. Un mél vous le confirme.")


def _choix(saisie: Saisie) -> dict[str, Any]:
    if saisie["choix"] == "creer":
        return {"creer": True, "email": saisie.ou_rien("email"), "cgu_acceptees": saisie.coche("cgu")}
    return {"identifiant": saisie["identifiant"], "mot_de_passe": saisie.brut("mot_de_passe")}


def _arrive(page: Page, arrivee: dict[str, Any]) -> Response:
    retour = chez_nous(arrivee["retour"]) or "/monespace"
    if arrivee["etat"] == "a_rattacher":
        return _a_rattacher(page, arrivee)
    if arrivee["etat"] == "rattache":
        return page.vers(retour, "FranceConnect ouvre maintenant ce compte. Un mél vous le confirme.")
    page.session.ouvrir(Paire(arrivee["access_token"], arrivee["refresh_token"]))
    return page.vers(retour)


def _a_rattacher(
    page: Page, arrivee: Mapping[str, Any], *, saisie: Saisie | None = None, probleme: Probleme | None = None
) -> Response:
    return page.rendre(
        "compte/rattachement.html",
        statut=probleme.statut if probleme else 200,
        arrivee=arrivee,
        identifiant=saisie["identifiant"] if saisie else "",
        cgu=saisie.coche("cgu") if saisie else False,
        probleme=probleme,
    )


async def _lien(page: Page, probleme: Probleme | None = None) -> Response:
    return page.rendre(
        "compte/franceconnect.html",
        statut=probleme.statut if probleme else 200,
        moi=await page.obtenir("/api/accounts/moi"),
        probleme=probleme,
    )


def _echec(page: Page, titre: str, detail: str, statut: int = 403) -> Response:
    return page.rendre("compte/franceconnect_echec.html", statut=statut, titre=titre, detail=detail, suite=AUTREMENT)


async def _demander(page: Page, methode: str, chemin: str, corps: dict[str, Any]) -> tuple[Reponse, list[str]]:
    """The answer, and the cookies that accounts sets with it."""
    nom = page.app.cookies.nom(COOKIE)
    valeur = page.request.cookies.get(nom, "")
    answer = await page.app.interlocuteurs.brut(
        methode,
        chemin,
        page.session.visiteur,
        jeton=page.session.acces,
        entetes={"Cookie": f"{nom}={valeur}"} if valeur else None,
        json=corps,
    )
    return Reponse.de(answer), answer.headers.get_list("set-cookie")


def _avec(answer: Response, cookies: list[str]) -> Response:
    for cookie in cookies:
        answer.headers.append("Set-Cookie", cookie)
    return answer
