"""An S3 server of its own: rclone on a private socket, and in front of it the rule which key opens which bucket."""

import asyncio
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from deploy.local.catalogue import Service
from deploy.local.keys import Keys
from deploy.local.nginx import Nginx
from deploy.local.ports import answers
from deploy.local.process import NotStarted, Process


def access_key(service: str) -> str:
    return f"permis-{service}"


class Rclone(Process):
    """The storage, on a socket that only we may open; it speaks for every key and knows no rights."""

    def __init__(self, folder: Path, served: Path, identities: str) -> None:
        self._served = served
        self.socket = socket_folder(folder) / "s3"
        super().__init__(
            "rclone",
            folder,
            self._arguments,
            environment=lambda: {"RCLONE_AUTH_KEY": identities},
            ready=self._listens,
        )

    def spawn(self) -> None:
        self.socket.unlink(missing_ok=True)  # left by one that was killed
        super().spawn()

    def _arguments(self) -> list[str]:
        program = Path(sys.executable).with_name("rclone")
        # All requests pass through this one process: what it remembers of a folder is always right, and without
        # remembering, each request would read its whole bucket (165 ms for a put among 5,000 objects, against 3 ms).
        remembering = ("--vfs-cache-mode", "off", "--dir-cache-time", "9999h", "--poll-interval", "0")
        where = ("--addr", f"unix://{self.socket}", str(self._served))
        return [str(program), "--config", "", "serve", "s3", "--no-cleanup", *remembering, *where]

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True


class S3:
    """One endpoint for all; a service is told apart by its key."""

    def __init__(
        self, folder: Path, port: int, services: Iterable[Service], buckets: Iterable[str], keys: Keys
    ) -> None:
        self.port = port
        self.folder = folder / "s3"
        self._buckets = tuple(buckets)
        with_buckets = [service for service in services if service.buckets]
        identities = ",".join(f'"{access_key(service.name)},{keys[f"{service.name}.s3"]}"' for service in with_buckets)
        rights = [f"{access_key(service.name)} {bucket}" for service in with_buckets for bucket in service.buckets]
        self._server = Rclone(folder, self.folder, identities)
        self._front = Nginx(
            "s3-front",
            folder,
            Path(__file__).with_name("s3.conf.j2"),
            {"listen": f"127.0.0.1:{port}", "socket": self._server.socket, "rights": rights},
            ready=self._answers,
        )

    @property
    def endpoint(self) -> str:
        """What `minio.Minio` takes first."""
        return f"127.0.0.1:{self.port}"

    @property
    def processes(self) -> tuple[Process, Process]:
        """Both parts."""
        return (self._server, self._front)

    async def start(self) -> None:
        """Both parts, ready; the buckets exist."""
        for bucket in self._buckets:
            (self.folder / bucket).mkdir(parents=True, exist_ok=True)
        await asyncio.gather(self._server.start(), self._front.start())

    async def stop(self) -> None:
        """Both parts; nothing answers on the port."""
        await asyncio.gather(self._front.stop(), self._server.stop())

    async def kill(self) -> None:
        """The storage dies at once; the front answers 502."""
        await self._server.kill()

    async def restart(self) -> None:
        """Same port, same objects."""
        await self.stop()
        await self.start()

    async def close(self) -> None:
        """Stop for good."""
        await self.stop()
        shutil.rmtree(self._server.socket.parent, ignore_errors=True)

    async def _answers(self) -> bool:
        return answers(self.port)


def socket_folder(folder: Path) -> Path:
    """A private one with a short path, since a socket's has 107 bytes at most; the same each time for a data folder."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    found = Path(tempfile.gettempdir()) / f"permis-{name}"
    found.mkdir(mode=0o700, exist_ok=True)
    if found.stat().st_uid != os.geteuid():
        raise NotStarted(f"{found} belongs to somebody else: remove it, or set TMPDIR")
    return found
