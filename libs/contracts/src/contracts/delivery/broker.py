"""Talking to RabbitMQ: connections that die loudly, publishes that are either confirmed or unknown."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import SystemRandom

import aio_pika
import aiormq
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange

log = structlog.get_logger()

CONFIRM_TIMEOUT = 10.0  # seconds; an alarm of the broker holds publishes back without a word
CONNECT_TIMEOUT = 5.0
HEARTBEAT = 6  # seconds
BACKOFF_FIRST, BACKOFF_LAST = 0.2, 5.0

jitter = SystemRandom()


class Unconfirmed(Exception):
    """The broker did not say yes: the message may have arrived or not, and must be sent again."""


class BrokerLost(Exception):
    """The connection, the channel or the consumer is gone: begin again."""


@asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[AbstractConnection]:
    """A connection that is closed at the end, in bounded time even when the broker is frozen."""
    connection = await aio_pika.connect(
        url, timeout=CONNECT_TIMEOUT, heartbeat=HEARTBEAT, client_properties={"connection_name": name}
    )
    try:
        yield connection
    finally:
        try:
            async with asyncio.timeout(2):
                await connection.close()
        except (Exception, asyncio.CancelledError):  # closing what is broken may fail as it likes
            if (task := asyncio.current_task()) and task.cancelling():
                raise


async def confirming_channel(connection: AbstractConnection) -> AbstractChannel:
    """A channel whose publishes return only when the broker has the message safe, and raise when nobody gets it."""
    return await connection.channel(publisher_confirms=True, on_return_raises=True)


async def publish(
    exchange: AbstractExchange, message: aio_pika.Message, routing_key: str, *, mandatory: bool = True
) -> None:
    """Publish and wait for the confirm.

    Raises aio_pika.exceptions.PublishError when no queue takes the message, Unconfirmed when the broker stays silent
    or the connection breaks. A frozen broker makes the client raise CancelledError though nobody cancelled the task:
    that is silence, too.
    """
    try:
        # One layer below aio-pika's `publish`, which waits for each message to be written before the next one may be:
        # without that, a batch leaves in a few writes.
        assert isinstance(exchange, aio_pika.Exchange)
        channel = await exchange.channel.get_underlay_channel()
        assert isinstance(channel, aiormq.Channel)
        await channel.basic_publish(
            message.body,
            exchange=exchange.name,
            routing_key=routing_key,
            properties=message.properties,
            mandatory=mandatory,
            timeout=CONFIRM_TIMEOUT,
            wait=False,
        )
    except asyncio.CancelledError:
        if (task := asyncio.current_task()) and task.cancelling():
            raise
        raise Unconfirmed from None
    except aio_pika.exceptions.PublishError:
        raise
    except (aio_pika.exceptions.AMQPError, ConnectionError, TimeoutError, RuntimeError) as fault:
        raise Unconfirmed from fault


async def keep_going(what: str, once: Callable[[], Awaitable[None]]) -> None:
    """Run `once` for ever: it returns or raises when its connection is lost, and begins anew after a growing pause."""
    pause = BACKOFF_FIRST
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            await once()
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            log.warning("delivery.interrupted", what=what, cause="cancelled by the client library")
        except Exception as fault:  # noqa: BLE001 - the outer loop: whatever broke, delivery goes on
            log.warning("delivery.interrupted", what=what, cause=f"{type(fault).__name__}: {fault}")
        if loop.time() - began > BACKOFF_LAST:
            pause = BACKOFF_FIRST
        await asyncio.sleep(pause * (0.5 + jitter.random()))
        pause = min(pause * 2, BACKOFF_LAST)
