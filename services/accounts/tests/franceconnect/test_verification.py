"""What FranceConnect answers is believed when it holds, and its absence has a way round."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from accounts.adapters.franceconnect import FranceConnect
from accounts.adapters.oidc import Fournisseur
from accounts.app import App
from accounts.main import http
from accounts.settings import Settings
from accounts.storage.tables import franceconnect_allers
from deploy.local.place import Place
from deploy.local.visiteur import ROUTE, Visiteur, refus
from services.accounts.tests.conftest import Horloge
from services.accounts.tests.franceconnect.conftest import Fil, Ouvrir


async def test_another_nonce_is_refused(visiteur: Visiteur) -> None:
    """The id_token was made for another login than the one that this browser began."""
    parts = urlsplit(await visiteur.partir())
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"nonce": "z" * 43}
    autre = str(httpx.URL(f"{parts.scheme}://{parts.netloc}{parts.path}", params=query))

    assert refus(await visiteur.revenir(await visiteur.s_identifier(autre))) == (403, "identite-refusee")


async def test_another_verifier_is_refused(visiteur: Visiteur, site: App) -> None:
    adresse = await visiteur.s_identifier(await visiteur.partir())
    async with site.db.begin() as tx:
        await tx.execute(franceconnect_allers.update().values(verificateur="v" * 43))

    assert refus(await visiteur.revenir(adresse)) == (403, "identite-refusee")


async def test_an_answer_of_another_issuer_is_refused(visiteur: Visiteur) -> None:
    adresse = httpx.URL(await visiteur.s_identifier(await visiteur.partir()))
    assert adresse.params["iss"]

    answer = await visiteur.revenir(str(adresse.copy_set_param("iss", "https://autre.example.fr")))

    assert refus(answer) == (403, "identite-refusee")


async def test_a_token_past_its_time_is_refused(visiteur: Visiteur, horloge: Horloge) -> None:
    adresse = await visiteur.s_identifier(await visiteur.partir())
    horloge.avance(timedelta(minutes=3))

    assert refus(await visiteur.revenir(adresse)) == (403, "identite-refusee")


def signature_alteree(status: int, headers: httpx.Headers, contenu: bytes) -> httpx.Response:
    header, payload, signature = contenu.decode().split(".")
    autre = ("A" if signature[0] != "A" else "B") + signature[1:]
    return httpx.Response(status, headers=headers, content=f"{header}.{payload}.{autre}")


def sans_signature(status: int, headers: httpx.Headers, contenu: bytes) -> httpx.Response:
    return httpx.Response(status, json={"sub": "x", "given_name": "Éloïse"})


def d_un_autre(status: int, headers: httpx.Headers, contenu: bytes) -> httpx.Response:
    return httpx.Response(status, headers={"content-type": "application/jwt"}, content=AUTRE_JETON)


AUTRE_JETON = "eyJhbGciOiJub25lIiwia2lkIjoieCJ9.eyJzdWIiOiJ4In0."


def en_panne(status: int, headers: httpx.Headers, contenu: bytes) -> httpx.Response:
    return httpx.Response(502, text="Bad Gateway")


def enorme(status: int, headers: httpx.Headers, contenu: bytes) -> httpx.Response:
    return httpx.Response(200, content=b"{" + b" " * 300_000)


@pytest.mark.parametrize("change", [signature_alteree, sans_signature, d_un_autre])
async def test_a_userinfo_that_the_provider_did_not_sign_is_refused(visiteur: Visiteur, fil: Fil, change: Any) -> None:
    adresse = await visiteur.s_identifier(await visiteur.partir())
    fil.change["/userinfo"] = change

    assert refus(await visiteur.revenir(adresse)) == (403, "identite-refusee")


@pytest.mark.parametrize("change", [en_panne, enorme])
@pytest.mark.parametrize("ou", ["/openid-configuration", "/token", "/userinfo", "/jwks"])
async def test_an_outage_anywhere_says_how_to_go_on(visiteur: Visiteur, fil: Fil, ou: str, change: Any) -> None:
    fil.change[ou] = change
    depart = await visiteur.site.get(f"{ROUTE}/connexion")
    if depart.status_code == 303:
        answer = await visiteur.revenir(await visiteur.s_identifier(depart.headers["location"]))
    else:
        answer = depart

    assert refus(answer) == (503, "franceconnect-indisponible")
    assert "mot de passe" in answer.json()["detail"]
    assert answer.headers["retry-after"] == "30"


async def test_a_wrong_secret_of_ours_is_no_fault_of_the_person(
    site: App, ouvrir: Ouvrir, settings: Settings, horloge: Horloge
) -> None:
    assert settings.franceconnect_issuer is not None
    autre = FranceConnect(
        Fournisseur(settings.franceconnect_issuer),
        client_id=settings.franceconnect_client_id,
        secret="s" * 32,
        public_url=settings.public_url,
        horloge=horloge,
    )
    visiteur = await ouvrir(replace(site, franceconnect=autre))

    answer = await visiteur.revenir(await visiteur.s_identifier(await visiteur.partir()))

    await autre.close()
    assert refus(answer) == (503, "franceconnect-indisponible")


async def test_while_it_is_away_the_way_round_is_told(
    visiteur: Visiteur, place: Place, horloge: Horloge, fil: Fil
) -> None:
    await place.franceconnect.stop()
    try:
        for _ in range(3):
            assert refus(await visiteur.site.get(f"{ROUTE}/connexion")) == (503, "franceconnect-indisponible")
        assert len(fil.demandes) == 1  # the next look is not before five seconds
    finally:
        await place.franceconnect.start()
    horloge.avance(timedelta(seconds=5))

    assert (await visiteur.site.get(f"{ROUTE}/connexion")).status_code == 303


async def test_a_new_key_of_the_provider_is_looked_for_once(
    visiteur: Visiteur, ouvrir: Ouvrir, place: Place, fil: Fil, horloge: Horloge
) -> None:
    await visiteur.venir()
    await place.franceconnect.restart()
    horloge.instant = datetime.now(UTC) + timedelta(seconds=6)
    fil.demandes.clear()

    assert (await (await ouvrir()).venir())["etat"] == "a_rattacher"

    assert fil.demandes == ["/api/v2/token", "/api/v2/jwks", "/api/v2/userinfo"]


async def test_without_its_settings_the_button_is_not_offered(app: App) -> None:
    sans = replace(app, franceconnect=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(http(sans)), base_url="http://accounts") as client:
        for route in ("connexion", "retour"):
            answer = await client.get(f"{ROUTE}/{route}")
            assert refus(answer) == (404, "franceconnect-absent")
            assert "mot de passe" in answer.json()["detail"]
