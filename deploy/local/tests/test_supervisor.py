"""What dies is started again, sooner the longer it lived; nothing is left running; logs are cut."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from deploy.local.ports import answers, free_port
from deploy.local.process import NotStarted, Process, end_leftovers
from deploy.local.supervisor import Supervisor, cut_log

# Listens on a port; `family` starts a child of its own, `deaf` ignores SIGTERM, `dies` ends at once.
STAND_IN = """
import signal, socket, subprocess, sys, time
port, habits = int(sys.argv[1]), sys.argv[2:]
if "dies" in habits:
    sys.exit(3)
if "deaf" in habits:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "family" in habits:
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
listener = socket.create_server(("127.0.0.1", port))
print("listening", flush=True)
time.sleep(600)
"""


async def never() -> bool:
    return False


def stand_in(folder: Path, *habits: str) -> Process:
    port = free_port(set())

    async def ready() -> bool:
        return answers(port)

    command = [sys.executable, "-c", STAND_IN, str(port), *habits]
    return Process("essai", folder, lambda: command, ready=ready, stop_within=0.5)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is awaited is another process
            await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture
async def supervised(tmp_path: Path) -> AsyncIterator[tuple[Process, Supervisor, list[str]]]:
    """A running stand-in under a supervisor, and what the supervisor says."""
    process, said = stand_in(tmp_path, "family"), list[str]()
    await process.start()
    supervisor = Supervisor([process], said.append)
    watching = asyncio.create_task(supervisor.run())
    yield process, supervisor, said
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await process.stop()


async def test_what_is_killed_starts_again(supervised: tuple[Process, Supervisor, list[str]]) -> None:
    process, supervisor, said = supervised
    before = process.pid
    (child,) = psutil.Process(before).children()

    process.crash()
    await until(lambda: supervisor.restarts["essai"] == 1)

    assert process.pid != before
    assert not alive(child.pid)
    assert said[-1] == "essai est de nouveau prêt"


async def test_what_is_stopped_on_purpose_stays_so(supervised: tuple[Process, Supervisor, list[str]]) -> None:
    process, supervisor, said = supervised

    await process.kill()
    await asyncio.sleep(0.5)

    assert process.returncode() is None
    assert (supervisor.restarts["essai"], said) == (0, [])
    await process.start()
    process.crash()
    await until(lambda: supervisor.restarts["essai"] == 1)


async def test_what_dies_at_once_is_tried_again_later_and_later(tmp_path: Path) -> None:
    process, said = stand_in(tmp_path, "dies"), list[str]()
    process.spawn()
    watching = asyncio.create_task(Supervisor([process], said.append).run())

    await until(lambda: len(said) >= 6)
    watching.cancel()

    pauses = [line.split("dans ")[1].split(" s")[0] for line in said if "dans " in line]
    assert pauses == ["0.2", "0.4", "0.8"]


async def test_a_start_that_fails_says_the_end_of_the_log(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="ended with 3"):
        await stand_in(tmp_path, "dies").start()


async def test_a_start_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    process = Process("essai", tmp_path, lambda: ["sleep", "600"], ready=never, ready_within=0.2)

    with pytest.raises(NotStarted, match="not ready after"):
        await process.start()
    await process.stop()


async def test_what_does_not_end_is_killed_with_its_children(tmp_path: Path) -> None:
    process = stand_in(tmp_path, "deaf", "family")
    await process.start()
    (child,) = psutil.Process(process.pid).children()
    pid = process.pid

    await process.stop()

    assert not alive(pid)
    assert not alive(child.pid)


async def test_a_second_start_does_nothing(tmp_path: Path) -> None:
    process = stand_in(tmp_path)
    await asyncio.gather(process.start(), process.start())
    pid = process.pid

    await process.start()

    assert process.pid == pid
    await process.stop()


KEEPER = """
import asyncio, pathlib, sys
from deploy.local.tests.test_supervisor import stand_in

async def keep():
    process = stand_in(pathlib.Path(sys.argv[1]), *sys.argv[2:])
    await process.start()
    print(process.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(keep())
"""


async def left_by_a_killed_supervisor(folder: Path, *habits: str) -> psutil.Process:
    """The stand-in whose supervisor was killed."""
    keeper = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", KEEPER, str(folder), *habits), stdout=asyncio.subprocess.PIPE
    )
    assert keeper.stdout is not None
    left = psutil.Process(int(await keeper.stdout.readline()))
    keeper.kill()
    await keeper.communicate()
    return left


async def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    left = await left_by_a_killed_supervisor(tmp_path)

    await until(lambda: not alive(left.pid))


async def test_what_outlives_a_killed_supervisor_is_ended_by_the_next(tmp_path: Path) -> None:
    left = await left_by_a_killed_supervisor(tmp_path, "deaf", "family")
    (child,) = left.children()

    assert end_leftovers(tmp_path, within=0.2) == ["essai"]

    assert not alive(left.pid)
    assert not alive(child.pid)
    assert end_leftovers(tmp_path) == []


async def test_a_child_that_outlives_its_parent_is_ended_too(tmp_path: Path) -> None:
    left = await left_by_a_killed_supervisor(tmp_path, "deaf", "family")
    (child,) = left.children()
    left.kill()
    await until(lambda: not alive(left.pid))

    assert alive(child.pid)
    assert end_leftovers(tmp_path, within=0.2) == ["essai"]
    assert not alive(child.pid)


async def test_a_stranger_with_the_same_number_is_left_alone(tmp_path: Path) -> None:
    stranger = stand_in(tmp_path / "autre")
    await stranger.start()
    (tmp_path / "pids").mkdir()
    (tmp_path / "pids" / "essai.json").write_text(json.dumps({"pid": stranger.pid, "started": 1.0}))

    assert end_leftovers(tmp_path) == []

    assert alive(stranger.pid)
    await stranger.stop()


def test_a_log_is_cut_while_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "essai.log"
    with file.open("ab", buffering=0) as log:
        for number in range(5):
            log.write(str(number).encode() * 100)
            cut_log(file, size=50)
        log.write(b"fin")

    assert file.read_bytes() == b"fin"
    kept = {path.name: path.read_bytes()[:1] for path in tmp_path.glob("essai.log.*")}
    assert kept == {"essai.log.1": b"4", "essai.log.2": b"3", "essai.log.3": b"2"}
