"""The whole system: a place, every service in it, the gateway before them, and a supervisor over all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from deploy.local import topology
from deploy.local.catalogue import portal, services
from deploy.local.gateway import gateway
from deploy.local.migrations import migrate_when_changed
from deploy.local.place import PAS, Place
from deploy.local.process import NotStarted, Process
from deploy.local.service import portal_process, service_process
from deploy.local.supervisor import Supervisor


def _silent(_: str) -> None:
    """Nobody reads along."""


class System:
    """`services` are the running processes by name, `gateway` is nginx, `place` holds the servers.

    What dies is started again by itself, except what was stopped or killed through its own methods.
    """

    def __init__(
        self,
        folder: Path,
        *,
        ports: Mapping[str, int | None] | None = None,
        only: Collection[str] = (),
        limits: bool = True,
        delays: Mapping[str, int] = topology.DELAYS,
        pas: float = PAS,
        say: Callable[[str], None] = _silent,
    ) -> None:
        self.place = Place(folder, ports or {}, delays, pas)
        chosen = {name: service for name, service in services().items() if not only or name in only}
        self._chosen = chosen
        self.services = {name: service_process(self.place, service) for name, service in chosen.items()}
        self.portal = portal_process(self.place, portal())
        self.gateway = gateway(self.place.folder, self.place.ports, limits=limits, inbox_url=f"{self.place.inbox_url}/")
        self.supervisor = Supervisor([*self.place.processes, *self.services.values(), self.portal, self.gateway], say)
        self._watching: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The gateway's address."""
        return self.place.public_url

    @property
    def processes(self) -> Mapping[str, Process]:
        """Everything that runs, by name."""
        return {
            process.name: process
            for process in (*self.place.processes, *self.services.values(), self.portal, self.gateway)
        }

    def doors(self, name: str) -> Sequence[int]:
        """Where a service answers: /metrics, /readyz. One process here, API and worker in a stack of containers."""
        return [self.place.ports[name]]

    def log(self, name: str) -> str:
        """What a process has said."""
        return self.processes[name].log_file.read_text(errors="replace")

    def browser(self) -> httpx.AsyncClient:
        """Who goes from our pages to the provider's."""
        return httpx.AsyncClient()

    @asynccontextmanager
    async def reachable(self, port: int) -> AsyncIterator[str]:
        """Where the services reach what listens on a port of this machine."""
        yield f"127.0.0.1:{port}"

    async def start(self) -> None:
        """As parallel as it can be: a service starts when its database is migrated and the broker has its queues."""
        place = self.place
        async with asyncio.TaskGroup() as tasks:
            broker = tasks.create_task(place.start_rabbitmq())
            databases = tasks.create_task(self._prepare_databases())
            tasks.create_task(place.s3.start())
            for part in (*place.simulators, self.portal, self.gateway):
                tasks.create_task(part.start())
            for name in self.services:
                tasks.create_task(self._bring_up(name, broker, databases))
        self._watching = asyncio.create_task(self.supervisor.run())

    async def _prepare_databases(self) -> None:
        await self.place.start_postgres()
        settings = {service: self.place.environment(name) for name, service in self._chosen.items()}
        await asyncio.to_thread(migrate_when_changed, self.place.folder, settings)

    async def _bring_up(self, name: str, broker: asyncio.Task[None], databases: asyncio.Task[None]) -> None:
        await databases
        await broker
        if fault := self.place.unreadable.get(name):
            raise NotStarted(fault)
        await self.services[name].start()

    async def close(self, *, discard: bool = False) -> None:
        """First the door, then the services, then what they stand on."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self.gateway.stop()
        await self.portal.stop()
        await asyncio.gather(*(process.stop() for process in self.services.values()))
        await self.place.close(discard=discard)


@asynccontextmanager
async def open_system(
    folder: Path,
    *,
    ports: Mapping[str, int | None] | None = None,
    only: Collection[str] = (),
    limits: bool = True,
    delays: Mapping[str, int] = topology.DELAYS,
    pas: float = PAS,
    discard: bool = False,
    say: Callable[[str], None] = _silent,
) -> AsyncIterator[System]:
    """A started system, `only` with these services when given. `limits=False` takes the gateway's rate limits away."""
    system = System(folder, ports=ports, only=only, limits=limits, delays=delays, pas=pas, say=say)
    try:
        await system.start()
        yield system
    finally:
        await system.close(discard=discard)
