"""A proof of work opens one form, once, for ten minutes; what is no such proof opens nothing and costs nothing."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.adapters.captcha import Captcha
from accounts.app import App
from accounts.domain.captcha import CaptchaRefuse, Formulaire
from accounts.main import http
from contracts.testing import published
from services.accounts.tests.acts import PARTICULIER, avec_captcha, pointeurs, resoudre, soumettre
from services.accounts.tests.conftest import Horloge

FORMULAIRES: list[tuple[str, str, dict[str, Any]]] = [
    ("inscription", "inscriptions", PARTICULIER),
    ("identifiant", "oublis/identifiant", {"email": PARTICULIER["email"]}),
    ("mot-de-passe", "oublis/mot-de-passe", {"identifiant": "rleroy"}),
]
chaque_formulaire = pytest.mark.parametrize(("pour", "route", "saisie"), FORMULAIRES)


def refus(answer: httpx.Response) -> tuple[int, str, list[str]]:
    return answer.status_code, answer.json()["type"], pointeurs(answer)


REFUSE = (422, "/problemes/captcha-refuse", ["/captcha"])


@chaque_formulaire
async def test_without_it_no_form_is_accepted(
    app: App, client: httpx.AsyncClient, pour: str, route: str, saisie: dict[str, Any]
) -> None:
    for absent in ({}, {"captcha": None}, {"captcha": "  "}):
        answer = await client.post(f"/api/accounts/{route}", json=saisie | absent)

        assert refus(answer) == (422, "/problemes/captcha-requis", ["/captcha"])
        assert f"?pour={pour}" in answer.json()["detail"]
    assert await published(app.db) == []


@chaque_formulaire
async def test_it_opens_its_form_once(
    app: App, client: httpx.AsyncClient, pour: str, route: str, saisie: dict[str, Any]
) -> None:
    body = await avec_captcha(client, pour, saisie)

    answers = await asyncio.gather(*(client.post(f"/api/accounts/{route}", json=body) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [202, 422, 422, 422]
    assert "déjà servi" in next(answer for answer in answers if answer.is_error).json()["detail"]


@chaque_formulaire
async def test_the_same_form_sent_again_is_answered_as_before(
    app: App, client: httpx.AsyncClient, horloge: Horloge, pour: str, route: str, saisie: dict[str, Any]
) -> None:
    body, headers = await avec_captcha(client, pour, saisie), {"Idempotency-Key": uuid4().hex}
    premier = await client.post(f"/api/accounts/{route}", json=body, headers=headers)
    horloge.avance(timedelta(hours=1))
    second = await client.post(f"/api/accounts/{route}", json=body, headers=headers)

    assert (premier.status_code, second.status_code) == (202, 202)
    assert second.json() == premier.json()
    assert second.headers["Idempotent-Replay"] == "true"


@chaque_formulaire
async def test_that_of_another_form_opens_nothing(
    app: App, client: httpx.AsyncClient, pour: str, route: str, saisie: dict[str, Any]
) -> None:
    for autre in {*Formulaire} - {pour}:
        answer = await client.post(f"/api/accounts/{route}", json=await avec_captcha(client, autre, saisie))

        assert refus(answer) == REFUSE
        assert "autre formulaire" in answer.json()["detail"]


async def test_it_is_good_for_ten_minutes(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    presque, passe = [await avec_captcha(client, "inscription", PARTICULIER) for _ in range(2)]
    horloge.avance(timedelta(minutes=9, seconds=59))
    a_temps = await client.post("/api/accounts/inscriptions", json=presque)
    horloge.avance(timedelta(seconds=1))
    trop_tard = await client.post("/api/accounts/inscriptions", json=passe)

    assert a_temps.status_code == 202
    assert refus(trop_tard) == REFUSE
    assert "expiré" in trop_tard.json()["detail"]


async def test_a_fault_in_the_form_does_not_spend_it(app: App, client: httpx.AsyncClient) -> None:
    body = await avec_captcha(client, "inscription", PARTICULIER)

    faux = await client.post("/api/accounts/inscriptions", json=body | {"nom": "2"})
    juste = await client.post("/api/accounts/inscriptions", json=body)

    assert (faux.status_code, juste.status_code) == (422, 202)


async def test_a_robot_without_proof_locks_nobody_out(app: App, client: httpx.AsyncClient) -> None:
    for _ in range(6):
        await client.post("/api/accounts/oublis/mot-de-passe", json={"identifiant": "rleroy", "captcha": "x"})

    assert (await soumettre(client, "mot-de-passe", {"identifiant": "rleroy"})).status_code == 202


@pytest.mark.parametrize(
    "change",
    [
        {"cost": 1},
        {"keyPrefix": ""},
        {"nonce": "00" * 16},
        {"data": {"pour": "inscription", "expire_le": 4_000_000_000}},
    ],
)
async def test_a_challenge_that_was_made_easier_is_not_ours(
    app: App, client: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    defi = (await client.get("/api/accounts/captcha", params={"pour": "inscription"})).json()
    plus_facile = resoudre(defi | {"parameters": defi["parameters"] | change})

    answer = await client.post("/api/accounts/inscriptions", json=PARTICULIER | {"captcha": plus_facile})

    assert refus(answer) == REFUSE


async def test_another_key_signs_nothing_here(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    autre = Captcha(b"x" * 32, 1).defi(Formulaire.INSCRIPTION, horloge() + timedelta(minutes=10))

    answer = await client.post("/api/accounts/inscriptions", json=PARTICULIER | {"captcha": resoudre(autre)})

    assert refus(answer) == REFUSE


async def test_the_form_must_be_one_that_there_is(app: App, client: httpx.AsyncClient) -> None:
    for query in ({}, {"pour": "connexion"}):
        answer = await client.get("/api/accounts/captcha", params=query)
        assert (answer.status_code, pointeurs(answer)) == (422, ["?pour"])


valeurs = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda v: st.lists(v) | st.dictionaries(st.text(), v),
)
noms = st.sampled_from(["algorithm", "cost", "nonce", "salt", "keyLength", "keyPrefix", "expiresAt", "data"])
presque = st.fixed_dictionaries(
    {
        "challenge": valeurs
        | st.fixed_dictionaries({"parameters": st.dictionaries(noms, valeurs), "signature": valeurs}),
        "solution": valeurs | st.fixed_dictionaries({"counter": valeurs, "derivedKey": valeurs}),
    }
)


@given(st.text() | (presque | valeurs).map(lambda v: base64.b64encode(json.dumps(v).encode()).decode()))
def test_whatever_else_is_sent_is_refused_without_a_fault(envoye: str) -> None:
    with pytest.raises(CaptchaRefuse):
        Captcha(b"k" * 32, 1).lire(envoye)


async def billet(client: httpx.AsyncClient, pour: str) -> str:
    answer = await client.post("/api/accounts/captcha/attente", json={"pour": pour})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["billet"])


@chaque_formulaire
async def test_who_cannot_compute_waits(
    app: App, client: httpx.AsyncClient, horloge: Horloge, pour: str, route: str, saisie: dict[str, Any]
) -> None:
    body = saisie | {"captcha": await billet(client, pour)}
    trop_tot = await client.post(f"/api/accounts/{route}", json=body)
    horloge.avance(timedelta(seconds=app.captcha.attente))
    answers = await asyncio.gather(*(client.post(f"/api/accounts/{route}", json=body) for _ in range(4)))

    assert refus(trop_tot) == (422, "/problemes/captcha-attente", ["/captcha"])
    assert f"dans {app.captcha.attente} secondes" in trop_tot.json()["detail"]
    assert sorted(answer.status_code for answer in answers) == [202, 422, 422, 422]
    assert "déjà servi" in next(answer for answer in answers if answer.is_error).json()["detail"]


async def test_a_ticket_is_for_one_form_and_ten_minutes(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    autre, passe = await billet(client, "identifiant"), await billet(client, "inscription")
    horloge.avance(timedelta(minutes=10))

    for envoye, raison in ((autre, "autre formulaire"), (passe, "expiré"), (f"{passe}0", "pas la bonne")):
        answer = await client.post("/api/accounts/inscriptions", json=PARTICULIER | {"captcha": envoye})
        assert refus(answer) == REFUSE
        assert raison in answer.json()["detail"]


async def test_a_network_gets_few_tickets_and_all_networks_together_not_many(app: App, horloge: Horloge) -> None:
    async def demander(adresse: str) -> int:
        transport = httpx.ASGITransport(http(app), client=(adresse, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://accounts") as client:
            answer = await client.post("/api/accounts/captcha/attente", json={"pour": "inscription"})
        return answer.status_code

    un_abonne = [await demander(f"2001:db8:1:2::{rang}") for rang in range(6)]
    d_autres = [await demander(f"198.51.100.{rang}") for rang in range(116)]
    horloge.avance(timedelta(hours=1))

    assert un_abonne == [201] * 5 + [429]
    assert d_autres == [201] * 115 + [429]
    assert await demander("2001:db8:1:2::7") == 201


@given(st.text().map(lambda texte: f"attente.{texte}"))
def test_a_ticket_that_nobody_here_signed_is_none(envoye: str) -> None:
    with pytest.raises(CaptchaRefuse):
        Captcha(b"k" * 32, 1).lire(envoye)
