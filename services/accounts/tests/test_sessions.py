"""Sessions: opened, counted, renewed once per token, ended."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from accounts.adapters.hacheur import Hacheur
from accounts.app import App
from accounts.commandes.agents import NouvelAgent, creer_agent
from accounts.main import http
from accounts.storage import comptes
from contracts.identity import token_for
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import GRAINE, MOT_DE_PASSE, autorisation, code_totp, compte_actif, connecter
from services.accounts.tests.conftest import Horloge

ROUTE = "/api/accounts/sessions"


async def renouveler(client: httpx.AsyncClient, jeton: str) -> httpx.Response:
    return await client.post(f"{ROUTE}/renouvellement", json={"refresh_token": jeton})


async def test_identifiant_and_password_open_a_session(app: App, client: httpx.AsyncClient) -> None:
    compte, _ = await compte_actif(app, client)

    answer = await connecter(client, " RLeroy ")

    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (await app.verifier.verify(answer.json()["access_token"])).id == compte
    assert answer.headers["Cache-Control"] == "no-store"


async def test_unknown_and_wrong_are_one_answer(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)

    faux = await connecter(client, mot_de_passe="Autre!48 chose")
    inconnu = await connecter(client, "nobody")

    for answer in (faux, inconnu):
        assert answer.status_code == 401
        assert answer.json()["type"] == "/problemes/identifiants-refuses"
    assert {k: v for k, v in faux.json().items() if k != "trace_id"} == {
        k: v for k, v in inconnu.json().items() if k != "trace_id"
    }


@pytest.mark.parametrize("identifiant", ["rleroy", "nobody"])
async def test_each_failure_after_the_fourth_closes_the_door_for_longer(
    app: App, client: httpx.AsyncClient, horloge: Horloge, identifiant: str
) -> None:
    await compte_actif(app, client)
    for _ in range(4):
        assert (await connecter(client, identifiant, "Autre!48 chose")).status_code == 401
    for minutes in (1, 5, 15, 60, 60):
        assert (await connecter(client, identifiant, "Autre!48 chose")).status_code == 401
        refus = await connecter(client, identifiant)
        assert (refus.status_code, refus.headers["Retry-After"]) == (429, str(minutes * 60))
        horloge.avance(timedelta(minutes=minutes))

    assert refus.json()["detail"] == "Attendez 60 minutes, puis réessayez."
    assert (await connecter(client, identifiant)).status_code == (200 if identifiant == "rleroy" else 401)


async def test_failures_are_forgotten_a_day_after_the_last_wait(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    await compte_actif(app, client)
    for echecs, pause in ((4, timedelta(hours=24)), (5, timedelta(hours=24, minutes=1)), (5, timedelta())):
        for _ in range(echecs):
            assert (await connecter(client, mot_de_passe="Autre!48 chose")).status_code == 401
        horloge.avance(pause)
    assert (await connecter(client)).status_code == 429


async def test_a_good_password_forgets_the_failures(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)
    for _ in range(3):
        for _ in range(4):
            await connecter(client, mot_de_passe="Autre!48 chose")
        assert (await connecter(client)).status_code == 200


async def test_a_hundred_tries_at_once_are_counted(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)

    answers = await asyncio.gather(*(connecter(client, mot_de_passe="Autre!48 chose") for _ in range(40)))

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 35


async def test_a_full_queue_says_come_back(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)
    etroit = replace(app, hacheur=Hacheur(fils=1, attente=1, memoire=46 * 1024))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(http(etroit)), base_url="http://accounts") as client:
        answers = await asyncio.gather(*(connecter(client, f"nobody{n}") for n in range(10)))
    etroit.hacheur.close()

    satures = [answer for answer in answers if answer.status_code == 503]
    assert satures
    assert satures[0].json()["type"] == "/problemes/connexions-saturees"
    assert satures[0].headers["Retry-After"] == "2"


async def test_a_password_is_hashed_anew_when_the_parameters_change(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)
    plus_cher = replace(app, hacheur=Hacheur(fils=1, attente=8, memoire=64))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(http(plus_cher)), base_url="http://accounts") as http_:
        assert (await connecter(http_)).status_code == 200
    async with app.db.begin() as tx:
        compte = await comptes.par_identifiant(tx, "rleroy")
    assert compte is not None
    assert "m=64," in (compte.mot_de_passe or "")
    assert (await connecter(client)).status_code == 200
    plus_cher.hacheur.close()


async def test_a_session_is_renewed_again_and_again(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, session = await compte_actif(app, client)
    jetons = {session["refresh_token"]}
    for _ in range(5):
        horloge.avance(timedelta(minutes=9))
        answer = await renouveler(client, session["refresh_token"])
        assert answer.status_code == 200
        session = answer.json()
        jetons.add(session["refresh_token"])
        assert (await app.verifier.verify(session["access_token"])).id == compte
    assert len(jetons) == 6


async def test_a_token_that_comes_twice_ends_the_session(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    suivante = (await renouveler(client, session["refresh_token"])).json()

    vole = await renouveler(client, session["refresh_token"])

    assert vole.status_code == 401
    assert vole.json()["type"] == "/problemes/session-terminee"
    assert (await renouveler(client, suivante["refresh_token"])).status_code == 401


async def test_two_renewals_at_once_end_the_session(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)

    answers = await asyncio.gather(*(renouveler(client, session["refresh_token"]) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [200, 401]


@pytest.mark.parametrize("jeton", ["", "x", "A" * 65, "é" * 65, "A" * 200])
async def test_what_is_no_token_is_refused_alike(client: httpx.AsyncClient, app: App, jeton: str) -> None:
    answer = await renouveler(client, jeton)

    assert (answer.status_code, answer.json()["type"]) == (401, "/problemes/session-terminee")


@pytest.mark.parametrize(("role", "duree"), [(Role.USAGER, timedelta(days=30)), (Role.AGENT_CTN, timedelta(hours=12))])
async def test_a_session_has_an_end_that_renewals_do_not_move(
    app: App, client: httpx.AsyncClient, horloge: Horloge, role: Role, duree: timedelta
) -> None:
    if role is Role.USAGER:
        _, session = await compte_actif(app, client)
    else:
        agent = NouvelAgent(role, "Petit", "Ana", "ana@exemple.fr", "Chemin!48 long", graine=GRAINE)
        cree, totp = await creer_agent(app, agent), code_totp(GRAINE, horloge())
        session = (await connecter(client, cree.identifiant, agent.mot_de_passe, totp=totp)).json()
    horloge.avance(duree - timedelta(seconds=1))
    suivante = (await renouveler(client, session["refresh_token"])).json()
    horloge.avance(timedelta(seconds=1))

    assert (await renouveler(client, suivante["refresh_token"])).status_code == 401


async def test_the_end_of_a_session_leaves_the_others(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)
    ici, ailleurs = [(await connecter(client)).json() for _ in range(2)]
    suivante = (await renouveler(client, ici["refresh_token"])).json()

    fin = await client.delete(f"{ROUTE}/courante", headers=autorisation(ici))

    assert (fin.status_code, fin.content) == (204, b"")
    assert (await renouveler(client, suivante["refresh_token"])).status_code == 401
    assert (await renouveler(client, ailleurs["refresh_token"])).status_code == 200
    assert (await client.delete(f"{ROUTE}/courante", headers=autorisation(ici))).status_code == 204


async def test_ending_a_session_needs_one(client: httpx.AsyncClient, app: App) -> None:
    assert (await client.delete(f"{ROUTE}/courante")).status_code == 401


async def test_me_as_the_account_says(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, session = await compte_actif(app, client)
    premiere = (await client.get("/api/accounts/moi", headers=autorisation(session))).json()
    activee_le = horloge()
    horloge.avance(timedelta(days=1))
    client.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    session = (await connecter(client)).json()

    moi = (await client.get("/api/accounts/moi", headers=autorisation(session))).json()

    assert premiere["derniere_connexion"] is None
    assert moi == {
        "id": str(compte),
        "identifiant": "rleroy",
        "role": "usager",
        "nom": "Leroy",
        "prenom": "Romain",
        "email": "Romain.Leroy@exemple.fr",
        "raison_sociale": None,
        "numero_agrement": None,
        "prefecture": None,
        "telephone": None,
        "mot_de_passe": True,
        "franceconnect_depuis": None,
        "derniere_connexion": activee_le.isoformat().replace("+00:00", "Z"),
        "derniere_connexion_appareil": "Appareil inconnu",
        "changements": [],
    }
    session = (await connecter(client)).json()
    encore = (await client.get("/api/accounts/moi", headers=autorisation(session))).json()
    assert encore["derniere_connexion_appareil"] == "Firefox sur Linux"


async def test_me_without_an_account(app: App, client: httpx.AsyncClient) -> None:
    personne = token_for(app.cle, Role.USAGER, now=app.now())
    programme = token_for(app.cle, Role.PHOTOGRAPHE, now=app.now())
    etranger = {"Authorization": f"Bearer {personne}"}

    assert (await client.get("/api/accounts/moi")).status_code == 401
    assert (await client.get("/api/accounts/moi", headers=etranger)).status_code == 404
    assert (await client.get("/api/accounts/moi", headers={"Authorization": f"Bearer {programme}"})).status_code == 403


async def test_the_password_is_never_repeated(app: App, client: httpx.AsyncClient) -> None:
    answer = await client.post(ROUTE, json={"identifiant": ["x"], "mot_de_passe": MOT_DE_PASSE * 100})

    assert answer.status_code == 422
    assert MOT_DE_PASSE not in answer.text
