"""A candidate who has no account: FranceConnect makes it, opens it again, and its logout ends both sessions."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from deploy.local.visiteur import ROUTE, Visiteur
from tests.e2e.conftest import Scene

MOI = "/api/accounts/moi"


@pytest.fixture
async def visiteur(scene: Scene) -> AsyncIterator[Visiteur]:
    async with httpx.AsyncClient(base_url=scene.system.url) as site, scene.system.browser() as dehors:
        yield Visiteur(site, dehors, f"{scene.system.url}{ROUTE}/retour")


async def test_from_the_button_to_the_logout(scene: Scene, visiteur: Visiteur) -> None:
    email = scene.email()
    session = await visiteur.creer("eloise", email=email)

    moi = (await visiteur.site.get(MOI, headers=bearer(session))).json()
    assert (moi["prenom"], moi["nom"], moi["email"], moi["mot_de_passe"]) == ("Éloïse", "LEFÈVRE-NOËL", email, False)
    assert await scene.boite.attendre(email, re.compile(re.escape(moi["identifiant"])))
    assert (await visiteur.site.get("/api/demandes", headers=bearer(session))).status_code == 200
    encore = await visiteur.venir("eloise")
    assert (await visiteur.site.get(MOI, headers=bearer(encore))).json()["id"] == moi["id"]

    fin = await visiteur.site.delete("/api/accounts/sessions/courante", headers=bearer(encore))
    retour = await visiteur.revenir(await visiteur.deconnecter(await visiteur.dehors.get(fin.json()["adresse"])))

    assert (retour.status_code, retour.headers["location"]) == (303, "/")


async def test_while_it_is_away_the_gateway_says_the_way_round(scene: Scene, visiteur: Visiteur) -> None:
    accounts, franceconnect = scene.system.services["accounts"], scene.system.place.franceconnect
    await accounts.restart()  # it has never heard of the provider
    await franceconnect.stop()
    try:
        answer = await visiteur.site.get(f"{ROUTE}/connexion")
    finally:
        await franceconnect.start()

    assert answer.status_code == 503
    assert answer.json()["type"] == "/problemes/franceconnect-indisponible"
    assert "mot de passe" in answer.json()["detail"]


def bearer(session: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"}
