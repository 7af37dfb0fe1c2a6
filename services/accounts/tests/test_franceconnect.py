"""Logins by FranceConnect against oidc-provider as a process, through its own pages."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import func, select

from accounts.adapters.franceconnect import FranceConnect
from accounts.adapters.oidc import Fournisseur
from accounts.app import App
from accounts.main import http
from accounts.settings import Settings
from accounts.storage.tables import accounts, comptes, franceconnect_allers
from contracts.events.accounts import CompteActiveV1
from contracts.testing import published
from deploy.local.place import Place
from services.accounts.tests.acts import autorisation
from services.accounts.tests.conftest import Horloge
from services.accounts.tests.visiteur import ROUTE, Visiteur


class Fil(httpx.AsyncBaseTransport):
    """The wire between accounts and the provider, with somebody on it who may alter what comes back."""

    def __init__(self) -> None:
        self._vrai = httpx.AsyncHTTPTransport()
        self.change: dict[str, Any] = {}
        self.demandes: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.demandes.append(request.url.path)
        answer = await self._vrai.handle_async_request(request)
        change = next((change for fin, change in self.change.items() if request.url.path.endswith(fin)), None)
        return answer if change is None else change(answer.status_code, answer.headers, await answer.aread())

    async def aclose(self) -> None:
        await self._vrai.aclose()


@pytest.fixture
def horloge() -> Horloge:
    """The provider's clock cannot be turned: ours begins with it."""
    return Horloge(datetime.now(UTC))


@pytest.fixture
async def fil() -> AsyncIterator[Fil]:
    fil = Fil()
    yield fil
    await fil.aclose()


@pytest.fixture
async def site(app: App, settings: Settings, horloge: Horloge, fil: Fil) -> AsyncIterator[App]:
    """Accounts, connected with the provider."""
    assert settings.franceconnect_issuer is not None
    assert settings.franceconnect_client_secret_file is not None
    franceconnect = FranceConnect(
        Fournisseur(settings.franceconnect_issuer, transport=fil, monotonic=lambda: horloge().timestamp()),
        client_id=settings.franceconnect_client_id,
        secret=settings.franceconnect_client_secret_file.read_text(),
        public_url=settings.public_url,
        horloge=horloge,
    )
    yield replace(app, franceconnect=franceconnect)
    await franceconnect.close()


@pytest.fixture
async def ouvrir(site: App) -> AsyncIterator[Any]:
    """`ouvrir()` is another browser."""
    async with AsyncExitStack() as stack:

        async def nouveau() -> Visiteur:
            transport = httpx.ASGITransport(http(site))
            notre = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=site.public_url))
            dehors = await stack.enter_async_context(httpx.AsyncClient())
            return Visiteur(notre, dehors, f"{site.public_url}{ROUTE}/retour")

        yield nouveau


@pytest.fixture
async def visiteur(ouvrir: Any) -> Visiteur:
    nouveau: Visiteur = await ouvrir()
    return nouveau


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


async def test_the_second_login_opens_the_same_account(site: App, visiteur: Visiteur, ouvrir: Any) -> None:
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


def refus(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problemes/")


async def test_a_state_serves_once(visiteur: Visiteur) -> None:
    adresse = await visiteur.s_identifier(await visiteur.partir())
    assert (await visiteur.revenir(adresse)).status_code == 303

    assert refus(await visiteur.revenir(adresse)) == (410, "retour-inconnu")


async def test_a_code_serves_once(visiteur: Visiteur) -> None:
    code = await visiteur.code()
    assert (await visiteur.arriver(code)).status_code == 200

    assert refus(await visiteur.arriver(code)) == (410, "passage-perime")


async def test_another_browser_cannot_end_what_this_one_began(visiteur: Visiteur, ouvrir: Any) -> None:
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
    visiteur: Visiteur, ouvrir: Any, place: Place, fil: Fil, horloge: Horloge
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


async def test_nothing_of_a_login_is_kept_for_long(site: App, visiteur: Visiteur) -> None:
    """Whatever its row was for, it is gone once it has served."""
    await visiteur.creer()
    async with site.db.begin() as tx:
        left = {
            table.name: (await tx.execute(select(func.count()).select_from(table))).scalar_one()
            for table in accounts.sorted_tables
            if table.name in ("franceconnect_allers", "franceconnect_passages", "identites")
        }
    assert left == {"franceconnect_allers": 0, "franceconnect_passages": 0, "identites": 1}
