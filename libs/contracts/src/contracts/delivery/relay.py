"""The one active relay of a service: outbox rows out to the broker, in a subject's order, marked when confirmed."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import time
from typing import Any

import aio_pika
import asyncpg
import structlog
from aio_pika.abc import AbstractExchange

from contracts.delivery.broker import BrokerLost, confirming_channel, connected, keep_going, publish
from contracts.delivery.crash import crash_in_flight, crash_point
from contracts.delivery.database import WAKE_CHANNEL, Database
from contracts.delivery.envelope import CONTENT_TYPE, wrap
from contracts.delivery.gauges import measure
from contracts.delivery.metrics import OUTBOX_SENT, OUTBOX_UNROUTABLE, RELAY_LAG
from contracts.events.base import EVENTS, STATUTS
from contracts.telemetry import continue_trace, describe

log = structlog.get_logger()

BATCH = 500
POLL = 1.0  # seconds: the net under the notifications
HOLD = 5.0  # seconds that a subject waits whose event nobody takes
LOCK = 7_017_017  # the advisory lock of the active relay; each service has its own database

# Never `position > last`: positions are not in commit order.
UNSENT = """
    SELECT position, id, exchange, subject, sequence, type, data::text AS data, traceparent, created_at
    FROM outbox WHERE sent_at IS NULL AND NOT subject = ANY($1) ORDER BY position LIMIT $2
"""
MARK = "UPDATE outbox SET sent_at = clock_timestamp() WHERE position = ANY($1)"


async def relay(service: str, database: Database, broker_url: str) -> None:
    """Relay for ever. Run it in every worker: one is active under an advisory lock, the others stand by.

    Each of them measures, even where the broker is away: that is when it matters.
    """
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(measure(database))
        tasks.create_task(keep_going(f"{service} relay", lambda: _relay_until_lost(service, database, broker_url)))


async def _relay_until_lost(service: str, database: Database, broker_url: str) -> None:
    dsn = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    row_source = await asyncpg.connect(dsn, timeout=5, command_timeout=30)
    try:
        while not await row_source.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110 - stand by
            await asyncio.sleep(POLL)
        log.info("relay.active")
        async with connected(broker_url, f"{service}.relay") as connection:
            channel = await confirming_channel(connection)
            exchanges = {
                # Nobody needs to subscribe to the public stream; every other event has a reader, or it is a fault.
                EVENTS: await channel.get_exchange(EVENTS, ensure=False),
                STATUTS: await channel.get_exchange(STATUTS, ensure=False),
            }
            await _Relay(service, row_source, exchanges, channel.closed()).run()
    finally:
        row_source.terminate()


class _Relay:
    """One activity of the relay, from its connection to its loss."""

    def __init__(
        self,
        service: str,
        rows: "asyncpg.Connection[Any]",
        exchanges: dict[str, AbstractExchange],
        lost: Any,
    ) -> None:
        self.source = f"urn:permis:{service}"
        self.rows = rows
        self.exchanges = exchanges
        self.lost = asyncio.ensure_future(lost)
        self.wake = asyncio.Event()
        self.held: dict[str, float] = {}

    async def run(self) -> None:
        await self.rows.add_listener(WAKE_CHANNEL, lambda *_: self.wake.set())
        try:
            await self._relay()
        finally:
            self.lost.cancel()

    async def _relay(self) -> None:
        loop = asyncio.get_running_loop()
        while not self.lost.done():
            self.wake.clear()
            self.held = {subject: until for subject, until in self.held.items() if until > loop.time()}
            batch = await self.rows.fetch(UNSENT, list(self.held), BATCH)
            if batch:
                await self._send(batch)
            else:
                await self._wait()
        raise BrokerLost

    async def _wait(self) -> None:
        wake = asyncio.ensure_future(self.wake.wait())
        try:
            await asyncio.wait((wake, self.lost), timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        finally:
            wake.cancel()

    async def _send(self, batch: Sequence["asyncpg.Record"]) -> None:
        """Publish side by side what belongs to different subjects, one after the other what belongs to one."""
        confirmed: list[int] = []
        outcomes = await asyncio.gather(
            *(self._send_subject(rows, confirmed) for rows in _by_subject(batch)), return_exceptions=True
        )
        if confirmed:
            crash_point("relay.before_mark")
            await self.rows.execute(MARK, confirmed)
            crash_point("relay.after_mark")
            OUTBOX_SENT.inc(len(confirmed))
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _send_subject(self, rows: Iterable["asyncpg.Record"], confirmed: list[int]) -> None:
        """A failed publish ends it: the later events of the subject wait for the earlier one."""
        for row in rows:
            with _in_its_trace(row) as event:
                crash_point("relay.before_publish")
                try:
                    async with crash_in_flight("relay.after_publish"):
                        await publish(
                            self.exchanges[row["exchange"]],
                            self._message(event),
                            row["type"],
                            mandatory=row["exchange"] != STATUTS,
                        )
                except aio_pika.exceptions.PublishError:
                    OUTBOX_UNROUTABLE.inc()
                    log.error("relay.unroutable", type=row["type"], subject=row["subject"])
                    describe(failed=True)
                    self.held[row["subject"]] = asyncio.get_running_loop().time() + HOLD
                    return
            crash_point("relay.after_confirm")
            RELAY_LAG.observe(max(0.0, time() - row["created_at"].timestamp()))
            confirmed.append(row["position"])

    def _message(self, event: dict[str, Any]) -> aio_pika.Message:
        return aio_pika.Message(
            wrap(self.source, event),
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=str(event["id"]),
            correlation_id=event["subject"],  # decides the lane in the consumer, without parsing
            type=event["type"],
            timestamp=event["created_at"],
        )


@contextmanager
def _in_its_trace(row: "asyncpg.Record") -> Iterator[dict[str, Any]]:
    """The row as it is to be sent: who takes the event hangs on the publishing, which hangs on the writing."""
    with continue_trace(row["traceparent"], f"publish {row['type']}", "producer") as span:
        yield {**row, "traceparent": str(span)}


def _by_subject(batch: Sequence["asyncpg.Record"]) -> Iterable[list["asyncpg.Record"]]:
    subjects: dict[tuple[str, str], list[asyncpg.Record]] = {}
    for row in batch:
        subjects.setdefault((row["exchange"], row["subject"]), []).append(row)
    return subjects.values()
