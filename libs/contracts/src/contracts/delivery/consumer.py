"""From the queue to the handlers: lanes keep a subject's order, the inbox keeps effects single, the ladder retries."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import aio_pika
import structlog
from aio_pika.abc import AbstractExchange, AbstractIncomingMessage, AbstractQueue
from pydantic import ValidationError
from sqlalchemy.dialects.postgresql import insert as upsert

from contracts.delivery import dead_letters
from contracts.delivery.broker import BrokerLost, confirming_channel, connected, keep_going, publish
from contracts.delivery.crash import crash_point
from contracts.delivery.database import AlreadyHandled, BehindParked, Database
from contracts.delivery.envelope import Envelope, Received, received, unwrap
from contracts.delivery.metrics import HANDLED, HANDLER_SECONDS, QUEUE_AGE, QUEUE_WAITING
from contracts.delivery.retry import ATTEMPT, CAUSE, MAX_ATTEMPTS, next_delay
from contracts.delivery.tables import parked
from contracts.events.base import Event
from contracts.http.outages import is_outage
from contracts.telemetry import continue_trace, describe

log = structlog.get_logger()

HANDLER_TIMEOUT = 60.0  # seconds; the broker's own patience is thirty minutes
OUTAGE_PAUSE = 1.0  # seconds between tries while the database is away
WATCH_EVERY = 10.0  # seconds


class Stored(Protocol):
    """What the consumer needs of a service's App."""

    @property
    def db(self) -> Database: ...


E = TypeVar("E", bound=Event)
A = TypeVar("A", bound=Stored)


@dataclass(frozen=True)
class Subscription(Generic[A]):
    """A line of a service's HANDLERS: the event's class, its wire name, the function."""

    event: type[Event]
    handle: Callable[[Received[Any], A], Awaitable[None]]

    @property
    def type(self) -> str:
        return self.event.type


def on(event: type[E], handle: Callable[[Received[E], A], Awaitable[None]]) -> Subscription[A]:
    """This event goes to this function; the type checker refuses a function for another event."""
    return Subscription(event, handle)


async def consume(
    service: str, handlers: Sequence[Subscription[A]], app: A, broker_url: str, *, lanes: int = 8, prefetch: int = 64
) -> None:
    """Consume the service's queue for ever; events of one subject are handled one after the other.

    `prefetch` bounds what a crash brings back at once; `lanes` how many handlers run side by side.
    """
    app.db.consuming = False
    await keep_going(
        f"{service} consumer", lambda: _consume_until_lost(service, handlers, app, broker_url, lanes, prefetch)
    )


async def _consume_until_lost(
    service: str, handlers: Sequence[Subscription[A]], app: A, broker_url: str, lanes: int, prefetch: int
) -> None:
    async with (
        connected(broker_url, f"{service}.consumer") as connection,
        connected(broker_url, f"{service}.retry") as retry_connection,
    ):
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=prefetch)
        retry_channel = await confirming_channel(retry_connection)
        ladder = await retry_channel.get_exchange(f"{service}.livraison", ensure=False)
        queue = await channel.get_queue(service, ensure=True)
        dead = await channel.get_queue(f"{service}.morts", ensure=True)
        cancelled = asyncio.Event()  # by the broker: the queue was deleted, or its leader moved
        underlay = await channel.get_underlay_channel()
        underlay.on_consumer_cancel_callbacks.add(lambda *_: cancelled.set())
        worker = _Worker(service, handlers, app, ladder)
        async with asyncio.TaskGroup() as tasks:
            inlets = [asyncio.Queue[AbstractIncomingMessage]() for _ in range(lanes)]
            running = [tasks.create_task(worker.lane(inlet)) for inlet in inlets]
            running.append(tasks.create_task(_watch(queue)))

            async def take(message: AbstractIncomingMessage) -> None:
                inlets[hash(message.correlation_id) % lanes].put_nowait(message)

            await queue.consume(take)
            await dead.consume(worker.bury)
            log.info("consumer.active")
            app.db.consuming = True
            try:
                await _first_of(channel.closed(), retry_channel.closed(), cancelled.wait())
            finally:
                app.db.consuming = False
            for task in running:
                task.cancel()
    raise BrokerLost


