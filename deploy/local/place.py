"""A place: PostgreSQL, RabbitMQ, S3 and the inbox of one data folder, with a part for each service."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import databases, provision, topology
from deploy.local.catalogue import ROOT, buckets, portal, services
from deploy.local.consumed import consumed
from deploy.local.environment import IMPRIMERIE_USER, REBONDS_USER, SMS_USER, environment, portal_environment
from deploy.local.franceconnect import franceconnect
from deploy.local.keys import Keys
from deploy.local.ports import answers, kept_ports
from deploy.local.postgres import Postgres
from deploy.local.process import Process
from deploy.local.rabbitmq import RabbitMQ
from deploy.local.s3 import S3

SERVER_PORTS = ("postgres", "amqp", "management", "epmd", "dist", "s3", "smtp")

PAS = 2.0


@dataclass(frozen=True, repr=False)
class Subscriber:
    """Somebody at the broker: its queue and how it connects."""

    name: str
    user: str
    password: str
    queue: str
    broker_url: str


class Place:
    """The servers of one folder; each stops, dies and starts alone.

    `postgres`, `rabbitmq`, `s3`, and what plays the outside world: `inbox`, `fabrication`, `franceconnect`.

    `pas`: seconds that each step of a card takes, from Imprimerie Nationale to the door.
    """

    def __init__(
        self, folder: Path, wanted_ports: Mapping[str, int | None], delays: Mapping[str, int], pas: float = PAS
    ) -> None:
        self.folder = folder = folder.absolute()
        self.delays = delays
        self.pas = pas
        self.unreadable: dict[str, str] = {}  # services whose handlers cannot be imported: nothing is bound for them
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {
            **dict.fromkeys(SERVER_PORTS),
            "gateway": None,
            "inbox": None,
            "fabrication": None,
            "franceconnect": None,
            **dict.fromkeys(services()),
            portal().name: None,
        }
        self.ports = kept_ports(folder / "ports.json", {**wanted, **wanted_ports})
        self.keys = Keys(folder)
        ports = self.ports
        self.postgres = Postgres(folder, ports["postgres"], self.keys["postgres"])
        self.rabbitmq = RabbitMQ(
            folder, ports["amqp"], ports["management"], ports["epmd"], ports["dist"], self.keys["rabbitmq"]
        )
        self.s3 = S3(folder, ports["s3"], services().values(), buckets(), self.keys)
        self.inbox = Process(
            "inbox", folder, self._inbox_command, environment=self._inbox_environment, ready=self._inbox_answers
        )
        self.fabrication = Process(
            "fabrication",
            folder,
            self._fabrication_command,
            environment=self._fabrication_environment,
            ready=self._fabrication_answers,
        )
        self.franceconnect = franceconnect(folder, ports, self.keys, self.public_url)

    @property
    def public_url(self) -> str:
        """The gateway's address."""
        return f"http://127.0.0.1:{self.ports['gateway']}"

    @property
    def inbox_url(self) -> str:
        """The page of mails and SMS, its API and the SMS operator's."""
        return f"http://127.0.0.1:{self.ports['inbox']}"

    @property
    def fabrication_url(self) -> str:
        """Imprimerie Nationale and La Poste."""
        return f"http://127.0.0.1:{self.ports['fabrication']}"

    @property
    def admin_dsn(self) -> str:
        """PostgreSQL, as the administrator of the cluster."""
        return self.postgres.dsn()

    @property
    def pids(self) -> dict[str, int]:
        """Of every server, by name."""
        return {process.name: process.pid for process in self.processes}

    @property
    def processes(self) -> Sequence[Process]:
        """What a supervisor must keep alive."""
        return (*self.rabbitmq.processes, self.postgres, *self.s3.processes, *self.simulators)

    @property
    def partner(self) -> Subscriber:
        """The demonstration subscriber of the public stream."""
        return self._subscriber(topology.PARTNER, topology.PARTNER, topology.PARTNER_QUEUE)

    def environment(self, name: str) -> dict[str, str]:
        """The settings of the service `name`."""
        return environment(self, name)

    def portal_environment(self) -> dict[str, str]:
        """The settings of the web pages."""
        return portal_environment(self)

    async def start(self) -> None:
        """All servers at once, then each service's part in them."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.start_rabbitmq())
            tasks.create_task(self.start_postgres())
            tasks.create_task(self.s3.start())
            for simulator in self.simulators:
                tasks.create_task(simulator.start())

    async def close(self, *, discard: bool = False) -> None:
        """End every server; with `discard`, at once and the folder is gone."""
        if discard:
            await asyncio.gather(*(server.kill() for server in (self.rabbitmq, self.postgres, *self.simulators)))
        ending = [server.stop() for server in (self.rabbitmq, self.postgres, *self.simulators)]
        await asyncio.gather(*ending, self.s3.close())
        if discard:
            shutil.rmtree(self.folder, ignore_errors=True)

    def database(self, name: str) -> databases.Database:
        """The database `permis_<name>`: its addresses for the service and for its owner."""
        return provision.database_of(name, self.postgres.port, self.keys)

    async def scratch_database(self, name: str) -> databases.Database:
        """A further empty database with its two roles, as a service has it."""
        await provision.provision_databases(self.postgres, [name], self.keys)
        return self.database(name)

    async def declare_consumer(
        self,
        name: str,
        types: Sequence[str] = (),
        delays: Mapping[str, int] | None = None,
        *,
        exchanges: Sequence[str] = (),
    ) -> Subscriber:
        """The topology of one further consumer; again with other `types` or `delays`, it is changed to these."""
        wanted = provision.consumer(
            name, self.keys, types, exchanges=exchanges, delays={**topology.DELAYS, **(delays or self.delays)}
        )
        await provision.import_definitions(self.rabbitmq, topology.definitions([wanted]))
        return self._subscriber(name, wanted.user, name)

    def _subscriber(self, name: str, user: str, queue: str) -> Subscriber:
        password = self.keys[f"{name}.broker"]
        return Subscriber(name, user, password, queue, self.rabbitmq.url(user, password))

    async def start_postgres(self) -> None:
        """With a database for each service."""
        await self.postgres.start()
        await provision.provision_databases(self.postgres, services(), self.keys)

    async def start_rabbitmq(self) -> None:
        """With the queues of each service."""
        found, _ = await asyncio.gather(consumed(), self.rabbitmq.start())
        self.unreadable = {name: line.fault for name, line in found.items() if line.fault}
        types = {name: line.types for name, line in found.items()}
        await provision.provision_broker(self.rabbitmq, list(services().values()), types, self.keys, self.delays)

    @property
    def simulators(self) -> Sequence[Process]:
        """What plays the outside world."""
        return (self.inbox, self.fabrication, self.franceconnect)

    def _fabrication_command(self) -> list[str]:
        port, folder = str(self.ports["fabrication"]), str(self.folder / "fabrication")
        module = "deploy.simulators.fabrication"
        return [sys.executable, "-m", module, "--http-port", port, "--data", folder, "--pas", str(self.pas)]

    def _fabrication_environment(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(ROOT),
            "FABRICATION_USER": IMPRIMERIE_USER,
            "FABRICATION_PASSWORD": self.keys["imprimerie"],
            "FABRICATION_CLE": self.keys["poste"],
        }

    async def _fabrication_answers(self) -> bool:
        return answers(self.ports["fabrication"])

    def _inbox_command(self) -> list[str]:
        ports = ("--smtp-port", str(self.ports["smtp"]), "--http-port", str(self.ports["inbox"]))
        return [sys.executable, "-m", "deploy.simulators.boite", *ports, "--data", str(self.folder / "inbox")]

    def _inbox_environment(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(ROOT),
            "BOITE_SMS_USER": SMS_USER,
            "BOITE_SMS_PASSWORD": self.keys["sms"],
            "BOITE_RETOURS_URL": f"http://127.0.0.1:{self.ports['notifications']}/api/notifications",
            "BOITE_REBONDS_USER": REBONDS_USER,
            "BOITE_REBONDS_PASSWORD": self.keys["rebonds"],
            "BOITE_ACCUSES_CLE": self.keys.webhook("sms.accuses"),
        }

    async def _inbox_answers(self) -> bool:
        return answers(self.ports["smtp"]) and answers(self.ports["inbox"])


@asynccontextmanager
async def open_place(
    folder: Path,
    *,
    services_ports: Mapping[str, int | None] | None = None,
    delays: Mapping[str, int] = topology.DELAYS,
    pas: float = PAS,
    discard: bool = False,
) -> AsyncIterator[Place]:
    """A started place. `services_ports` are wishes (service name, `gateway`, `inbox`): a taken one is replaced."""
    place = Place(folder, services_ports or {}, delays, pas)
    try:
        await place.start()
        yield place
    finally:
        await place.close(discard=discard)
