"""A stack of containers seen from this machine, in the shape of `deploy.local.system.System`: for tests and `verify`.

Its servers and services can be reached on ports of the loopback address that an overlay of compose.yml publishes; its
keys are read out of its volume. Stopping, killing and starting go through `docker compose`.
"""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from deploy.compose.document import FILE
from deploy.compose.parts import PLAYED, SERVERS, Located, container, parts, worker
from deploy.local import provision, topology
from deploy.local.catalogue import portal, services
from deploy.local.databases import Database
from deploy.local.environment import environment
from deploy.local.keys import Keys, write_private
from deploy.local.place import Subscriber
from deploy.local.ports import free_port
from deploy.local.postgres import ADMIN
from deploy.local.process import NotStarted
from deploy.local.rabbitmq import ADMIN as BROKER_ADMIN

HOST = "host.docker.internal"  # this machine, as containers see it
BRIDGE = "bridge"  # the engine's first network, whose address they have for it
UP_WITHIN = 600  # seconds
CRASH = ("bash", "-c", "kill -9 -1")  # all but tini, which then ends with 137 and lets the engine start it again


class Part:
    """One or several containers of a stack that die and come back together."""

    def __init__(self, stack: "Stack", *names: str) -> None:
        self._stack, self.names = stack, names

    def crash(self) -> None:
        """SIGKILL from within: nobody asked the engine for it, so its restart policy decides."""
        for name in self.names:
            for index in self._stack.indices(name):
                self._stack.compose("exec", "-T", f"--index={index}", name, *CRASH, check=False)

    async def stop(self) -> None:
        await asyncio.to_thread(self._stack.compose, "stop", *self.names)

    async def start(self) -> None:
        options = ("--wait", "--no-build", "--pull=never", "--no-deps", "--no-recreate")
        await asyncio.to_thread(self._stack.compose, "up", *options, *self.names)

    async def restart(self) -> None:
        await self.stop()
        await self.start()


class Seen:
    """The servers of a stack in the shape of `deploy.local.place.Place`."""

    def __init__(self, stack: "Stack", ports: dict[str, int]) -> None:
        self.folder, self.ports = stack.folder, ports
        self.keys = Keys(stack.folder)
        self.franceconnect = Part(stack, "franceconnect")
        self._located = Located(self.folder, self.keys, ports, self.public_url)

    @property
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['gateway']}"

    @property
    def inbox_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['inbox']}"

    @property
    def admin_dsn(self) -> str:
        return f"postgresql://{ADMIN}:{self.keys['postgres']}@127.0.0.1:{self.ports['postgres']}/postgres"

    @property
    def partner(self) -> Subscriber:
        name, password = topology.PARTNER, self.keys[f"{topology.PARTNER}.broker"]
        url = self._located.rabbitmq.url(name, password)
        return Subscriber(name, name, password, topology.PARTNER_QUEUE, url)

    def environment(self, name: str) -> dict[str, str]:
        """The settings of a service, for a command that runs on this machine."""
        return environment(self._located, name)

    def database(self, name: str) -> Database:
        return provision.database_of(name, self.ports["postgres"], self.keys)

    def management(self) -> httpx.AsyncClient:
        """RabbitMQ's API, as the administrator."""
        url = f"http://127.0.0.1:{self.ports['management']}"
        return httpx.AsyncClient(base_url=url, auth=(BROKER_ADMIN, self.keys["rabbitmq"]), timeout=60)


