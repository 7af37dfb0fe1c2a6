"""What the delivery kit promises besides surviving: order on the ladder, standby relays, poison set aside, replay."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from sqlalchemy import text

from contracts.delivery import Database, Received, consume, dead_letters, on, relay
from contracts.delivery.broker import HEARTBEAT, confirming_channel, connected
from contracts.delivery.consumer import Subscription
from contracts.delivery.database import NotConsuming
from contracts.delivery.envelope import wrap
from contracts.errors import RuleBroken
from deploy.local.catalogue import ROOT
from tests.chaos.essai import POISON, App, PasFaitV1, faire_un_pas, on_pas_fait
from tests.chaos.scene import Scene, until


class PasTropTot(RuleBroken):
    slug = "pas-trop-tot"
    title = "Ce pas vient trop tôt"
    kind = "conflit"


@dataclass
class Tenace:
    """A handler that refuses some steps a number of times before it takes them."""

    refusals: dict[int, int]
    order: list[int] = field(default_factory=list)

    async def handle(self, event: Received[PasFaitV1], app: App) -> None:
        self.order.append(event.data.pas)
        async with app.db.begin(event) as tx:
            if self.refusals.get(event.data.pas, 0) > 0:
                self.refusals[event.data.pas] -= 1
                raise PasTropTot
            await tx.execute(
                text("INSERT INTO effets (demande, pas) VALUES (:demande, :pas)"),
                {"demande": event.subject, "pas": event.data.pas},
            )


@asynccontextmanager
async def consuming(
    scene: Scene, handlers: Sequence[Subscription[App]]
) -> AsyncIterator[Sequence["asyncio.Future[None]"]]:
    """The consumer in this process, beside the relay."""
    env = scene.relais.env
    jobs = [
        asyncio.ensure_future(relay("emetteur", scene.emetteur, env["EMETTEUR_BROKER_URL"])),
        asyncio.ensure_future(consume("temoin", handlers, App(scene.temoin), env["TEMOIN_BROKER_URL"])),
    ]
    try:
        yield jobs
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


def seen_is(scene: Scene, expected: dict[UUID, list[int]]) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        return await scene.seen() == expected

    return check


async def test_later_events_of_a_subject_wait_for_the_one_on_the_ladder(scene: Scene) -> None:
    demande, other = uuid4(), uuid4()
    for pas in (1, 2, 3):
        await faire_un_pas(scene.emetteur, demande, pas)
    await faire_un_pas(scene.emetteur, other, 9)

    async with consuming(scene, [on(PasFaitV1, Tenace({1: 2}).handle)]):
        await until(seen_is(scene, {other: [9], demande: [1, 2, 3]}))

    assert await scene.parked() == 0
    assert await scene.dead() == 0


async def test_the_ladder_ends_in_a_dead_letter_that_says_why_and_can_be_replayed(scene: Scene) -> None:
    demande = uuid4()
    await faire_un_pas(scene.emetteur, demande, 1)
    tenace = Tenace({1: 5})

    async with consuming(scene, [on(PasFaitV1, tenace.handle)]):
        await until(lambda: _is(scene.dead, 1))
        [letter] = await waiting(scene.temoin)
        assert (letter.cause, letter.attempts, letter.type) == ("pas-trop-tot", 5, PasFaitV1.type)
        assert letter.handler == "Tenace.handle"
        assert "PasTropTot" in (letter.traceback or "")
        assert len(tenace.order) == 5

        shown = command(scene, "show", str(letter.id))
        assert "pas-trop-tot" in shown
        assert json.loads(shown[shown.index("{") : shown.rindex("}") + 1])["data"] == {"pas": 1}
        command(scene, "replay", str(letter.id), "--by", "essai", "--reason", "réparé")
        await until(seen_is(scene, {demande: [1]}))

    assert await waiting(scene.temoin) == []


async def test_a_dropped_dead_letter_keeps_its_reason(scene: Scene) -> None:
    await faire_un_pas(scene.emetteur, uuid4(), 1)
    async with consuming(scene, [on(PasFaitV1, Tenace({1: 5}).handle)]):
        await until(lambda: _is(scene.dead, 1))
    [letter] = await waiting(scene.temoin)

    assert str(letter.id) in command(scene, "list")
    command(scene, "drop", str(letter.id), "--by", "m.martin", "--reason", "demande d'essai")

    async with scene.temoin.begin() as tx:
        kept = await dead_letters.find(tx, letter.id)
    assert kept is not None
    assert (kept.state, kept.decided_by, kept.reason) == ("dropped", "m.martin", "demande d'essai")
    with pytest.raises(subprocess.CalledProcessError):
        command(scene, "replay", str(letter.id), "--by", "x", "--reason", "y")


@pytest.mark.parametrize(
    ("poison", "cause"),
    [
        (b"\xff\xfe{", "illisible"),
        (b'{"specversion": "1.0"}', "illisible"),
        (b"[]", "illisible"),
    ],
)
async def test_poison_is_set_aside_and_does_not_block(scene: Scene, poison: bytes, cause: str) -> None:
    demande = uuid4()
    await send(scene, poison)
    await faire_un_pas(scene.emetteur, demande, 1)

    async with consuming(scene, [on(PasFaitV1, on_pas_fait)]):
        await until(seen_is(scene, {demande: [1]}))
        await until(lambda: _is(scene.dead, 1))

    [letter] = await waiting(scene.temoin)
    assert (letter.cause, letter.body) == (cause, poison)


async def test_an_event_that_kills_its_worker_each_time_is_buried_and_its_neighbours_are_not_lost(scene: Scene) -> None:
    """The broker counts for the whole prefetch window: who stood beside the culprit may be buried with it."""
    killer, neighbour = uuid4(), uuid4()
    await faire_un_pas(scene.emetteur, killer, POISON)
    await faire_un_pas(scene.emetteur, neighbour, 1)
    async with delivery_limit(scene, 2):
        await scene.relais.start()
        deaths = 0
        while str(killer) not in {letter.subject for letter in await waiting(scene.temoin)}:
            await scene.consommateur.start()
            with contextlib.suppress(TimeoutError):
                deaths += await scene.consommateur.died(within=3) == 139
                assert deaths < 10
            await scene.consommateur.kill()
        await scene.consommateur.start()
        buried = {letter.subject: letter for letter in await waiting(scene.temoin)}
        assert buried[str(killer)].cause == "limite-de-livraison"
        if str(neighbour) in buried:
            command(scene, "replay", str(buried[str(neighbour)].id), "--by", "essai", "--reason", "voisin")
        await until(seen_is(scene, {neighbour: [1]}))

    assert deaths >= 2


@asynccontextmanager
async def delivery_limit(scene: Scene, limit: int) -> AsyncIterator[None]:
    """The broker's patience with the consumer's queue, shortened by its policy, and restored."""
    async with scene.place.rabbitmq.management() as http:
        policy = (await http.get("/api/policies/permis/temoin")).raise_for_status().json()
        short = policy | {"definition": policy["definition"] | {"delivery-limit": limit}}
        (await http.put("/api/policies/permis/temoin", json=short)).raise_for_status()
        try:
            yield
        finally:
            (await http.put("/api/policies/permis/temoin", json=policy)).raise_for_status()


async def test_an_event_that_nobody_handles_here_is_set_aside(scene: Scene) -> None:
    await send(scene, cloudevent(type="permis.emetteur.autre-fait.v1"))

    async with consuming(scene, [on(PasFaitV1, on_pas_fait)]):
        await until(lambda: _is(scene.dead, 1))

    assert [letter.cause for letter in await waiting(scene.temoin)] == ["type-inconnu"]


async def test_an_event_delivered_ten_times_has_one_effect(scene: Scene) -> None:
    demande = uuid4()
    twice = cloudevent(subject=str(demande))
    for _ in range(10):
        await send(scene, twice)

    async with consuming(scene, [on(PasFaitV1, on_pas_fait)]):
        await until(seen_is(scene, {demande: [1]}))
        await until(lambda: _queue_is_empty(scene))

    assert await scene.seen() == {demande: [1]}


async def test_of_two_relays_one_is_active_and_the_other_takes_over(scene: Scene) -> None:
    env = scene.relais.env
    second = asyncio.ensure_future(relay("emetteur", scene.emetteur, env["EMETTEUR_BROKER_URL"]))
    await scene.relais.start()
    try:
        await faire_un_pas(scene.emetteur, uuid4(), 1)
        await until(lambda: _is(scene.unsent, 0))
        assert await _active_relays(scene) == 1
        await scene.relais.kill()
        await faire_un_pas(scene.emetteur, uuid4(), 1)
        await until(lambda: _is(scene.unsent, 0))
        assert await _active_relays(scene) == 1
    finally:
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)


async def test_an_event_that_no_queue_takes_is_kept_and_holds_up_only_its_subject(scene: Scene) -> None:
    lost, demande = uuid4(), uuid4()
    async with scene.emetteur.begin() as tx:
        await tx.execute(
            text("""INSERT INTO outbox (id, exchange, subject, sequence, type, data)
                    VALUES (:id, 'permis.events', :subject, 1, 'permis.emetteur.sans-lecteur.v1', '{}')"""),
            {"id": uuid4(), "subject": str(lost)},
        )
    await faire_un_pas(scene.emetteur, demande, 1)

    async with consuming(scene, [on(PasFaitV1, on_pas_fait)]):
        await until(seen_is(scene, {demande: [1]}))

    assert await scene.unsent() == 1


async def test_a_worker_is_ready_while_it_is_registered_at_the_broker(scene: Scene) -> None:
    async def works() -> bool:
        return scene.temoin.consuming is True

    async with consuming(scene, [on(PasFaitV1, on_pas_fait)]):
        await until(works)
        await scene.temoin.ready_to_work()
    with pytest.raises(NotConsuming):
        await scene.temoin.ready_to_work()
    await scene.temoin.ready()  # an API that is not a worker stays in service while the broker is away


async def test_a_frozen_broker_kills_no_relay_and_loses_nothing(scene: Scene) -> None:
    """The client then raises CancelledError in a task that nobody cancelled (reliability.md §1.2)."""
    demande, broker = uuid4(), scene.place.rabbitmq.pid

    async with consuming(scene, [on(PasFaitV1, on_pas_fait)]) as jobs:
        await faire_un_pas(scene.emetteur, demande, 1)
        await until(seen_is(scene, {demande: [1]}))
        os.kill(broker, signal.SIGSTOP)
        try:
            for pas in range(2, 6):
                await faire_un_pas(scene.emetteur, demande, pas)
            await asyncio.wait(jobs, timeout=2.5 * HEARTBEAT)
        finally:
            os.kill(broker, signal.SIGCONT)
        await until(seen_is(scene, {demande: [1, 2, 3, 4, 5]}))
        assert not any(job.done() for job in jobs)

    assert await scene.dead() == 0


async def test_an_independent_reader_understands_the_envelope(scene: Scene) -> None:
    message = RabbitMQMessage(
        headers={}, body=cloudevent(subject=str(uuid4())), content_type="application/cloudevents+json"
    )

    event = from_structured(message, JSONFormat())

    assert event.get_type() == PasFaitV1.type
    assert event.get_data() == {"pas": 1}
    assert event.get_extension("sequence") == "0" * 19 + "1"


def cloudevent(type: str = PasFaitV1.type, subject: str | None = None) -> bytes:
    row = {
        "id": uuid4(),
        "type": type,
        "subject": subject or str(uuid4()),
        "sequence": 1,
        "created_at": datetime.now(UTC),
        "traceparent": None,
        "data": PasFaitV1(pas=1).model_dump_json(),
    }
    return wrap("urn:permis:emetteur", row)


async def send(scene: Scene, body: bytes) -> None:
    """Straight into the consumer's queue, as a replay does."""
    async with connected(scene.relais.env["TEMOIN_BROKER_URL"], "essai") as connection:
        channel = await confirming_channel(connection)
        exchange = await channel.get_exchange("temoin.livraison", ensure=False)
        await exchange.publish(aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT), "encore")


def command(scene: Scene, *arguments: str) -> str:
    """The command line of the dead letters, as an operator runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "contracts.delivery", "--service", "temoin", *arguments],
        cwd=ROOT,
        env={**os.environ, **scene.relais.env},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


async def waiting(db: Database) -> list[dead_letters.DeadLetter]:
    async with db.begin() as tx:
        return await dead_letters.waiting(tx)


async def _is(count: Callable[[], Awaitable[int]], expected: int) -> bool:
    return await count() == expected


async def _active_relays(scene: Scene) -> int:
    async with scene.emetteur.begin() as tx:
        held: Any = await tx.execute(
            text("""SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
                    WHERE locktype = 'advisory' AND granted AND datname = current_database()""")
        )
        return int(held.scalar_one())


async def _queue_is_empty(scene: Scene) -> bool:
    async with connected(scene.relais.env["TEMOIN_BROKER_URL"], "essai") as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("temoin", passive=True)
        return queue.declaration_result.message_count == 0
