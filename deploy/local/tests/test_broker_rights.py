"""Nobody reads another's queue, speaks in another's name or declares anything; the ladder brings back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aio_pika
import aiormq
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from yarl import URL

from deploy.local.place import Place, Subscriber

FACT = "permis.essai-a.fait.v1"
REFUSED = aiormq.exceptions.ChannelAccessRefused

Connect = Callable[[Subscriber], Awaitable[AbstractChannel]]


@pytest.fixture(scope="module")
async def a(place: Place) -> Subscriber:
    return await place.declare_consumer("essai-a", [FACT])


@pytest.fixture(scope="module")
async def b(place: Place) -> Subscriber:
    return await place.declare_consumer("essai-b", [FACT])


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """A channel with confirms for a subscriber."""
    opened: list[AbstractConnection] = []

    async def channel(who: Subscriber) -> AbstractChannel:
        connection = await aio_pika.connect(who.broker_url)
        opened.append(connection)
        return await connection.channel(on_return_raises=True)

    yield channel
    for connection in opened:
        await connection.close()


async def say(channel: AbstractChannel, exchange: str, routing_key: str) -> None:
    target = await channel.get_exchange(exchange, ensure=False)
    await target.publish(aio_pika.Message(b"{}"), routing_key, timeout=5)


async def take(channel: AbstractChannel, queue: str) -> aio_pika.abc.AbstractIncomingMessage:
    """The next message of a queue, waited for."""
    arrived: asyncio.Queue[aio_pika.abc.AbstractIncomingMessage] = asyncio.Queue()
    source = await channel.get_queue(queue, ensure=True)
    tag = await source.consume(arrived.put)
    try:
        async with asyncio.timeout(10):
            message = await arrived.get()
    finally:
        await source.cancel(tag)
    await message.ack()
    return message


async def test_a_fact_reaches_those_who_consume_it(a: Subscriber, b: Subscriber, connect: Connect) -> None:
    channel_a, channel_b = await connect(a), await connect(b)

    await say(channel_a, "permis.events", FACT)

    assert (await take(channel_a, "essai-a")).routing_key == FACT
    assert (await take(channel_b, "essai-b")).routing_key == FACT


async def test_a_fact_that_nobody_consumes_is_returned(a: Subscriber, connect: Connect) -> None:
    with pytest.raises(aio_pika.exceptions.PublishError):
        await say(await connect(a), "permis.events", "permis.essai-a.inconnu.v1")


@pytest.mark.parametrize("delay", ["1s", "10s", "1min", "10min"])
async def test_each_step_of_the_ladder_brings_the_event_back(a: Subscriber, connect: Connect, delay: str) -> None:
    channel = await connect(a)

    await say(channel, "essai-a.livraison", delay)

    message = await take(channel, "essai-a")
    assert message.headers["x-death"][0]["queue"] == f"essai-a.attente.{delay}"  # type: ignore[index,call-overload]


async def test_a_replay_comes_straight_back(a: Subscriber, connect: Connect) -> None:
    channel = await connect(a)

    await say(channel, "essai-a.livraison", "encore")

    assert (await take(channel, "essai-a")).routing_key == "encore"


async def test_what_kills_its_reader_again_and_again_is_a_dead_letter(a: Subscriber, connect: Connect) -> None:
    channel = await connect(a)
    await say(channel, "essai-a.livraison", "encore")
    queue = await channel.get_queue("essai-a", ensure=True)
    deliveries = 0

    async def refuse(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        nonlocal deliveries
        deliveries += 1
        await message.reject(requeue=True)

    tag = await queue.consume(refuse)
    buried = await take(await connect(a), "essai-a.morts")
    await queue.cancel(tag)

    assert deliveries == 21
    assert buried.headers["x-first-death-reason"] == "delivery_limit"


@pytest.mark.parametrize("queue", ["essai-a", "essai-a.morts", "essai-a.attente.1s", "demandes", "partenaire.demo"])
async def test_nobody_reads_anothers_queue(a: Subscriber, b: Subscriber, connect: Connect, queue: str) -> None:
    source = await (await connect(b)).get_queue(queue, ensure=False)

    with pytest.raises(REFUSED):
        await source.get()


async def test_nobody_reads_its_own_waiting_queues(a: Subscriber, connect: Connect) -> None:
    source = await (await connect(a)).get_queue("essai-a.attente.1s", ensure=False)

    with pytest.raises(REFUSED):
        await source.get()


@pytest.mark.parametrize(
    ("exchange", "routing_key"),
    [
        ("permis.events", FACT),
        ("permis.events", "permis.essai-bis.fait.v1"),
        ("permis.events", "permis.demandes.demande-validee.v1"),
        ("permis.statuts", "permis.essai-b.fait.v1"),
        ("essai-a.livraison", "encore"),
        ("demandes.livraison", "encore"),
        ("", "essai-a"),
        ("", "essai-b"),
        ("amq.topic", FACT),
    ],
)
async def test_nobody_speaks_in_anothers_name(
    a: Subscriber, b: Subscriber, connect: Connect, exchange: str, routing_key: str
) -> None:
    with pytest.raises(REFUSED):
        await say(await connect(b), exchange, routing_key)


async def test_nobody_declares_binds_or_deletes(a: Subscriber, connect: Connect) -> None:
    with pytest.raises(REFUSED):
        await (await connect(a)).declare_queue("essai-a.autre", durable=True)
    with pytest.raises(REFUSED):
        await (await connect(a)).declare_exchange("essai-a.autre")
    with pytest.raises(REFUSED):
        await (await (await connect(a)).get_queue("essai-a", ensure=False)).bind("permis.events", "#")
    with pytest.raises(REFUSED):
        await (await connect(a)).queue_delete("essai-a")


async def test_the_partner_reads_only_its_queue(place: Place, a: Subscriber, connect: Connect) -> None:
    partner = place.partner

    assert (await (await connect(partner)).get_queue(partner.queue)).name == "partenaire.demo"
    for queue in ("demandes", "essai-a", "essai-a.morts"):
        source = await (await connect(partner)).get_queue(queue, ensure=False)
        with pytest.raises(REFUSED):
            await source.get()
    for exchange in ("permis.statuts", "permis.events", "", "essai-a.livraison"):
        with pytest.raises(REFUSED):
            await say(await connect(partner), exchange, "permis.demandes.statut-change.v1")
    with pytest.raises(REFUSED):
        await (await connect(partner)).declare_queue("partenaire.autre")


async def test_demandes_alone_writes_on_the_public_stream(place: Place, connect: Connect) -> None:
    settings = place.environment("demandes")
    demandes = Subscriber("demandes", "permis-demandes", "", "demandes", settings["DEMANDES_BROKER_URL"])
    key = "permis.demandes.statut-change.v1"

    await say(await connect(demandes), "permis.statuts", key)

    assert (await take(await connect(place.partner), "partenaire.demo")).routing_key == key
    with pytest.raises(REFUSED):
        await say(await connect(demandes), "permis.statuts", "permis.accounts.autre.v1")


async def test_the_guest_is_gone(place: Place) -> None:
    async with aio_pika.Connection(URL(place.rabbitmq.url("guest", "guest"))) as connection:
        with pytest.raises(aiormq.exceptions.ProbableAuthenticationError):
            await connection.connect()


async def test_a_binding_that_is_no_longer_wanted_goes(place: Place, connect: Connect) -> None:
    first = await place.declare_consumer("essai-c", ["permis.essai-c.avant.v1", "permis.essai-c.reste.v1"])
    await place.declare_consumer("essai-c", ["permis.essai-c.reste.v1"])
    channel = await connect(first)

    await say(channel, "permis.events", "permis.essai-c.reste.v1")
    with pytest.raises(aio_pika.exceptions.PublishError):
        await say(channel, "permis.events", "permis.essai-c.avant.v1")


async def test_confirmed_messages_survive_a_kill(place: Place, a: Subscriber, connect: Connect) -> None:
    await say(await connect(a), "essai-a.livraison", "encore")

    await place.rabbitmq.kill()
    await place.rabbitmq.start()

    assert (await take(await connect(a), "essai-a")).routing_key == "encore"