class _Worker(Generic[A]):
    """What one delivery goes through."""

    def __init__(self, service: str, handlers: Sequence[Subscription[A]], app: A, ladder: AbstractExchange) -> None:
        self.service = service
        self.subscriptions = {line.type: line for line in handlers}
        self.app = app
        self.ladder = ladder

    async def lane(self, inlet: "asyncio.Queue[AbstractIncomingMessage]") -> None:
        while True:
            message = await inlet.get()
            while not await self._settled(message):  # noqa: ASYNC110 - a pause, not a poll of our own state
                await asyncio.sleep(OUTAGE_PAUSE)

    async def _settled(self, message: AbstractIncomingMessage) -> bool:
        """False while the database is away: the event stays in hand, unacknowledged, and nothing overtakes it."""
        try:
            await self._deliver(message)
        except Exception as fault:
            if not is_outage(fault):
                raise
            log.warning("consumer.outage", cause=type(fault).__name__)
            return False
        return True

    async def _deliver(self, message: AbstractIncomingMessage) -> None:
        envelope: Envelope | None = None
        try:
            envelope = unwrap(message.body)
            subscription = self.subscriptions[envelope.type]
            event = received(envelope, subscription.event)
        except (ValidationError, ValueError, KeyError) as fault:
            cause = "type-inconnu" if isinstance(fault, KeyError) else "illisible"
            await self._give_up(message, envelope, cause=cause, fault=fault)
            return
        QUEUE_AGE.set(max(0.0, time.time() - event.time.timestamp()))
        kind = event.data.type
        with continue_trace(event.traceparent, f"handle {kind}", "consumer"), HANDLER_SECONDS.labels(kind).time():
            outcome = await self._handle(subscription, event, message, envelope)
            describe(failed=outcome in ("retried", "dead"), outcome=outcome)
        HANDLED.labels(kind, outcome).inc()

    async def _handle(
        self, subscription: Subscription[A], event: Received[Any], message: AbstractIncomingMessage, envelope: Envelope
    ) -> str:
        try:
            async with asyncio.timeout(HANDLER_TIMEOUT):
                await subscription.handle(event, self.app)
            outcome = "handled"
        except AlreadyHandled:
            outcome = "duplicate"
        except BehindParked as fault:
            return await self._retry(message, envelope, subscription, fault)
        except Exception as fault:
            if is_outage(fault) and not isinstance(fault, TimeoutError):
                raise  # the database is away: not the event's fault, it stays in hand
            log.warning(
                "event.failed", type=envelope.type, subject=envelope.subject, cause=dead_letters.cause_of(fault)
            )
            return await self._retry(message, envelope, subscription, fault)
        crash_point("consumer.before_ack")
        await message.ack()
        crash_point("consumer.after_ack")
        return outcome

    async def _retry(
        self, message: AbstractIncomingMessage, envelope: Envelope, subscription: Subscription[A], fault: Exception
    ) -> str:
        attempts = _attempts(message) + 1
        delay = next_delay(attempts)
        if delay is None:
            await self._give_up(message, envelope, cause=dead_letters.cause_of(fault), fault=fault, line=subscription)
            return "dead"
        crash_point("retry.before_park")
        await self._park(envelope)
        crash_point("retry.after_park")
        again = aio_pika.Message(
            message.body,
            content_type=message.content_type,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=message.message_id,
            correlation_id=message.correlation_id,
            type=message.type,
            headers={ATTEMPT: attempts, CAUSE: dead_letters.cause_of(fault)},
        )
        await publish(self.ladder, again, delay)
        crash_point("retry.after_publish")
        await message.ack()
        return "retried"

    async def _park(self, envelope: Envelope) -> None:
        async with self.app.db.begin() as tx:
            await tx.execute(
                upsert(parked)
                .values(
                    event_id=envelope.id,
                    source=envelope.source,
                    subject=envelope.subject,
                    sequence=int(envelope.sequence),
                )
                .on_conflict_do_nothing()
            )

    async def _give_up(
        self,
        message: AbstractIncomingMessage,
        envelope: Envelope | None,
        *,
        cause: str,
        fault: BaseException | None = None,
        line: Subscription[A] | None = None,
    ) -> None:
        handler = getattr(line.handle, "__qualname__", None) if line else None
        attempts = min(_attempts(message) + 1, MAX_ATTEMPTS)
        await dead_letters.record(
            self.app.db, message.body, envelope, cause=cause, attempts=attempts, handler=handler, fault=fault
        )
        crash_point("dead.after_record")
        await message.ack()
        log.error("event.dead", type=envelope.type if envelope else None, cause=cause)

    async def bury(self, message: AbstractIncomingMessage) -> None:
        """What the broker gave up because it kept killing its worker, or came back too often."""
        try:
            envelope = unwrap(message.body)
        except ValidationError:
            envelope = None
        while True:
            try:
                await self._give_up(message, envelope, cause="limite-de-livraison")
                return
            except Exception as fault:
                if not is_outage(fault):
                    raise
                await asyncio.sleep(OUTAGE_PAUSE)


async def _first_of(*events: Awaitable[object]) -> None:
    futures = [asyncio.ensure_future(event) for event in events]
    try:
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in futures:
            future.cancel()


async def _watch(queue: AbstractQueue) -> None:
    """Twice without a consumer of ours on the queue: begin anew. On the way, count what waits."""
    missing = 0
    while True:
        await asyncio.sleep(WATCH_EVERY)
        state = await queue.channel.declare_queue(queue.name, passive=True)
        missing = missing + 1 if state.declaration_result.consumer_count == 0 else 0
        if missing == 2:
            raise BrokerLost
        QUEUE_WAITING.set(state.declaration_result.message_count or 0)
        if state.declaration_result.message_count == 0:
            QUEUE_AGE.set(0)


def _attempts(message: AbstractIncomingMessage) -> int:
    attempts = message.headers.get(ATTEMPT, 0)
    return attempts if isinstance(attempts, int) else 0
