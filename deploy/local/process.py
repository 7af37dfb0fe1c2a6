"""One server process: it dies with us, is waited for until ready, and is ended by its process id and no other way."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import psutil

POLL = 0.02


class NotStarted(Exception):
    """The process ended, or did not answer in time; the message carries the end of its log."""


class Process:
    """A command that can be started, ended, killed and started again.

    The kernel sends it a signal when our thread dies (PR_SET_PDEATHSIG), and a file with its process id and start
    time lets the next start end what was left over nevertheless.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        command: Callable[[], Sequence[str]],
        *,
        environment: Callable[[], Mapping[str, str]] = dict,
        ready: Callable[[], Awaitable[bool]],
        stop_signal: signal.Signals = signal.SIGTERM,
        death_signal: signal.Signals | None = None,
        stop_within: float = 20,
        ready_within: float = 60,
        user: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.log_file = folder / "logs" / f"{name}.log"
        self._pid_file = folder / "pids" / f"{name}.json"
        self._command = command
        self._environment = environment
        self._ready = ready
        self._stop_signal = stop_signal
        self._death_signal = death_signal or stop_signal
        self._stop_within = stop_within
        self._ready_within = ready_within
        self._user = user
        self._starting = asyncio.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._child is None:
            raise NotStarted(f"{self.name} is not running")
        return self._child.pid

    def returncode(self) -> int | None:
        """None while it runs."""
        return None if self._child is None else self._child.poll()

    async def start(self) -> None:
        """Start unless it runs, and return when it is ready."""
        async with self._starting:
            if self._child is None or self._child.poll() is not None:
                self.spawn()
            await self.wait_ready()

    def spawn(self) -> None:
        """Start without waiting."""
        for folder in (self.log_file.parent, self._pid_file.parent):
            folder.mkdir(parents=True, exist_ok=True)
        if self._child is not None:
            end_session(self._child.pid)
        end_leftover(self._pid_file)
        death = self._death_signal.name.removeprefix("SIG")
        command = ["setpriv", "--pdeathsig", death, *self._user, "--", *self._command()]
        with self.log_file.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                env={**inherited_environment(), **self._environment()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # the terminal's Ctrl-C is ours to pass on, in order
            )
        started = psutil.Process(self._child.pid).create_time()
        self._pid_file.write_text(json.dumps({"pid": self._child.pid, "started": started}))

    async def wait_ready(self) -> None:
        """Ask until it says yes; give up when the process ended or the time is over."""
        deadline = time.monotonic() + self._ready_within
        while not await self._ready():
            if self.returncode() is not None:
                raise NotStarted(f"{self.name} ended with {self.returncode()}:\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise NotStarted(f"{self.name} is not ready after {self._ready_within} s:\n{self.last_words()}")
            await asyncio.sleep(POLL)

    async def stop(self) -> None:
        """Ask it to end; kill it when it does not."""
        if self._child is None:
            return
        if self._child.poll() is None:
            self._child.send_signal(self._stop_signal)
            if not await self._gone_within(self._stop_within):
                self._child.kill()
        await self._reap()

    async def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self._child is not None:
            self._child.kill()
            await self._reap()

    def crash(self) -> None:
        """SIGKILL as it happens in life: nobody asked for it, so whoever supervises it starts it again."""
        os.kill(self.pid, signal.SIGKILL)

    async def restart(self) -> None:
        """A clean end and a new start, same port, same data."""
        await self.stop()
        await self.start()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log_file.exists():
            return ""
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])

    async def _gone_within(self, seconds: float) -> bool:
        assert self._child is not None
        deadline = time.monotonic() + seconds
        while self._child.poll() is None:
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(POLL)
        return True

    async def _reap(self) -> None:
        assert self._child is not None
        await self._gone_within(float("inf"))
        end_session(self._child.pid)
        self._child = None
        self._pid_file.unlink(missing_ok=True)


def inherited_environment() -> dict[str, str]:
    """What a child needs of ours, and where traces go; nothing of another service's settings."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "CRASH_AT")
    return {name: value for name, value in os.environ.items() if name in kept or name.startswith("OTEL_")}


def end_leftovers(folder: Path, within: float = 10) -> list[str]:
    """End what an earlier supervisor of this data folder left behind; the names of what still ran."""
    return [file.stem for file in sorted((folder / "pids").glob("*.json")) if end_leftover(file, within)]


def end_leftover(pid_file: Path, within: float = 10) -> bool:
    """End one process of an earlier supervisor, and its children; its start time tells it from a stranger."""
    try:
        kept = json.loads(pid_file.read_text())
    except (FileNotFoundError, ValueError):
        return False
    pid_file.unlink(missing_ok=True)
    try:
        leader = psutil.Process(kept["pid"])
        if abs(leader.create_time() - kept["started"]) > 1:
            return False
        leader.terminate()
    except psutil.NoSuchProcess:  # its number stays reserved as long as its session has a member: those are its own
        return end_session(kept["pid"])
    _living([leader], within)
    return end_session(kept["pid"]) or True


def end_session(session: int) -> bool:
    """SIGKILL whatever still belongs to the session that a process led. Was there anything?

    A process that was killed cannot end its own children: the workers of nginx would keep its port.
    """
    return end_processes([process for process in psutil.process_iter() if _session_of(process.pid) == session])


def end_processes(processes: Sequence[psutil.Process]) -> bool:
    """SIGKILL those of them that still run, and wait until they are gone. Was there anything?"""
    left = _living(processes)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _living(left, within=5)
    return bool(left)


def _living(processes: Sequence[psutil.Process], within: float = 0) -> list[psutil.Process]:
    """Those that still run, at the latest after `within` seconds; a zombie does not, whoever has to reap it."""
    deadline = time.monotonic() + within
    while (left := [process for process in processes if _runs(process)]) and time.monotonic() < deadline:
        time.sleep(POLL)
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return str(process.status()) != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None
