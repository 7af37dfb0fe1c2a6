"""The service as it runs: its own process, the broker, S3, the commands of an operator."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import aio_pika
import httpx
import images
import psutil
import pytest
from ctn_builders import demande_validee, deposer_objet, piece_deposee, piece_jointe

from contracts.delivery.broker import confirming_channel, connected, publish
from contracts.delivery.envelope import CONTENT_TYPE, Envelope, unwrap, wrap
from contracts.events.base import Event
from contracts.events.ctn import EphotoDeposeeV1, ImagesConformesV1, PieceControleeV1
from contracts.events.parts import Ephoto
from ctn_verification.app import App
from deploy.local.place import Place
from deploy.local.process import inherited_environment

WITHIN = 30.0  # seconds
OBSERVED = [kind.type for kind in (EphotoDeposeeV1, PieceControleeV1, ImagesConformesV1)]

Environment = dict[str, str]


@pytest.fixture
def environment(environment_of: Callable[[str], Environment]) -> Environment:
    return {**inherited_environment(), **environment_of("ctn")}


async def command(environment: Environment, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ctn_verification", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@asynccontextmanager
async def running(environment: Environment, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The service, ready; ended by SIGTERM if the test has not ended it."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ctn_verification", "serve"), env=environment, stdout=output, stderr=output
        )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{environment['CTN_HTTP_PORT']}") as client:
            async with asyncio.timeout(WITHIN):
                while not await _ready(client):
                    assert process.returncode is None
                    await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def send(place: Place, demande: UUID, *facts: Event) -> None:
    """As the service demandes would."""
    url = place.rabbitmq.url("permis-demandes", place.keys["demandes.broker"])
    async with connected(url, "demandes") as connection:
        exchange = await (await confirming_channel(connection)).get_exchange("permis.events", ensure=False)
        for sequence, event in enumerate(facts, start=1):
            row = {
                "id": uuid4(),
                "type": event.type,
                "subject": str(demande),
                "created_at": datetime.now(UTC),
                "sequence": sequence,
                "traceparent": None,
                "data": event.model_dump_json(),
            }
            body = wrap("urn:permis:demandes", row)
            message = aio_pika.Message(
                body, content_type=CONTENT_TYPE, message_id=str(row["id"]), correlation_id=str(demande)
            )
            await publish(exchange, message, event.type)


async def received(broker_url: str, queue_name: str, demande: UUID, count: int) -> list[Envelope]:
    """So many events about this demande, as another service receives them."""
    found: list[Envelope] = []
    async with connected(broker_url, "observer") as connection:
        queue = await (await connection.channel()).get_queue(queue_name, ensure=True)
        async with asyncio.timeout(WITHIN), queue.iterator() as messages:
            async for message in messages:
                await message.ack()
                envelope = unwrap(message.body)
                if envelope.subject == str(demande):
                    found.append(envelope)
                if len(found) == count:
                    break
    return found


async def test_from_the_files_of_a_demande_to_the_prefecture(
    app: App, ephoto: Ephoto, place: Place, environment: Environment, tmp_path: Path
) -> None:
    observer = await place.declare_consumer("observateur-ctn", OBSERVED)
    demande, log = uuid4(), tmp_path / "ctn.log"
    page = images.jpeg(images.page((1240, 1754)))
    pieces = [piece_jointe(await deposer_objet(app, page), type) for type in ("identite", "domicile")]
    async with running(environment, log) as process:
        await send(place, demande, *map(piece_deposee, pieces), demande_validee(pieces, ephoto))
        events = await received(observer.broker_url, observer.queue, demande, 3)
        children = psutil.Process(process.pid).children()
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0

    assert [event.type for event in events] == [PieceControleeV1.type] * 2 + [ImagesConformesV1.type]
    assert [event.data.get("controle") for event in events] == ["conforme", "conforme", None]
    assert not any(child.is_running() for child in children)
    written = log.read_text()
    for personal in ("Lefèvre", "Éléonore", "92120170412142448776919", "eleonore@exemple.fr"):
        assert personal not in written
    assert all(json.loads(line) for line in written.splitlines())


async def test_settings(environment: Environment) -> None:
    assert await command(environment, "check-config") == (0, "settings complete\n")
    del environment["CTN_S3_ENDPOINT"], environment["CTN_OWNER_DATABASE_URL"]
    code, said = await command(environment, "check-config")
    assert (code, said) == (2, "CTN_S3_ENDPOINT: Field required\n")
    environment["CTN_S3_ENDPOINT"] = "127.0.0.1:1"
    code, said = await command(environment, "migrate")
    assert (code, "CTN_OWNER_DATABASE_URL" in said) == (2, True)
