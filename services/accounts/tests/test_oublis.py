"""What one forgets and what one changes: by mail, once, in words that tell nobody who has an account."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from accounts.app import App
from accounts.domain.appareils import INCONNU, appareil
from contracts.events.accounts import (
    CompteFermeV1,
    IdentifiantRappeleV1,
    InscriptionEnDoubleV1,
    MotDePasseChangeV1,
    MotDePasseOublieV1,
)
from contracts.testing import published
from services.accounts.tests.acts import (
    ACTIVATION,
    MOT_DE_PASSE,
    PARTICULIER,
    autorisation,
    compte_actif,
    connecter,
    pointeurs,
    soumettre,
)
from services.accounts.tests.conftest import Horloge

NOUVEAU = "Péniche?57 rapide"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


async def faits(app: App, kind: type[Any]) -> list[Any]:
    return [event for event in await published(app.db) if isinstance(event, kind)]


async def lien(app: App, client: httpx.AsyncClient, identifiant: str = "rleroy") -> str:
    answer = await soumettre(client, "mot-de-passe", {"identifiant": identifiant})
    assert answer.status_code == 202, answer.text
    return str((await faits(app, MotDePasseOublieV1))[-1].lien.rpartition("/")[2])


async def reinitialiser(client: httpx.AsyncClient, jeton: str, **autre: Any) -> httpx.Response:
    body = {"reponse_secrete": " ezechiel ", "mot_de_passe": NOUVEAU} | autre
    return await client.post(f"/api/accounts/mots-de-passe/{jeton}", json=body)


async def test_a_forgotten_identifiant_comes_by_mail(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)

    answer = await soumettre(client, "identifiant", {"email": "ROMAIN.leroy@exemple.fr"})

    assert answer.status_code == 202
    assert [event.identifiant for event in await faits(app, IdentifiantRappeleV1)] == ["rleroy"]


@pytest.mark.parametrize(
    ("route", "connu", "inconnu"),
    [
        ("identifiant", {"email": PARTICULIER["email"]}, {"email": "personne@exemple.fr"}),
        ("mot-de-passe", {"identifiant": "rleroy"}, {"identifiant": "personne"}),
    ],
)
async def test_the_answer_does_not_tell_who_has_an_account(
    app: App, client: httpx.AsyncClient, route: str, connu: dict[str, str], inconnu: dict[str, str]
) -> None:
    await compte_actif(app, client)

    answers = [await soumettre(client, route, body) for body in (connu, inconnu)]

    assert {answer.status_code for answer in answers} == {202}
    assert answers[0].json() == answers[1].json()


async def test_link_and_secret_answer_let_one_choose_another_password(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    jeton = await lien(app, client)
    question = (await client.get(f"/api/accounts/mots-de-passe/{jeton}")).json()

    fait = await reinitialiser(client, jeton)

    assert question == {"question": "Quel est le prénom de votre père ?"}
    assert fait.status_code == 204
    assert (await connecter(client)).status_code == 401
    assert (await connecter(client, mot_de_passe=NOUVEAU)).status_code == 200
    assert len(await faits(app, MotDePasseChangeV1)) == 1
    renouvelee = await client.post(
        "/api/accounts/sessions/renouvellement", json={"refresh_token": session["refresh_token"]}
    )
    assert renouvelee.status_code == 401  # every session ended
    assert (await reinitialiser(client, jeton)).status_code == 410  # the link works once


async def test_five_wrong_answers_kill_the_link(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)
    jeton = await lien(app, client)

    faux = [await reinitialiser(client, jeton, reponse_secrete="Gaston") for _ in range(5)]
    bon = await reinitialiser(client, jeton)

    assert [pointeurs(answer) for answer in faux] == [["/reponse_secrete"]] * 5
    assert (bon.status_code, bon.json()["type"]) == (410, "/problemes/lien-perime")


async def test_a_weak_password_costs_no_answer(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)
    jeton = await lien(app, client)

    faibles = [await reinitialiser(client, jeton, mot_de_passe="azerty") for _ in range(6)]

    assert {answer.status_code for answer in faibles} == {422}
    assert (await reinitialiser(client, jeton)).status_code == 204


async def test_only_the_last_link_lives_and_for_an_hour(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    await compte_actif(app, client)
    premier, second = await lien(app, client), await lien(app, client)
    horloge.avance(timedelta(minutes=59))
    vivant = await client.get(f"/api/accounts/mots-de-passe/{second}")
    horloge.avance(timedelta(minutes=1))
    mort = await client.get(f"/api/accounts/mots-de-passe/{second}")

    assert (await client.get(f"/api/accounts/mots-de-passe/{premier}")).status_code == 404
    assert (vivant.status_code, mort.status_code) == (200, 410)


async def test_who_asks_too_often_waits(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    statuts = [(await soumettre(client, "identifiant", {"email": "x@exemple.fr"})).status_code for _ in range(6)]
    horloge.avance(timedelta(hours=1))
    plus_tard = await soumettre(client, "identifiant", {"email": "x@exemple.fr"})

    assert statuts == [202] * 5 + [429]
    assert plus_tard.status_code == 202


async def test_one_network_address_tries_so_many_identifiants_and_no_more(app: App, client: httpx.AsyncClient) -> None:
    statuts = [(await connecter(client, f"personne{n}")).status_code for n in range(61)]

    assert statuts == [401] * 60 + [429]


async def test_who_signs_up_twice_hears_the_same_and_gets_another_mail(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)

    answer = await soumettre(client, "inscription", PARTICULIER)

    assert answer.status_code == 202
    assert len(await faits(app, InscriptionEnDoubleV1)) == 1


async def test_another_password_ends_the_other_sessions(app: App, client: httpx.AsyncClient) -> None:
    _, ici = await compte_actif(app, client)
    ailleurs = (await connecter(client)).json()
    body = {"ancien": MOT_DE_PASSE, "mot_de_passe": NOUVEAU}

    faux = await client.post(
        "/api/accounts/moi/mot-de-passe", json=body | {"ancien": "Autre!48 chose"}, headers=autorisation(ici)
    )
    fait = await client.post("/api/accounts/moi/mot-de-passe", json=body, headers=autorisation(ici))
    restent = (await client.get("/api/accounts/sessions", headers=autorisation(ici))).json()

    assert (faux.status_code, pointeurs(faux)) == (422, ["/ancien"])
    assert fait.status_code == 204
    assert [session["courante"] for session in restent] == [True]
    assert (
        await client.post("/api/accounts/sessions/renouvellement", json={"refresh_token": ailleurs["refresh_token"]})
    ).status_code == 401


async def test_sessions_are_seen_and_ended_one_by_one_or_all(app: App, client: httpx.AsyncClient) -> None:
    _, ici = await compte_actif(app, client)
    await client.post(
        "/api/accounts/sessions", json={"identifiant": "rleroy", "mot_de_passe": MOT_DE_PASSE}, headers=FIREFOX
    )
    await connecter(client)
    vues = (await client.get("/api/accounts/sessions", headers=autorisation(ici))).json()
    autre = next(session["id"] for session in vues if session["appareil"] == "Firefox sur Linux")

    une = await client.delete(f"/api/accounts/sessions/{autre}", headers=autorisation(ici))
    encore = await client.delete(f"/api/accounts/sessions/{autre}", headers=autorisation(ici))
    deux = (await client.get("/api/accounts/sessions", headers=autorisation(ici))).json()
    toutes = await client.delete("/api/accounts/sessions", headers=autorisation(ici))
    reste = (await client.get("/api/accounts/sessions", headers=autorisation(ici))).json()

    assert len(vues) == 3
    assert [session["courante"] for session in vues].count(True) == 1
    assert (une.status_code, encore.status_code, len(deux), toutes.status_code) == (204, 404, 2, 204)
    assert [session["courante"] for session in reste] == [True]


async def test_nobody_ends_the_session_of_another(app: App, client: httpx.AsyncClient) -> None:
    _, la_sienne = await compte_actif(app, client)
    _, mienne = await compte_actif(app, client, PARTICULIER | {"prenom": "Paul", "email": "paul@exemple.fr"})
    sienne = (await client.get("/api/accounts/sessions", headers=autorisation(la_sienne))).json()[0]["id"]

    answer = await client.delete(f"/api/accounts/sessions/{sienne}", headers=autorisation(mienne))

    assert answer.status_code == 404


async def test_a_closed_account_is_gone_and_may_be_opened_again(app: App, client: httpx.AsyncClient) -> None:
    compte, session = await compte_actif(app, client)
    faux = await client.post(
        "/api/accounts/moi/fermeture", json={"mot_de_passe": "Autre!48 chose"}, headers=autorisation(session)
    )
    fait = await client.post(
        "/api/accounts/moi/fermeture", json={"mot_de_passe": MOT_DE_PASSE}, headers=autorisation(session)
    )

    assert (faux.status_code, fait.status_code) == (422, 204)
    assert [event.compte for event in await faits(app, CompteFermeV1)] == [compte]
    assert (await connecter(client)).status_code == 401
    assert (await client.get("/api/accounts/moi", headers=autorisation(session))).status_code == 404
    nouveau, _ = await compte_actif(app, client)
    assert nouveau != compte
    assert ACTIVATION["mot_de_passe"] == MOT_DE_PASSE


@pytest.mark.parametrize(
    ("agent", "nom"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari sur iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge sur Windows"),
        ("curl/8.0", INCONNU),
        ("", INCONNU),
    ],
)
def test_a_device_is_named_so_far_that_one_knows_one_s_own(agent: str, nom: str) -> None:
    assert appareil(agent) == nom
