"""A partner's credentials read one queue of the public stream; whatever else they are tried for fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

import aio_pika
import aiormq
import httpx
import pytest
from aio_pika.abc import AbstractChannel
from yarl import URL

from deploy.local.place import Place, Subscriber

REFUSED = aiormq.exceptions.ChannelAccessRefused
STATUT = "permis.demandes.statut-change.v1"

Act = Callable[[AbstractChannel, Subscriber], Awaitable[object]]


@pytest.fixture
async def channel(place: Place) -> AsyncIterator[AbstractChannel]:
    connection = await aio_pika.connect(place.partner.broker_url)
    async with connection:
        yield await connection.channel(on_return_raises=True)


async def test_it_reads_its_queue_by_asking_and_by_waiting(place: Place, channel: AbstractChannel) -> None:
    queue = await channel.get_queue(place.partner.queue, ensure=True)
    arrived: asyncio.Queue[aio_pika.abc.AbstractIncomingMessage] = asyncio.Queue()

    await queue.get(fail=False)
    tag = await queue.consume(arrived.put)
    await queue.cancel(tag)


async def _bind(channel: AbstractChannel, partner: Subscriber, exchange: str) -> None:
    await (await channel.get_queue(partner.queue, ensure=False)).bind(exchange, "#")


async def _bind_exchanges(channel: AbstractChannel, _: Subscriber) -> None:
    source = await channel.get_exchange("permis.events", ensure=False)
    await (await channel.get_exchange("permis.statuts", ensure=False)).bind(source, "#")


async def _unbind(channel: AbstractChannel, partner: Subscriber) -> None:
    await (await channel.get_queue(partner.queue, ensure=False)).unbind("permis.statuts", STATUT)


async def _get(channel: AbstractChannel, queue: str) -> None:
    await (await channel.get_queue(queue, ensure=False)).get(fail=False)


async def _consume(channel: AbstractChannel, queue: str) -> None:
    async def take(_: aio_pika.abc.AbstractIncomingMessage) -> None:
        raise AssertionError("it was let in")

    await (await channel.get_queue(queue, ensure=False)).consume(take)


async def _purge(channel: AbstractChannel, queue: str) -> None:
    await (await channel.get_queue(queue, ensure=False)).purge()


async def _publish(channel: AbstractChannel, exchange: str, routing_key: str) -> None:
    target = await channel.get_exchange(exchange, ensure=False)
    await target.publish(aio_pika.Message(b"{}"), routing_key, timeout=5)


ACTS: dict[str, Act] = {
    "declare a queue": lambda c, _: c.declare_queue("partenaire.demo.autre", durable=True),
    "declare a queue that the broker names": lambda c, _: c.declare_queue(exclusive=True),
    "declare its own queue with other arguments": lambda c, p: c.declare_queue(
        p.queue, durable=True, arguments={"x-dead-letter-exchange": "permis.events"}
    ),
    "declare an exchange": lambda c, _: c.declare_exchange("partenaire.demo"),
    "delete its own queue": lambda c, p: c.queue_delete(p.queue),
    "delete the public stream": lambda c, _: c.exchange_delete("permis.statuts"),
    "unbind its own queue": _unbind,
    "bind an exchange to another": _bind_exchanges,
    **{
        f"bind its queue to {exchange}": lambda c, p, exchange=exchange: _bind(c, p, exchange)  # type: ignore[misc]
        for exchange in ("permis.events", "permis.statuts", "demandes.livraison", "amq.topic", "amq.rabbitmq.trace")
    },
    **{
        f"{act.__name__.strip('_')} {queue}": lambda c, _, act=act, queue=queue: act(c, queue)  # type: ignore[misc]
        for act in (_get, _consume, _purge)
        for queue in ("demandes", "notifications", "accounts.morts", "ctn.attente.1s", "partenaire.autre")
    },
    **{
        f"publish to {exchange or 'the default exchange'}": lambda c, _, at=exchange, key=key: _publish(c, at, key)  # type: ignore[misc]
        for exchange, key in (
            ("permis.statuts", STATUT),
            ("permis.events", STATUT),
            ("", "demandes"),
            ("", "partenaire.demo"),
            ("amq.topic", STATUT),
            ("demandes.livraison", "encore"),
        )
    },
}


@pytest.mark.parametrize("act", ACTS)
async def test_nothing_else_is_allowed_on_a_channel(place: Place, channel: AbstractChannel, act: str) -> None:
    with pytest.raises(REFUSED):
        await ACTS[act](channel, place.partner)


@pytest.mark.parametrize("vhost", ["/", "autre"])
async def test_no_other_vhost_lets_it_in(place: Place, vhost: str) -> None:
    parts = urlsplit(place.partner.broker_url)
    url = parts._replace(path="/" + vhost.replace("/", "%2F")).geturl()
    async with place.rabbitmq.management() as http:
        (await http.put("/api/vhosts/autre")).raise_for_status()

        async with aio_pika.Connection(URL(url)) as connection:  # aio_pika.connect leaves open what is refused
            with pytest.raises(aiormq.exceptions.InvalidFrameError, match=r"Connection\.Close"):  # instead of OpenOk
                await connection.connect(timeout=5)

        (await http.delete("/api/vhosts/autre")).raise_for_status()


@pytest.mark.parametrize("queue", ["partenaire.autre", "partenaire.demo.autre", "xpartenaire.demo", "partenaireXdemo"])
async def test_a_name_like_its_own_is_not_its_own(place: Place, queue: str, channel: AbstractChannel) -> None:
    async with place.rabbitmq.management() as http:
        (await http.put(f"/api/queues/permis/{queue}", json={"durable": True})).raise_for_status()

        with pytest.raises(REFUSED):
            await _get(channel, queue)

        (await http.delete(f"/api/queues/permis/{queue}")).raise_for_status()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/overview"),
        ("GET", "/api/queues/permis"),
        ("GET", "/api/whoami"),
        ("GET", "/api/definitions"),
        ("GET", "/api/users"),
        ("POST", "/api/queues/permis/demandes/get"),
        ("POST", "/api/queues/permis/partenaire.demo/get"),
        ("POST", "/api/exchanges/permis/permis.statuts/publish"),
        ("PUT", "/api/queues/permis/partenaire.autre"),
        ("PUT", "/api/permissions/permis/partenaire-demo"),
        ("DELETE", "/api/queues/permis/partenaire.demo"),
    ],
)
async def test_the_management_api_does_not_know_it(place: Place, method: str, path: str) -> None:
    parts = urlsplit(place.partner.broker_url)
    assert parts.username
    assert parts.password
    async with httpx.AsyncClient(
        base_url=place.rabbitmq.management_url, auth=(parts.username, parts.password), timeout=10
    ) as http:
        answer = await http.request(method, path, json={} if method != "GET" else None)

    assert answer.status_code == 401


async def test_a_wrong_password_or_anothers_name_does_not_open(place: Place) -> None:
    parts = urlsplit(place.partner.broker_url)
    for netloc in (f"{parts.username}:faux@", f"permis-demandes:{parts.password}@", f"guest:{parts.password}@"):
        url = parts._replace(netloc=netloc + parts.netloc.rpartition("@")[2]).geturl()
        async with aio_pika.Connection(URL(url)) as connection:
            with pytest.raises(aiormq.exceptions.ProbableAuthenticationError):
                await connection.connect(timeout=5)
