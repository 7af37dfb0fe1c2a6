"""A forgotten identifiant, a forgotten password: one answer to everybody, the rest goes by mail (seed 004)."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.clients.interlocuteurs import segment
from portal.pages import Formulaire, Page, PageDe, Saisie
from portal.routes.compte.mots_de_passe import LONGUEUR, deux_fois
from portal.routes.compte.sans_script import preuve, refusee

router = APIRouter()

OUBLIS = "/api/accounts/oublis"
API = "/api/accounts/mots-de-passe"


@router.get("/identifiant-oublie")
async def get_identifiant_oublie(page: PageDe) -> Response:
    return page.rendre("compte/identifiant_oublie.html", email="", probleme=None, billet="")


@router.post("/identifiant-oublie")
async def post_identifiant_oublie(page: PageDe, saisie: Formulaire) -> Response:
    corps = {"email": saisie["email"], "captcha": preuve(saisie)}
    reponse = await page.demander("POST", f"{OUBLIS}/identifiant", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        probleme, billet = await refusee(page, "identifiant", saisie, reponse.probleme)
        gabarit = "compte/identifiant_oublie.html"
        return page.rendre(gabarit, statut=probleme.statut, email=saisie["email"], probleme=probleme, billet=billet)
    return page.vers("/connexion", reponse.donnees["message"])


@router.get("/mot-de-passe-oublie")
async def get_mot_de_passe_oublie(page: PageDe) -> Response:
    return page.rendre("compte/mot_de_passe_oublie.html", identifiant="", probleme=None, billet="")


@router.post("/mot-de-passe-oublie")
async def post_mot_de_passe_oublie(page: PageDe, saisie: Formulaire) -> Response:
    corps = {"identifiant": saisie["identifiant"], "captcha": preuve(saisie)}
    reponse = await page.demander("POST", f"{OUBLIS}/mot-de-passe", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        probleme, billet = await refusee(page, "mot-de-passe", saisie, reponse.probleme)
        donne = saisie["identifiant"]
        gabarit = "compte/mot_de_passe_oublie.html"
        return page.rendre(gabarit, statut=probleme.statut, identifiant=donne, probleme=probleme, billet=billet)
    return page.vers("/connexion", reponse.donnees["message"])


@router.get("/monespace/mot-de-passe/{jeton}")
async def get_reinitialisation(jeton: str, page: PageDe) -> Response:
    return _formulaire(page, await page.obtenir(f"{API}/{segment(jeton)}"))


@router.post("/monespace/mot-de-passe/{jeton}")
async def post_reinitialisation(jeton: str, page: PageDe, saisie: Formulaire) -> Response:
    attendu = await page.obtenir(f"{API}/{segment(jeton)}")
    probleme = deux_fois(saisie)
    if probleme is None:
        reponse = await page.demander("POST", f"{API}/{segment(jeton)}", json=_corps(saisie))
        probleme = reponse.probleme
    if probleme is not None:
        return _formulaire(page, attendu, probleme)
    page.session.fermer()  # every session of that account has ended, this browser's too if it is his
    return page.vers("/connexion", "Votre mot de passe est changé. Connectez-vous avec le nouveau.")


def _corps(saisie: Saisie) -> dict[str, str]:
    return {"reponse_secrete": saisie["reponse_secrete"], "mot_de_passe": saisie.brut("mot_de_passe")}


def _formulaire(page: Page, attendu: dict[str, Any], probleme: Probleme | None = None) -> Response:
    return page.rendre(
        "compte/reinitialisation.html",
        statut=probleme.statut if probleme else 200,
        question=attendu["question"],
        minimum=LONGUEUR,
        probleme=probleme,
    )
