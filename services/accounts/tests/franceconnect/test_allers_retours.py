"""Logins by FranceConnect: there through its own pages, back, and what a return must show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import func, select

from accounts.app import App
from accounts.main import http
from accounts.storage.menage import purger
from accounts.storage.tables import accounts, comptes
from contracts.events.accounts import CompteActiveV1
from contracts.testing import published
from deploy.local.visiteur import ROUTE, Visiteur, refus
from services.accounts.tests.acts import autorisation
from services.accounts.tests.conftest import Horloge
from services.accounts.tests.franceconnect.conftest import Fil, Ouvrir


async def test_an_account_is_made_of_the_identity(site: App, visiteur: Visiteur) -> None:
    attendu = await visiteur.venir(retour="/monespace/demandes")
    rattachement = attendu.pop("rattachement")
    assert attendu == {
        "etat": "a_rattacher",
        "expire_le": attendu["expire_le"],
        "nom": "LEFÈVRE-NOËL",
        "prenom": "Éloïse",
        "email": "eloise.garcon@exemple.example.fr",
        "retour": "/monespace/demandes",
    }

    session = (await visiteur.rattacher(rattachement, creer=True, cgu_acceptees=True)).json()

    assert session["etat"] == "connecte"
    assert session["retour"] == "/monespace/demandes"
    moi = (await visiteur.site.get("/api/accounts/moi", headers=autorisation(session))).json()
    assert (moi["identifiant"], moi["role"], moi["nom"], moi["prenom"]) == (
        "elefevrenoel",
        "usager",
        "LEFÈVRE-NOËL",
        "Éloïse",
    )
    assert moi["mot_de_passe"] is False
    assert moi["franceconnect_depuis"] is not None
    [fait] = await published(site.db)
    assert isinstance(fait, CompteActiveV1)
    assert (fait.identifiant, fait.email) == ("elefevrenoel", "eloise.garcon@exemple.example.fr")


async def test_the_second_login_opens_the_same_account(site: App, visiteur: Visiteur, ouvrir: Ouvrir) -> None:
    premiere = await visiteur.creer()
    compte = (await site.verifier.verify(premiere["access_token"])).id

    for qui in (visiteur, await ouvrir()):
        encore = await qui.venir()
        assert encore["etat"] == "connecte"
        assert (await site.verifier.verify(encore["access_token"])).id == compte
    assert (await renouveler(visiteur, encore)).status_code == 200


async def renouveler(visiteur: Visiteur, session: dict[str, Any]) -> httpx.Response:
    body = {"refresh_token": session["refresh_token"]}
    return await visiteur.site.post("/api/accounts/sessions/renouvellement", json=body)


async def test_one_who_has_no_mail_address_there_gives_one(site: App, visiteur: Visiteur) -> None:
    attendu = await visiteur.venir("loic")
    sans = await visiteur.rattacher(attendu["rattachement"], creer=True, cgu_acceptees=True)
    assert (sans.status_code, sans.json()["errors"][0]["pointer"]) == (422, "/email")

    avec = await visiteur.rattacher(
        attendu["rattachement"], creer=True, cgu_acceptees=True, email="Loic@exemple.example.fr"
    )

    assert avec.status_code == 200, avec.text
    [fait] = await published(site.db)
    assert isinstance(fait, CompteActiveV1)
    assert (fait.nom, fait.prenom, fait.email) == ("N'GUÉMA", "Loïc", "Loic@exemple.example.fr")


async def test_without_the_conditions_nothing_is_made(site: App, visiteur: Visiteur) -> None:
    attendu = await visiteur.venir()
    answer = await visiteur.rattacher(attendu["rattachement"], creer=True)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/cgu_acceptees")
    async with site.db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(comptes))).scalar_one() == 0


async def test_no_token_and_nothing_personal_stands_in_an_address(site: App, visiteur: Visiteur) -> None:
    retour = await visiteur.revenir(await visiteur.s_identifier(await visiteur.partir()))

    parts = urlsplit(retour.headers["location"])
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/monespace/franceconnect")
    assert list(parse_qs(parts.query)) == ["code"]
    assert len(parse_qs(parts.query)["code"][0]) == 43
    assert retour.headers["referrer-policy"] == "no-referrer"
    assert retour.headers["cache-control"] == "no-store"


async def test_what_leaves_is_what_franceconnect_wants(visiteur: Visiteur, site: App) -> None:
    depart = await visiteur.site.get(f"{ROUTE}/connexion")

    asked = parse_qs(urlsplit(depart.headers["location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["acr_values"] == ["eidas1"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == [f"{site.public_url}{ROUTE}/retour"]
    cookie = depart.headers["set-cookie"]
    assert cookie.startswith("franceconnect=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert asked["state"][0] not in cookie


async def test_under_https_the_cookie_is_the_strong_one(site: App, fil: Fil) -> None:
    sure = replace(site, public_url="https://permis.example.fr")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(http(sure)), base_url="https://permis") as client:
        cookie = (await client.get(f"{ROUTE}/connexion")).headers["set-cookie"]

    assert cookie.startswith("__Host-franceconnect=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "retour", ["https://ailleurs.example.fr/", "//ailleurs.example.fr", "/monespace/../x", "", "/"]
)
async def test_no_other_site_is_returned_to(visiteur: Visiteur, retour: str) -> None:
    answer = await visiteur.site.get(f"{ROUTE}/connexion", params={"retour": retour})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/retour-refuse")


async def test_a_state_serves_once(visiteur: Visiteur) -> None:
    adresse = await visiteur.s_identifier(await visiteur.partir())
    assert (await visiteur.revenir(adresse)).status_code == 303

    assert refus(await visiteur.revenir(adresse)) == (410, "retour-inconnu")


async def test_a_code_serves_once(visiteur: Visiteur) -> None:
    code = await visiteur.code()
    assert (await visiteur.arriver(code)).status_code == 200

    assert refus(await visiteur.arriver(code)) == (410, "passage-perime")


async def test_another_browser_cannot_end_what_this_one_began(visiteur: Visiteur, ouvrir: Ouvrir) -> None:
    """Somebody would be logged in to the account of whoever sent him the link."""
    autre, sans = await ouvrir(), await ouvrir()
    await autre.partir()
    for intrus in (autre, sans):
        adresse = await visiteur.s_identifier(await visiteur.partir())
        assert refus(await intrus.revenir(adresse)) == (410, "retour-inconnu")
    code = await visiteur.code()
    for intrus in (autre, sans):
        assert refus(await intrus.arriver(code)) == (410, "passage-perime")
    attendu = (await visiteur.arriver(code)).json()

    vole = await autre.rattacher(attendu["rattachement"], creer=True, cgu_acceptees=True)

    assert refus(vole) == (410, "passage-perime")


@pytest.mark.parametrize("params", [{}, {"state": "x"}, {"state": "x", "code": "y"}, {"error": "access_denied"}])
async def test_a_return_that_nobody_began(visiteur: Visiteur, params: dict[str, str]) -> None:
    assert refus(await visiteur.site.get(f"{ROUTE}/retour", params=params)) == (410, "retour-inconnu")


async def test_each_step_has_its_time(visiteur: Visiteur, horloge: Horloge) -> None:
    adresse = await visiteur.s_identifier(await visiteur.partir())
    horloge.avance(timedelta(minutes=10))
    assert refus(await visiteur.revenir(adresse)) == (410, "retour-inconnu")
    horloge.instant = datetime.now(UTC)
    code = await visiteur.code()
    horloge.avance(timedelta(minutes=1))
    assert refus(await visiteur.arriver(code)) == (410, "passage-perime")
    horloge.instant = datetime.now(UTC)
    attendu = await visiteur.venir()
    horloge.avance(timedelta(minutes=10))
    assert refus(await visiteur.rattacher(attendu["rattachement"], creer=True, cgu_acceptees=True)) == (
        410,
        "passage-perime",
    )


async def test_whoever_refuses_there_is_told_what_to_do(visiteur: Visiteur) -> None:
    answer = await visiteur.revenir(await visiteur.s_identifier(await visiteur.partir(), accepte=False))

    assert refus(answer) == (403, "connexion-annulee")
    assert "mot de passe" in answer.json()["detail"]


async def test_a_browser_is_led_to_the_page_that_says_it(visiteur: Visiteur) -> None:
    visiteur.site.headers["accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
    answer = await visiteur.revenir(await visiteur.s_identifier(await visiteur.partir(), accepte=False))

    assert answer.status_code == 303
    assert answer.headers["location"] == "/monespace/franceconnect?erreur=connexion-annulee"


async def test_nothing_of_a_login_is_kept_for_long(site: App, visiteur: Visiteur, horloge: Horloge) -> None:
    """Whatever its row was for, it is gone once it has served, or has had its time."""
    await visiteur.creer()
    await visiteur.partir()
    await visiteur.code("theo")
    horloge.avance(timedelta(hours=1))
    async with site.db.begin() as tx:
        await purger(tx, horloge())
    async with site.db.begin() as tx:
        left = {
            table.name: (await tx.execute(select(func.count()).select_from(table))).scalar_one()
            for table in accounts.sorted_tables
            if table.name in ("franceconnect_allers", "franceconnect_passages", "identites")
        }
    assert left == {"franceconnect_allers": 0, "franceconnect_passages": 0, "identites": 1}
