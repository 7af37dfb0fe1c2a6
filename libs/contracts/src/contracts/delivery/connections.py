"""The connections of one database, kept open: each is SQLAlchemy's for the services and the driver's for the kit.

SQLAlchemy's own pool takes a connection apart and puts it together for every transaction, which costs as much as the
transaction. Here it stays together; what breaks is thrown away.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from contracts.http.outages import is_outage

PATIENCE = 5.0  # seconds to wait for a free connection, and for a new one
SERVER = {"max_parallel_workers_per_gather": "0", "jit": "off"}
"""Short queries only: to start a worker or a compiler takes longer than any of them."""


class Connected(NamedTuple):
    """One connection, both ways. SQLAlchemy is in autocommit: whoever holds it begins and ends transactions."""

    core: AsyncConnection
    driver: "asyncpg.Connection[Any]"


class Connections:
    """At most `size` connections; a caller beyond them waits, then gets a TimeoutError."""

    def __init__(self, url: URL, size: int) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            hide_parameters=True,  # an error's text must not carry a person's name into a log
            connect_args={"timeout": PATIENCE, "command_timeout": 30, "server_settings": SERVER},
        )
        self._free = asyncio.Semaphore(size)
        self._idle: list[Connected] = []
        self._discarding: set[asyncio.Future[None]] = set()

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[Connected]:
        """A connection in a fresh transaction: committed after the block, rolled back by what leaves it."""
        async with asyncio.timeout(PATIENCE):
            await self._free.acquire()
        try:
            connected = await self._begin()
            try:
                yield connected
                await connected.driver.execute("COMMIT")
            except BaseException:
                await self._roll_back(connected)
                raise
            self._idle.append(connected)
        finally:
            self._free.release()

    async def close(self) -> None:
        while self._idle:
            await self._discard(self._idle.pop())
        await self._engine.dispose()

    async def _begin(self) -> Connected:
        """BEGIN shows whether a kept connection still lives. If not, nothing was done on it: take another."""
        while self._idle:
            connected = self._idle.pop()
            try:
                await connected.driver.execute("BEGIN")
                return connected
            except BaseException as fault:
                await self._discard(connected)
                if not is_outage(fault):
                    raise
        return await self._connect()

    async def _connect(self) -> Connected:
        """Not to be cut short: a connection half made would belong to nobody."""
        making = asyncio.ensure_future(self._made())
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            making.add_done_callback(self._abandon)
            raise

    async def _made(self) -> Connected:
        core = await self._engine.connect()
        driver: asyncpg.Connection[Any] | None = (await core.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("BEGIN")
        return Connected(core, driver)

    def _abandon(self, made: "asyncio.Future[Connected]") -> None:
        """Who asked for it has gone."""
        if not made.cancelled() and made.exception() is None:
            discarding = asyncio.ensure_future(self._discard(made.result()))
            self._discarding.add(discarding)
            discarding.add_done_callback(self._discarding.discard)

    async def _roll_back(self, connected: Connected) -> None:
        try:
            await connected.driver.execute("ROLLBACK")
        except BaseException:  # its state is unknown: nobody may use it again
            await self._discard(connected)
            raise
        self._idle.append(connected)

    async def _discard(self, connected: Connected) -> None:
        connected.driver.terminate()
        await connected.core.invalidate()
        await connected.core.close()
