"""Sign-up: who gets a link, who does not, and that nobody can tell from the answer."""

import asyncio
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx
import pytest

from accounts.app import App
from contracts.testing import published
from services.accounts.tests.acts import (
    AUTO_ECOLE,
    PARTICULIER,
    avec_captcha,
    compte_actif,
    finaliser,
    inscrire,
    ouvertures,
    pointeurs,
    soumettre,
)
from services.accounts.tests.conftest import Horloge

ROUTE = "/api/accounts/inscriptions"
SUCCES = {"message": "Succès! Un mél d'activation de votre compte vient de vous être envoyé."}


async def test_a_private_person_gets_a_link_for_24_hours(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    answer = await soumettre(client, "inscription", PARTICULIER)

    assert (answer.status_code, answer.json()) == (202, SUCCES)
    [ouvert] = await ouvertures(app)
    assert (ouvert.role, ouvert.nom, ouvert.prenom, ouvert.email) == (
        "usager",
        "Leroy",
        "Romain",
        "Romain.Leroy@exemple.fr",
    )
    assert ouvert.expire_le == horloge() + timedelta(hours=24)
    assert ouvert.lien == f"{app.public_url}/monespace/activer/{ouvert.jeton}"
    assert len(ouvert.jeton) >= 32
    assert ouvert.demande is None
    assert ouvert.jeton not in repr(ouvert)


async def test_a_school_signs_up_with_its_agrement(app: App, client: httpx.AsyncClient) -> None:
    ouvert = await inscrire(app, client, AUTO_ECOLE)

    assert ouvert.role == "auto_ecole"


async def test_a_second_sign_up_sends_a_fresh_link_and_kills_the_first(app: App, client: httpx.AsyncClient) -> None:
    premier = await inscrire(app, client)
    second = await inscrire(app, client, PARTICULIER | {"nom": "LEROY", "email": "romain.leroy@exemple.fr"})

    assert premier.compte == second.compte
    assert premier.jeton != second.jeton
    assert (await client.get(f"/api/accounts/activations/{premier.jeton}")).status_code == 410
    assert (await client.get(f"/api/accounts/activations/{second.jeton}")).status_code == 200


async def test_an_active_account_gets_no_link_and_the_same_answer(app: App, client: httpx.AsyncClient) -> None:
    await compte_actif(app, client)
    avant = await ouvertures(app)

    answer = await soumettre(client, "inscription", PARTICULIER)

    assert (answer.status_code, answer.json()) == (202, SUCCES)
    assert await ouvertures(app) == avant


async def test_the_time_of_the_answer_tells_nothing(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    await compte_actif(app, client)

    async def duree(saisie: dict[str, Any]) -> float:
        horloge.avance(timedelta(hours=1))
        body = await avec_captcha(client, "inscription", saisie)
        begun = perf_counter()
        await client.post(ROUTE, json=body)
        return perf_counter() - begun

    pairs = [(await duree(PARTICULIER), await duree(PARTICULIER | {"email": f"{n}@exemple.fr"})) for n in range(9)]

    connu, inconnu = (median(column) for column in zip(*pairs, strict=True))
    assert abs(connu - inconnu) < 0.005


async def test_a_sign_up_does_not_shorten_the_seven_days_of_a_school(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    demande = uuid4()
    await finaliser(app, demande)

    ouvert = await inscrire(app, client)

    assert ouvert.expire_le == horloge() + timedelta(hours=168)
    assert ouvert.demande == demande


async def test_two_establishments_of_one_owner_are_two_accounts(app: App, client: httpx.AsyncClient) -> None:
    premier = await inscrire(app, client, AUTO_ECOLE)
    second = await inscrire(app, client, AUTO_ECOLE | {"numero_agrement": "E 17 095 0007 0"})

    assert premier.compte != second.compte


async def test_ten_sign_ups_at_once_make_one_account(app: App, client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(soumettre(client, "inscription", PARTICULIER) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [202] * 5 + [429] * 5
    assert len({ouvert.compte for ouvert in await ouvertures(app)}) == 1


async def test_a_repeated_request_has_its_effect_once(app: App, client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "9e107d9d-372b-4a5e"}
    body = await avec_captcha(client, "inscription", PARTICULIER)
    premier, second = [await client.post(ROUTE, json=body, headers=headers) for _ in range(2)]

    assert (premier.status_code, premier.json()) == (second.status_code, second.json())
    assert len(await ouvertures(app)) == 1
    autre = await client.post(ROUTE, json=AUTO_ECOLE, headers=headers)
    assert autre.json()["type"] == "/problemes/cle-idempotence-reutilisee"


async def test_the_sixth_sign_up_of_an_hour_waits(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    for _ in range(5):
        await inscrire(app, client)
    refus = await soumettre(client, "inscription", PARTICULIER)

    assert refus.status_code == 429
    assert refus.headers["Retry-After"] == "3600"
    horloge.avance(timedelta(hours=1))
    await inscrire(app, client)


@pytest.mark.parametrize(
    ("saisie", "attendus"),
    [
        (PARTICULIER | {"nom": "Leroy<script>", "prenom": "2"}, ["/nom", "/prenom"]),
        (PARTICULIER | {"cgu_acceptees": False}, ["/cgu_acceptees"]),
        (PARTICULIER | {"numero_agrement": "E 17 095 0006 0"}, ["/numero_agrement"]),
        (PARTICULIER | {"email": "romain.leroy"}, ["/email"]),
        (PARTICULIER | {"email": "rémi@exemple.fr"}, ["/email"]),
        (PARTICULIER | {"nom": "   "}, ["/nom"]),
        (PARTICULIER | {"role": "administrateur"}, ["/role"]),
        (PARTICULIER | {"type": "instructeur"}, ["/type"]),
        (AUTO_ECOLE | {"raison_sociale": "", "numero_agrement": None}, ["/raison_sociale", "/numero_agrement"]),
        (AUTO_ECOLE | {"numero_agrement": "E 17 096 0006 0"}, ["/numero_agrement"]),
    ],
)
async def test_every_fault_is_named(
    client: httpx.AsyncClient, app: App, saisie: dict[str, Any], attendus: list[str]
) -> None:
    answer = await soumettre(client, "inscription", saisie)

    assert answer.status_code == 422
    assert pointeurs(answer) == attendus
    assert await published(app.db) == []


async def test_empty_optional_fields_of_a_form_are_no_fault(app: App, client: httpx.AsyncClient) -> None:
    vides = {"raison_sociale": "", "numero_agrement": ""}

    assert (await soumettre(client, "inscription", PARTICULIER | vides)).status_code == 202