class Stack:
    """A project of `docker compose`. `settings` are variables of compose.yml, `more` variables of every service;
    `scaled` are containers of which there may be several: they have no door of their own."""

    def __init__(
        self,
        folder: Path,
        project: str,
        settings: Mapping[str, str] | None = None,
        more: Mapping[str, str] | None = None,
        scaled: Collection[str] = (),
    ) -> None:
        self.folder, self.project, self._scaled = folder.absolute(), project, scaled
        folder.mkdir(parents=True, exist_ok=True)
        taken: set[int] = set()
        self._doors = {name: free_port(taken) for name in self._published()}
        ports = {name: self._doors[name] for name in SERVERS} | {
            name: self._doors[container(part)] for name, part in parts().items()
        }
        self.place = Seen(self, ports)
        self._overlay = folder / "overlay.json"
        self._overlay.write_text(json.dumps(self._published_services(dict(more or {}))))
        self._environment = {
            **os.environ,
            **(settings or {}),
            "PUBLIC_URL": self.place.public_url,
            "PORT": str(ports["gateway"]),
            "INBOX_PORT": str(ports["inbox"]),
            "FRANCECONNECT_PORT": str(ports["franceconnect"]),
        }
        self.services = {name: Part(self, container(part), worker(part)) for name, part in services().items()}
        self.parts = {name: Part(self, name) for name in self.names()}

    @property
    def url(self) -> str:
        return self.place.public_url

    def names(self) -> list[str]:
        """Every container that stays, by its name in compose.yml."""
        hosts = {host for host, _ in SERVERS.values() if "." not in host}
        own = [f(part) for part in services().values() for f in (container, worker)]
        return sorted({*hosts, *own, container(portal()), "franceconnect"})

    def doors(self, name: str) -> list[int]:
        """Where the API and the worker of a service answer: /metrics, /readyz."""
        return [self._doors[container(services()[name])], self._doors[worker(services()[name])]]

    def browser(self) -> httpx.AsyncClient:
        """Who goes from our pages to the provider's."""
        return httpx.AsyncClient(mounts={"http://franceconnect.localhost": Loopback()}, timeout=30)

    @asynccontextmanager
    async def reachable(self, port: int) -> AsyncIterator[str]:
        """What listens on a port of the loopback address, for containers: the address by which they reach it."""
        async with await asyncio.start_server(
            lambda reader, writer: _carry(reader, writer, port), await asyncio.to_thread(host_address), port
        ):
            yield f"{HOST}:{port}"

    def log(self, name: str) -> str:
        """What a service, or another container, has said."""
        names = self.services[name].names if name in self.services else (name,)
        return self.compose("logs", "--no-color", "--no-log-prefix", *names)

    def compose(self, *arguments: str, check: bool = True, within: float = UP_WITHIN) -> str:
        """Raises NotStarted with what docker said."""
        command = (
            "docker",
            "compose",
            "--ansi=never",
            "-p",
            self.project,
            "-f",
            str(FILE),
            "-f",
            str(self._overlay),
            *arguments,
        )
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=within, check=False
        )
        if check and done.returncode != 0:
            raise NotStarted(f"docker compose {' '.join(arguments)}: {done.stderr[-3000:]}")
        return done.stdout

    def indices(self, name: str) -> Sequence[int]:
        """The numbers of the running containers of a service: several when it is scaled."""
        found = [json.loads(line) for line in self.compose("ps", "--format", "json", name).splitlines() if line]
        return [int(one["Name"].rpartition("-")[2]) for one in found]

    async def start(self) -> None:
        """Healthy, without the demonstration."""
        options = ("--wait", "--no-build", "--pull=never", "--scale=demonstration=0")
        try:
            await asyncio.to_thread(self.compose, "up", *options)
        except NotStarted:
            print(self.compose("ps", "-a", check=False))
            print(self.compose("logs", "--tail=20", check=False)[-20_000:])
            raise
        kept = await asyncio.to_thread(
            self.compose,
            *("run", "--rm", "--no-deps", "-T", "--entrypoint=cat", "preparation", "/volumes/keys/keys.json"),
        )
        write_private(self.folder / "keys.json", kept.encode())
        self.place.keys = Keys(self.folder)
        self.place._located.keys = self.place.keys

    async def close(self, *, discard: bool = True) -> None:
        """All containers, and with `discard` the data."""
        await asyncio.to_thread(self.compose, "down", "--timeout=5", *(["--volumes"] if discard else []), check=False)

    async def scale(self, name: str, number: int) -> None:
        options = ("--wait", "--no-build", "--pull=never", "--no-deps", "--no-recreate")
        await asyncio.to_thread(self.compose, "up", *options, f"--scale={name}={number}", name)

    def _published(self) -> list[str]:
        own = [f(part) for part in services().values() for f in (container, worker)]
        return [*SERVERS, *own, container(portal())]

    def _published_services(self, more: dict[str, str]) -> dict[str, Any]:
        """Servers get a network that is not closed: what is published goes through it."""
        overlaid: dict[str, Any] = {}
        for name, (host, port) in SERVERS.items():
            if name in ("gateway", "inbox", *PLAYED):
                continue  # published by compose.yml itself
            one = overlaid.setdefault(host, {"networks": {"tests": {}}, "ports": []})
            one["ports"].append(f"127.0.0.1:{self._doors[name]}:{port}")
        for service in services().values():
            for name in (container(service), worker(service)):
                overlaid[name] = {
                    "ports": [] if name in self._scaled else [f"127.0.0.1:{self._doors[name]}:{service.port}"],
                    "extra_hosts": [f"{HOST}:host-gateway"],
                    "environment": more,
                }
        overlaid[container(portal())] = {"extra_hosts": [f"{HOST}:host-gateway"], "environment": more}
        return {"services": overlaid, "networks": {"tests": {}}}


class Loopback(httpx.AsyncHTTPTransport):
    """For a name below localhost: what a browser looks for on its own machine (RFC 6761), which libc does not know."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        here = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(
            httpx.Request(
                request.method, here, headers=request.headers, stream=request.stream, extensions=request.extensions
            )
        )


def host_address() -> str:
    """This machine's address in the engine's first network."""
    command = ("docker", "network", "inspect", BRIDGE, "-f", "{{(index .IPAM.Config 0).Gateway}}")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() or "172.17.0.1"


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    try:
        there, back = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        writer.close()
        return
    await asyncio.gather(_pour(reader, back), _pour(there, writer))


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    except OSError:
        return
    finally:
        target.close()
