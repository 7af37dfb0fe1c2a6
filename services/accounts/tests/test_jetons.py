"""Programs: their access tokens, and the keys that everybody verifies with."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from accounts.app import App
from accounts.commandes.clients import NouveauClient, creer_client, renouveler_secret, revoquer_client
from accounts.commandes.refus import CommandeRefusee
from accounts.main import http
from contracts.identity import JetonExpire, Jwks, Verifier, signing_key
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import autorisation
from services.accounts.tests.conftest import Horloge

STUDIO = NouveauClient(Role.PHOTOGRAPHE, "Studio Lumière")


async def demander(client: httpx.AsyncClient, client_id: str, secret: str) -> httpx.Response:
    return await client.post("/api/accounts/jetons", json={"client_id": client_id, "client_secret": secret})


async def test_a_photographer_gets_a_token(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    cree = await creer_client(app, STUDIO)
    assert cree.secret is not None

    answer = await demander(client, cree.client_id, cree.secret)

    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "scope"}
    caller = await app.verifier.verify(answer.json()["access_token"])
    assert (caller.role, caller.nom, caller.portees) == (
        Role.PHOTOGRAPHE,
        "Studio Lumière",
        frozenset({"ephotos:deposer"}),
    )
    horloge.avance(timedelta(minutes=11))
    with pytest.raises(JetonExpire):
        await app.verifier.verify(answer.json()["access_token"])


async def test_a_wrong_secret_and_an_unknown_client_are_one_answer(app: App, client: httpx.AsyncClient) -> None:
    cree = await creer_client(app, STUDIO)

    for client_id in (cree.client_id, "nobody"):
        answer = await demander(client, client_id, "x" * 43)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problemes/client-refuse")


async def test_creating_a_client_twice_keeps_its_secret(app: App, client: httpx.AsyncClient) -> None:
    premier = await creer_client(app, STUDIO)
    second = await creer_client(app, STUDIO)

    assert premier.client_id == second.client_id == "photographe-studio-lumiere"
    assert second.secret is None
    assert (await demander(client, premier.client_id, premier.secret or "")).status_code == 200


async def test_a_secret_can_be_changed(app: App, client: httpx.AsyncClient) -> None:
    premier = await creer_client(app, STUDIO)
    nouveau = "n" * 32

    second = await creer_client(app, replace(STUDIO, secret=nouveau))

    assert second.secret is None
    assert (await demander(client, premier.client_id, nouveau)).status_code == 200
    assert (await demander(client, premier.client_id, premier.secret or "")).status_code == 401


async def test_a_short_secret_and_another_role_are_refused(app: App) -> None:
    with pytest.raises(CommandeRefusee, match="32 caractères"):
        await creer_client(app, replace(STUDIO, secret="court"))
    cree = await creer_client(app, STUDIO)
    with pytest.raises(CommandeRefusee, match="autre client_id"):
        await creer_client(app, NouveauClient(Role.PARTENAIRE, "X", client_id=cree.client_id))


async def test_a_program_has_the_scopes_that_its_operator_gave(app: App, client: httpx.AsyncClient) -> None:
    sans = await creer_client(app, replace(STUDIO, portees=()))
    assert sans.secret is not None

    async def scope() -> str:
        return str((await demander(client, sans.client_id, sans.secret or "")).json()["scope"])

    assert await scope() == ""
    await creer_client(app, replace(STUDIO, portees=("ephotos:deposer",)))
    assert await scope() == "ephotos:deposer"
    await creer_client(app, STUDIO)
    assert await scope() == "ephotos:deposer"
    with pytest.raises(CommandeRefusee, match="ephotos:deposer"):
        await creer_client(app, NouveauClient(Role.PARTENAIRE, "X", portees=("ephotos:deposer",)))


async def test_a_renewed_secret_leaves_the_one_before_a_while(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    premier = await creer_client(app, STUDIO)
    fait = await renouveler_secret(app, premier.client_id, timedelta(hours=24))
    assert fait.secret is not None

    async def statuts() -> list[int]:
        secrets = (premier.secret or "", fait.secret or "")
        return [(await demander(client, premier.client_id, secret)).status_code for secret in secrets]

    assert fait.ancien_jusqu_au == horloge() + timedelta(hours=24)
    horloge.avance(timedelta(hours=24) - timedelta(seconds=1))
    assert await statuts() == [200, 200]
    horloge.avance(timedelta(seconds=1))
    assert await statuts() == [401, 200]


async def test_a_renewal_may_end_the_secret_before_at_once(app: App, client: httpx.AsyncClient) -> None:
    premier = await creer_client(app, STUDIO)
    await renouveler_secret(app, premier.client_id, timedelta(), "n" * 32)

    assert (await demander(client, premier.client_id, premier.secret or "")).status_code == 401
    assert (await demander(client, premier.client_id, "n" * 32)).status_code == 200
    for client_id, encore, secret in (
        (premier.client_id, timedelta(days=31), None),
        (premier.client_id, timedelta(hours=-1), None),
        (premier.client_id, timedelta(), "court"),
        ("nobody", timedelta(), None),
    ):
        with pytest.raises(CommandeRefusee):
            await renouveler_secret(app, client_id, encore, secret)


async def test_a_revoked_program_gets_no_token(app: App, client: httpx.AsyncClient) -> None:
    premier = await creer_client(app, STUDIO)
    second = await renouveler_secret(app, premier.client_id, timedelta(hours=24))

    await revoquer_client(app, premier.client_id)

    for secret in (premier.secret, second.secret):
        answer = await demander(client, premier.client_id, secret or "")
        assert (answer.status_code, answer.json()["type"]) == (401, "/problemes/client-refuse")
    with pytest.raises(CommandeRefusee, match="révoqué"):
        await creer_client(app, STUDIO)
    with pytest.raises(CommandeRefusee, match="révoqué"):
        await revoquer_client(app, premier.client_id)


async def test_the_published_keys_are_public_and_cacheable(app: App, client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/jwks.json")

    [cle] = answer.json()["keys"]
    assert cle.keys() == {"kty", "crv", "x", "use", "alg", "kid"}
    assert answer.headers["Cache-Control"] == "public, max-age=300"


async def test_another_service_verifies_by_the_published_keys(app: App, horloge: Horloge) -> None:
    nouvelle = replace(app, cle=signing_key(), ancienne_cle=app.cle)
    keys = Jwks("http://accounts/.well-known/jwks.json", transport=httpx.ASGITransport(http(nouvelle)))
    verifier = Verifier(keys, now=horloge)

    for signataire in (app, nouvelle):
        jeton = signataire.acces(app.id(), Role.INSTRUCTEUR, "Ana Petit", "921").jeton
        assert (await verifier.verify(jeton)).prefecture == "921"


async def test_a_program_ends_nothing(app: App, client: httpx.AsyncClient) -> None:
    cree = await creer_client(app, STUDIO)
    jeton = (await demander(client, cree.client_id, cree.secret or "")).json()

    assert (await client.delete("/api/accounts/sessions/courante", headers=autorisation(jeton))).status_code == 204
