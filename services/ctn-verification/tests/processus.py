"""The service as a process: started, stopped and killed by a test; what it publishes, seen from outside."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import aio_pika
import httpx

from contracts.delivery.broker import confirming_channel, connected, publish
from contracts.delivery.envelope import CONTENT_TYPE, Envelope, unwrap, wrap
from contracts.events.base import Event
from deploy.local.place import Place

WITHIN = 30.0  # seconds

Environment = dict[str, str]


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
async def running(environment: Environment, log: Path, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The service, ready; ended by SIGTERM if the test has not ended it."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ctn_verification", "serve", *arguments),
            env=environment,
            stdout=output,
            stderr=output,
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


async def asked(environment: Environment, path: str) -> str:
    """What the running service answers on its own port."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{environment['CTN_HTTP_PORT']}") as client:
        return (await client.get(path)).text


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
