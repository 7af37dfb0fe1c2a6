"""A PostgreSQL of its own: cluster, start, readiness, end."""

import asyncio
import signal
import tempfile
from pathlib import Path

import asyncpg
import psutil

from deploy.local.ordinary_user import hand_over
from deploy.local.process import NotStarted, Process, end_processes

ADMIN = "permis_admin"

# What keeps a reported commit (fsync, synchronous_commit) is said aloud although it is the default: tests read it back.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_statement": "none",
    "max_wal_size": "256MB",
}


class Postgres(Process):
    """`await start()` makes the cluster the first time."""

    def __init__(self, folder: Path, port: int, password: str) -> None:
        self.port = port
        self._password = password
        self._data = folder / "postgres" / "data"
        self._programs = _newest_programs()
        super().__init__(
            "postgres",
            folder,
            self._arguments,
            ready=self._answers,
            stop_signal=signal.SIGINT,  # fast: sessions are ended, committed work is kept
            user=hand_over(folder / "postgres", "postgres"),
        )

    def dsn(self, database: str = "postgres") -> str:
        """As the administrator of the cluster."""
        return f"postgresql://{ADMIN}:{self._password}@127.0.0.1:{self.port}/{database}"

    async def start(self) -> None:
        if not (self._data / "PG_VERSION").exists():
            await self._make_cluster()
        await super().start()

    def spawn(self) -> None:
        """Start without waiting, once the sessions of a server that was killed are gone.

        Each of them leads a session of its own, and one that computes does not see its server die: as long as one
        holds the shared memory, PostgreSQL refuses to start on the same files.
        """
        end_processes([process for process in psutil.process_iter() if self._works_here(process)])
        super().spawn()

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return process.cwd() == str(self._data.resolve())
        except psutil.Error:
            return False

    def _arguments(self) -> list[str]:
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port), *settings]

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.dsn(), timeout=2)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            return False
        await connection.close()
        return True

    async def _make_cluster(self) -> None:
        """Into a folder beside, renamed when whole: a first start that is cut leaves no half cluster."""
        fresh = self._data.with_name("fresh")
        script = 'rm -rf "$2"; "$1"/initdb -D "$2" -U "$4" --pwfile=<(cat) --data-checksums -A scram-sha-256 \
            --locale=C.UTF-8 -E UTF8 && rm -rf "$3" && mv "$2" "$3"'
        arguments = (str(self._programs), str(fresh), str(self._data), ADMIN)
        making = await asyncio.create_subprocess_exec(
            *("setpriv", *self._user, "--", "bash", "-c", script, "initdb", *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tempfile.gettempdir(),
        )
        said, _ = await making.communicate(self._password.encode())
        if making.returncode != 0:
            raise NotStarted(f"initdb failed:\n{said.decode(errors='replace')}")


def _newest_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if not found:
        raise NotStarted("PostgreSQL is not installed: run `make setup`")
    return found[-1]
