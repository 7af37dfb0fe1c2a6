"""The service as it runs: its own process, the broker, the commands of an operator."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import aio_pika
import httpx
import pytest

from accounts.app import App
from accounts.main import http
from contracts.delivery import Database
from contracts.delivery.broker import confirming_channel, connected, publish
from contracts.delivery.envelope import CONTENT_TYPE, unwrap, wrap
from contracts.events.accounts import CandidatRattacheV1, CompteActiveV1, CompteOuvertV1
from deploy.local.place import Place
from deploy.local.process import inherited_environment
from services.accounts.tests.acts import (
    GRAINE,
    PARTICULIER,
    activer,
    code_totp,
    connecter,
    finalisee,
)

WITHIN = 20.0  # seconds
OBSERVED = [kind.type for kind in (CompteOuvertV1, CompteActiveV1, CandidatRattacheV1)]

Environment = dict[str, str]


@pytest.fixture
def environment(environment_of: Callable[[str], Environment]) -> Environment:
    return {**inherited_environment(), **environment_of("accounts")}


async def command(environment: Environment, *arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "accounts", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def running(
    environment: Environment, log: Path
) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.subprocess.Process]]:
    """The service, ready; ended by SIGTERM if the test has not ended it."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "accounts", "serve"), env=environment, stdout=output, stderr=output
        )
    base = f"http://127.0.0.1:{environment['ACCOUNTS_HTTP_PORT']}"
    try:
        async with httpx.AsyncClient(base_url=base) as client:
            async with asyncio.timeout(WITHIN):
                while not await _ready(client):
                    assert process.returncode is None
                    await asyncio.sleep(0.05)
            yield client, process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def observed(broker_url: str, queue_name: str, count: int) -> list[tuple[str, dict[str, object], UUID]]:
    """So many events as another service receives them: type, data, subject."""
    found = []
    async with connected(broker_url, "observer") as connection:
        queue = await (await connection.channel()).get_queue(queue_name, ensure=True)
        async with asyncio.timeout(WITHIN), queue.iterator() as messages:
            async for message in messages:
                await message.ack()
                envelope = unwrap(message.body)
                found.append((envelope.type, envelope.data, UUID(envelope.subject)))
                if len(found) == count:
                    break
    return found


async def publish_finalisee(place: Place, demande: UUID) -> None:
    """As the service demandes would."""
    event = finalisee(nom="Nguyễn", prenoms=["Zoé"], email="zoe@exemple.fr")
    row = {
        "id": uuid4(),
        "type": event.type,
        "subject": str(demande),
        "created_at": datetime.now(UTC),
        "sequence": 1,
        "traceparent": None,
        "data": event.model_dump_json(),
    }
    message = aio_pika.Message(wrap("urn:permis:demandes", row), content_type=CONTENT_TYPE, message_id=str(row["id"]))
    url = place.rabbitmq.url("permis-demandes", place.keys["demandes.broker"])
    async with connected(url, "demandes") as connection:
        exchange = await (await confirming_channel(connection)).get_exchange("permis.events", ensure=False)
        await publish(exchange, message, event.type)


async def test_from_the_school_s_event_to_the_candidate_s_session(
    app: App, place: Place, environment: Environment, tmp_path: Path
) -> None:
    observer = await place.declare_consumer("observateur", OBSERVED)
    demande, log = uuid4(), tmp_path / "accounts.log"
    async with running(environment, log) as (client, process):
        await publish_finalisee(place, demande)
        events = {
            type: (data, subject) for type, data, subject in await observed(observer.broker_url, observer.queue, 2)
        }
        ouvert, compte = events[CompteOuvertV1.type]
        rattache, sujet = events[CandidatRattacheV1.type]
        assert (sujet, rattache["compte"], ouvert["demande"]) == (demande, str(compte), str(demande))

        jeton = str(ouvert["jeton"])
        session = await activer(client, jeton)
        [(_, active, _)] = await observed(observer.broker_url, observer.queue, 1)
        assert active["identifiant"] == "znguyen"
        assert (await connecter(client, "znguyen")).status_code == 200

        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    written = log.read_text()
    for secret in (jeton, "zoe@exemple.fr", "Nguyễn", session["refresh_token"], session["access_token"]):
        assert secret not in written
    assert all(json.loads(line) for line in written.splitlines())


async def test_an_operator_creates_an_agent_and_a_photographer(
    app: App, client: httpx.AsyncClient, environment: Environment, tmp_path: Path
) -> None:
    file, graine = tmp_path / "password", tmp_path / "graine"
    file.write_text("Chemin!48 long\n")
    graine.write_text(f"{GRAINE}\n")
    agent = ("creer-agent", "--nom", "Petit", "--prenom", "Ana", "--email", "ana@exemple.fr", "--role", "agent_ctn")
    studio = ("creer-client", "--role", "photographe", "--nom", "Studio Lumière")

    for _ in range(2):
        fichiers = ("--mot-de-passe-fichier", str(file), "--totp-fichier", str(graine))
        assert await command(environment, *agent, *fichiers) == (0, "identifiant=apetit\n", "")
    code, said, _ = await command(environment, *studio)

    totp = code_totp(GRAINE, app.now())
    assert (await connecter(client, "apetit", "Chemin!48 long", totp=totp)).status_code == 200
    lines = dict(line.split("=", 1) for line in said.splitlines())
    assert code == 0
    assert lines.keys() == {"client_id", "client_secret"}
    assert (await client.post("/api/accounts/jetons", json=lines)).status_code == 200
    assert await command(environment, *studio) == (0, f"client_id={lines['client_id']}\n", "")
    code, _, fault = await command(
        environment, *agent, "--mot-de-passe-fichier", str(file), "--totp-fichier", str(file)
    )
    assert (code, "base32" in fault) == (1, True)
    code, said, _ = await command(environment, "renouveler-secret", "--client-id", lines["client_id"], "--heures", "1")
    autres = dict(line.split("=", 1) for line in said.splitlines())
    assert (code, set(autres)) == (0, {"client_id", "client_secret", "ancien_jusqu_au"})
    assert (await client.post("/api/accounts/jetons", json=lines)).status_code == 200
    assert (await command(environment, "revoquer-client", "--client-id", lines["client_id"]))[0] == 0
    assert (await client.post("/api/accounts/jetons", json=lines)).status_code == 401
    file.write_text("court")
    code, said, fault = await command(environment, *agent, "--mot-de-passe-fichier", str(file))
    assert (code, said) == (1, "")
    assert "12 caractères" in fault
    code, _, fault = await command(environment, *agent, "--mot-de-passe-fichier", str(tmp_path / "absent"))
    assert (code, "illisible" in fault) == (1, True)


async def test_a_missing_setting_is_named(environment: Environment) -> None:
    del environment["ACCOUNTS_SIGNING_KEY_FILE"]

    code, _, fault = await command(environment, "check-config")

    assert (code, "ACCOUNTS_SIGNING_KEY_FILE" in fault) == (2, True)
    assert "postgresql" not in fault


async def test_settings_are_complete(environment: Environment) -> None:
    assert (await command(environment, "check-config"))[0] == 0


async def test_without_its_database_it_answers_503(app: App) -> None:
    sans_base = replace(app, db=Database("postgresql://nobody:nothing@127.0.0.1:1/none"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(http(sans_base)), base_url="http://accounts") as client:
        answers = [
            await client.post("/api/accounts/inscriptions", json=PARTICULIER),
            await connecter(client),
            await client.get("/readyz"),
        ]
        assert [answer.status_code for answer in answers] == [503, 503, 503]
        assert (await client.get("/.well-known/jwks.json")).status_code == 200
