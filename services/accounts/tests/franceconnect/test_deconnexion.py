"""The end of a session that FranceConnect opened: here at once, and there if the person follows the address."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import func, select

from accounts.app import App
from accounts.main import http
from accounts.storage.tables import franceconnect_sessions
from deploy.local.visiteur import ROUTE, Visiteur
from services.accounts.tests.acts import autorisation, compte_actif
from services.accounts.tests.franceconnect.conftest import Fil, Raccorder

COURANTE = "/api/accounts/sessions/courante"


async def gardes(site: App) -> int:
    async with site.db.begin() as tx:
        found: int = (await tx.execute(select(func.count()).select_from(franceconnect_sessions))).scalar_one()
    return found


async def test_the_session_there_ends_too(site: App, visiteur: Visiteur) -> None:
    await visiteur.creer()
    session = await visiteur.venir()  # without a login page: the session there was open
    assert await gardes(site) == 2

    fin = await visiteur.site.delete(COURANTE, headers=autorisation(session))

    assert fin.status_code == 200
    assert await gardes(site) == 1
    demande = parse_qs(urlsplit(fin.json()["adresse"]).query)
    assert demande["post_logout_redirect_uri"] == [f"{site.public_url}{ROUTE}/deconnexion"]
    page = await visiteur.dehors.get(fin.json()["adresse"])
    assert "Se déconnecter de FranceConnect" in page.text
    retour = await visiteur.deconnecter(page)
    assert retour.startswith(f"{site.public_url}{ROUTE}/deconnexion?state=")
    apres = await visiteur.revenir(retour)
    assert (apres.status_code, apres.headers["location"]) == (303, "/")
    encore = await visiteur.dehors.get(await visiteur.partir(), follow_redirects=True)
    assert "choisissez qui vous êtes" in encore.text


async def test_a_session_that_a_password_opened_ends_here_alone(site: App, visiteur: Visiteur) -> None:
    _, session = await compte_actif(site, visiteur.site)

    fin = await visiteur.site.delete(COURANTE, headers=autorisation(session))

    assert (fin.status_code, fin.content) == (204, b"")


async def test_while_franceconnect_is_away_the_session_ends_all_the_same(
    site: App, visiteur: Visiteur, fil: Fil, raccorder: Raccorder
) -> None:
    session = await visiteur.creer()
    fil.change["/openid-configuration"] = lambda *_: httpx.Response(502)
    seul = replace(site, franceconnect=raccorder())

    async with httpx.AsyncClient(transport=httpx.ASGITransport(http(seul)), base_url="http://accounts") as client:
        fin = await client.delete(COURANTE, headers=autorisation(session))

    assert fin.status_code == 204
    assert await gardes(site) == 0
