"""An S3 server of its own: rclone on a private socket, and in front of it the rule which key opens which bucket."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from deploy.local.catalogue import Service
from deploy.local.keys import Keys
from deploy.local.nginx import Nginx
from deploy.local.ports import answers
from deploy.local.process import Process


def access_key(service: str) -> str:
    return f"permis-{service}"


class S3:
    """One endpoint for all; a service is told apart by its key."""

    def __init__(
        self, folder: Path, port: int, services: Iterable[Service], buckets: Iterable[str], keys: Keys
    ) -> None:
        self.port = port
        self.folder = folder / "s3"
        self._buckets = tuple(buckets)
        self._socket_folder = Path(tempfile.mkdtemp(prefix="permis-s3-"))  # short: a socket's path has 107 bytes
        self._socket = self._socket_folder / "s3"
        with_buckets = [service for service in services if service.buckets]
        self._identities = ",".join(
            f'"{access_key(service.name)},{keys[f"{service.name}.s3"]}"' for service in with_buckets
        )
        self._server = Process(
            "rclone",
            folder,
            self._arguments,
            environment=lambda: {"RCLONE_AUTH_KEY": self._identities},
            ready=self._listens,
        )
        rights = [f"{access_key(service.name)} {bucket}" for service in with_buckets for bucket in service.buckets]
        self._front = Nginx(
            "s3-front",
            folder,
            Path(__file__).with_name("s3.conf.j2"),
            {"port": port, "socket": self._socket, "rights": rights},
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
        self._socket.unlink(missing_ok=True)
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
        shutil.rmtree(self._socket_folder, ignore_errors=True)

    def _arguments(self) -> list[str]:
        rclone = Path(sys.executable).with_name("rclone")
        # All requests pass through this one process: what it remembers of a folder is always right, and without
        # remembering, each request would read its whole bucket (165 ms for a put among 5,000 objects, against 3 ms).
        remembering = ("--vfs-cache-mode", "off", "--dir-cache-time", "9999h", "--poll-interval", "0")
        where = ("--addr", f"unix://{self._socket}", str(self.folder))
        return [str(rclone), "--config", "", "serve", "s3", "--no-cleanup", *remembering, *where]

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self._socket)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    async def _answers(self) -> bool:
        return answers(self.port)
