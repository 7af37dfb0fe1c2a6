"""A RabbitMQ of its own: node, name daemon, start, readiness, end, and its command line."""

import asyncio
import signal
from pathlib import Path

import httpx

from deploy.local.ports import answers
from deploy.local.process import Process

PROGRAMS = Path("/usr/lib/rabbitmq/bin")  # the wrappers in /usr/sbin accept only root or rabbitmq
NODE = "permis@localhost"
ADMIN = "permis-admin"

CONFIGURATION = """\
listeners.tcp.1 = {host}:{amqp}
management.tcp.ip = {host}
management.tcp.port = {management}
default_user = {admin}
default_pass = {password}
default_vhost = permis
heartbeat = 10
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 200MB
log.file = false
log.console = true
log.console.level = warning
collect_statistics_interval = 5000
management_agent.disable_metrics_collector = false
raft.wal_max_size_bytes = 33554432
"""


class RabbitMQ(Process):
    """The broker. Its name daemon is our child too, so that nothing stays behind."""

    def __init__(
        self, folder: Path, amqp_port: int, management_port: int, epmd_port: int, dist_port: int, password: str
    ):
        self.port = amqp_port
        self.management_url = f"http://127.0.0.1:{management_port}"
        self.admin, self.password = ADMIN, password
        self._folder = folder / "rabbitmq"
        self._epmd_port = epmd_port
        self._dist_port = dist_port
        self._configuration = CONFIGURATION.format(
            host="127.0.0.1", amqp=amqp_port, management=management_port, admin=ADMIN, password=password
        )
        self._names = Process(
            "epmd",
            folder,
            lambda: ["epmd", "-port", str(epmd_port), "-address", "127.0.0.1"],
            environment=self._variables,
            ready=self._names_answer,
        )
        super().__init__(
            "rabbitmq",
            folder,
            lambda: [str(PROGRAMS / "rabbitmq-server")],
            environment=self._variables,
            ready=self._serves,
            stop_signal=signal.SIGTERM,
            stop_within=30,
            death_signal=signal.SIGKILL,  # a node that boots ignores SIGTERM
        )

    @property
    def processes(self) -> tuple[Process, Process]:
        """The name daemon and the node."""
        return (self._names, self)

    def url(self, user: str, password: str) -> str:
        """Where `user` connects."""
        return f"amqp://{user}:{password}@127.0.0.1:{self.port}/permis"

    def management(self) -> httpx.AsyncClient:
        """The management API, as the administrator."""
        return httpx.AsyncClient(base_url=self.management_url, auth=(self.admin, self.password), timeout=60)

    async def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name in ("home", "mnesia", "log"):
            (self._folder / name).mkdir(exist_ok=True)
        (self._folder / "rabbitmq.conf").write_text(self._configuration)
        (self._folder / "rabbitmq.conf").chmod(0o600)
        (self._folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (self._folder / "env.conf").touch()
        await self._names.start()
        await super().start()

    async def stop(self) -> None:
        await super().stop()
        await self._names.stop()

    async def control(self, *arguments: str) -> str:
        """`rabbitmqctl`, for the tests that make the broker suffer."""
        running = await asyncio.create_subprocess_exec(
            str(PROGRAMS / "rabbitmqctl"),
            *("-n", NODE, "--quiet", *arguments),
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **self._variables()},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await running.communicate()
        if running.returncode != 0:
            raise RuntimeError(f"rabbitmqctl {' '.join(arguments)} failed:\n{said.decode(errors='replace')}")
        return said.decode()

    def _variables(self) -> dict[str, str]:
        quiet = "+sbwt none +sbwtdcpu none +sbwtdio none"
        return {
            "HOME": str(self._folder / "home"),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RUNNING_UNDER_SYSTEMD": "true",  # the script replaces itself by the node: one process id
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "env.conf"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"-kernel inet_dist_use_interface {{127,0,0,1}} {quiet}",
        }

    async def _names_answer(self) -> bool:
        return answers(self._epmd_port)

    async def _serves(self) -> bool:
        """The AMQP port opens last, when the queues have recovered."""
        if not answers(self.port):
            return False
        try:
            async with self.management() as http:
                return (await http.get("/api/vhosts/permis")).status_code == 200
        except httpx.TransportError:
            return False
