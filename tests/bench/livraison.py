"""The delivery kit beside raw aio-pika: the same messages, the same broker, publish through consume.

Raw: pipelined publisher confirms into a quorum queue, a consumer with the same prefetch that acks each message.
Kit: events into the outbox, one transaction each, measured apart; then relay, pipelined confirms, consumer, inbox row
in the handler's transaction, ack: the part that stands beside raw.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import aio_pika
from sqlalchemy import text

from contracts.delivery import Database, Received, consume, on, put, relay
from contracts.delivery.broker import confirming_channel, connected
from contracts.delivery.envelope import CONTENT_TYPE, wrap
from tests.chaos.essai import App, PasFaitV1
from tests.chaos.scene import Scene, until

IN_FLIGHT = 256
PREFETCH = 64
WRITERS = 16


@dataclass(frozen=True)
class Mesure:
    """Events a second from the first publish to the last ack, and microseconds of our CPU for each."""

    name: str
    per_second: float
    client_cpu_us: float

    def __str__(self) -> str:
        return f"{self.name:<28} {self.per_second:8.0f} events/s   {self.client_cpu_us:7.0f} µs of client CPU an event"


async def measured(name: str, count: int, run: Callable[[], Awaitable[None]]) -> Mesure:
    wall, cpu = time.perf_counter(), time.process_time()
    await run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Mesure(name, count / wall, cpu / count * 1e6)


def message(subject: str) -> aio_pika.Message:
    row = {
        "id": uuid4(),
        "type": PasFaitV1.type,
        "subject": subject,
        "sequence": 1,
        "created_at": datetime.now(UTC),
        "traceparent": None,
        "data": PasFaitV1(pas=1).model_dump_json(),
    }
    return aio_pika.Message(
        wrap("urn:permis:emetteur", row),
        content_type=CONTENT_TYPE,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(row["id"]),
    )


async def raw(scene: Scene, count: int) -> Mesure:
    """aio-pika alone, as fast as it goes with confirms and acks."""
    publisher_url, consumer_url = scene.relais.env["EMETTEUR_BROKER_URL"], scene.relais.env["TEMOIN_BROKER_URL"]

    async def run() -> None:
        done = asyncio.Event()
        seen = 0

        async def take(incoming: aio_pika.abc.AbstractIncomingMessage) -> None:
            nonlocal seen
            await incoming.ack()
            seen += 1
            if seen == count:
                done.set()

        async with connected(publisher_url, "bench") as out, connected(consumer_url, "bench") as back:
            channel = await confirming_channel(out)
            exchange = await channel.get_exchange("permis.events", ensure=False)
            inlet = await back.channel()
            await inlet.set_qos(prefetch_count=PREFETCH)
            queue = await inlet.get_queue("temoin", ensure=False)
            await queue.consume(take)
            gate = asyncio.Semaphore(IN_FLIGHT)

            async def publish() -> None:
                async with gate:
                    await exchange.publish(message("raw"), PasFaitV1.type, timeout=10)

            await asyncio.gather(*(publish() for _ in range(count)))
            await done.wait()

    return await measured("raw aio-pika", count, run)


async def on_nothing(event: Received[PasFaitV1], app: App) -> None:
    """What the kit costs, without a service's own work: the inbox row is the effect."""
    async with app.db.begin(event):
        pass


async def kit(scene: Scene, count: int) -> list[Mesure]:
    """Writers into the outbox; then relay, confirms, consumer and inbox, from the first publish to the last effect."""
    app = App(Database(scene.relais.env["TEMOIN_DATABASE_URL"]))
    emetteur = Database(scene.relais.env["EMETTEUR_DATABASE_URL"], pool_size=WRITERS)

    async def write() -> None:
        gate = asyncio.Semaphore(WRITERS)

        async def one() -> None:
            async with gate, emetteur.begin() as tx:
                await put(tx, uuid4(), [PasFaitV1(pas=1)])

        await asyncio.gather(*(one() for _ in range(count)))

    async def deliver() -> None:
        async with asyncio.TaskGroup() as tasks:
            jobs = [
                tasks.create_task(relay("emetteur", emetteur, scene.relais.env["EMETTEUR_BROKER_URL"])),
                tasks.create_task(
                    consume("temoin", [on(PasFaitV1, on_nothing)], app, scene.relais.env["TEMOIN_BROKER_URL"])
                ),
            ]
            await until(lambda: _arrived(app, count), within=300, every=0.05)
            for job in jobs:
                job.cancel()

    try:
        return [
            await measured("kit: state + outbox", count, write),
            await measured("kit: relay → inbox", count, deliver),
        ]
    finally:
        await app.db.close()
        await emetteur.close()


async def _arrived(app: App, count: int) -> bool:
    async with app.db.begin() as tx:
        return int((await tx.execute(text("SELECT count(*) FROM inbox"))).scalar_one()) >= count
