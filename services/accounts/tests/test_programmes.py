"""Programs of photographers and partners, as an administrator opens, renews and revokes them."""

import httpx
import pytest

from accounts.app import App
from contracts.identity import token_for
from contracts.vocabulary.roles import Role
from services.accounts.tests.conftest import Horloge

PROGRAMMES = "/api/accounts/programmes"
STUDIO = {"role": "photographe", "nom": "Studio Élégance"}


@pytest.fixture
def administrateur(app: App) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_for(app.cle, Role.ADMINISTRATEUR, now=app.now())}"}


async def jeton(client: httpx.AsyncClient, client_id: str, secret: str) -> int:
    answer = await client.post("/api/accounts/jetons", json={"client_id": client_id, "client_secret": secret})
    return answer.status_code


async def test_a_new_program_gets_in_with_its_secret(client: httpx.AsyncClient, administrateur: dict[str, str]) -> None:
    opened = await client.post(PROGRAMMES, json=STUDIO, headers=administrateur)

    assert opened.status_code == 201
    said = opened.json()
    assert said["client_id"] == "photographe-studio-elegance"
    assert await jeton(client, said["client_id"], said["secret"]) == 200
    listed = (await client.get(PROGRAMMES, headers=administrateur)).json()["elements"]
    assert [(line["nom"], line["portees"]) for line in listed] == [("Studio Élégance", ["ephotos:deposer"])]
    assert "secret" not in listed[0]


async def test_the_same_again_is_a_conflict_and_tells_no_secret(
    client: httpx.AsyncClient, administrateur: dict[str, str]
) -> None:
    first = (await client.post(PROGRAMMES, json=STUDIO, headers=administrateur)).json()

    again = await client.post(PROGRAMMES, json=STUDIO, headers=administrateur)

    assert again.status_code == 409
    assert await jeton(client, first["client_id"], first["secret"]) == 200


async def test_a_renewed_secret_and_the_one_before_it(
    client: httpx.AsyncClient, administrateur: dict[str, str]
) -> None:
    first = (await client.post(PROGRAMMES, json=STUDIO, headers=administrateur)).json()
    address = f"{PROGRAMMES}/{first['client_id']}"

    second = (await client.post(f"{address}/secret", json={"heures": 1}, headers=administrateur)).json()
    assert await jeton(client, first["client_id"], first["secret"]) == 200
    third = (await client.post(f"{address}/secret", json={"heures": 0}, headers=administrateur)).json()

    assert await jeton(client, first["client_id"], second["secret"]) == 401
    assert await jeton(client, first["client_id"], third["secret"]) == 200


async def test_a_revoked_program_stays_out(client: httpx.AsyncClient, administrateur: dict[str, str]) -> None:
    opened = (await client.post(PROGRAMMES, json=STUDIO, headers=administrateur)).json()
    address = f"{PROGRAMMES}/{opened['client_id']}"

    assert (await client.delete(address, headers=administrateur)).status_code == 204

    assert await jeton(client, opened["client_id"], opened["secret"]) == 401
    assert (await client.delete(address, headers=administrateur)).status_code == 404
    assert (await client.post(f"{address}/secret", json={}, headers=administrateur)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "administrateur", "nom": "Moi"},
        {"role": "partenaire", "nom": "Assureur", "portees": ["ephotos:deposer"]},
        {"role": "partenaire", "nom": "A"},
        {"role": "partenaire", "nom": "Assureur", "client_id": "É té"},
    ],
)
async def test_what_cannot_be_opened_is_told(
    client: httpx.AsyncClient, administrateur: dict[str, str], wrong: dict[str, object]
) -> None:
    answer = await client.post(PROGRAMMES, json=wrong, headers=administrateur)

    assert answer.status_code == 422
    assert answer.json()["detail"]


async def test_programs_are_for_administrators(client: httpx.AsyncClient, app: App, horloge: Horloge) -> None:
    agent = {"Authorization": f"Bearer {token_for(app.cle, Role.AGENT_CTN, now=horloge())}"}

    assert (await client.get(PROGRAMMES)).status_code == 401
    assert (await client.post(PROGRAMMES, json=STUDIO, headers=agent)).status_code == 403
