"""The pool under fire: children that are killed, frozen or out of memory, and what a child may do at all."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import images
import psutil
import pytest
from PIL import Image

from contracts.children.frames import HEAD, sizes
from contracts.children.pool import Answer, FileGivenUp, Pool, PoolUnavailable
from contracts.vocabulary.causes import Cause
from ctn_verification.controle import Moteur, controler_ephoto, controler_image
from ctn_verification.domain.verdict import Controle

MO = 1024 * 1024
PAGE = images.jpeg(images.page((1240, 1754)))
WITHIN = 20.0  # seconds


def engine(size: int, *, memory: int, patience: float, tries: int = 2, waiting: int = 64) -> Pool:
    return Pool("ctn_verification.moteur.enfant", size, memory=memory, patience=patience, tries=tries, waiting=waiting)


@pytest.fixture(scope="module")
def longue() -> bytes:
    """About half a second of decoding, within every bound."""
    return images.progressive_jpeg(Image.effect_noise((8000, 8000), 40), quality=10)


@pytest.fixture
async def bassin() -> AsyncIterator[Pool]:
    opened = engine(2, memory=640 * MO, patience=8.0)
    yield opened
    await opened.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not condition():  # noqa: ASYNC110 - another process is watched
            await asyncio.sleep(0.005)


async def at_work(bassin: Pool, known: set[int]) -> int:
    """The child that took the image: one we have not met, past its start."""
    await until(lambda: bool(set(bassin.pids) - known))
    (pid,) = set(bassin.pids) - known
    await until(lambda: psutil.Process(pid).memory_info().rss > 150 * MO or pid not in bassin.pids)
    return pid


async def test_a_killed_child_is_replaced_and_the_image_judged(bassin: Pool, longue: bytes) -> None:
    looking = asyncio.create_task(bassin.perform("document", longue))
    os.kill(await at_work(bassin, set()), signal.SIGKILL)
    reponse = await looking

    assert reponse.found["images"][0]["mesures"]["cote_long"] == 8000


async def test_an_image_that_kills_each_time_is_given_up_and_others_are_not_held_up(
    bassin: Pool, longue: bytes
) -> None:
    looking = asyncio.create_task(controler_image("document", longue, bassin))
    known: set[int] = set()
    for _ in range(2):
        pid = await at_work(bassin, known)
        known.add(pid)
        os.kill(pid, signal.SIGKILL)
        known |= {pid}
    vue = await looking

    assert vue.verdict.controle is Controle.A_VERIFIER
    assert (await controler_image("document", PAGE, bassin)).verdict.controle is Controle.CONFORME


async def test_a_frozen_child_is_killed_after_its_time() -> None:
    bassin = engine(1, memory=640 * MO, patience=1.5, tries=1)
    await bassin.perform("document", PAGE)
    (pid,) = bassin.pids
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(FileGivenUp):
        await bassin.perform("document", PAGE)

    assert time.monotonic() - began < 6
    assert not psutil.pid_exists(pid)
    assert (await bassin.perform("document", PAGE)).found["images"]
    await bassin.close()


async def test_an_image_that_needs_too_much_memory_is_given_up() -> None:
    bassin = engine(1, memory=420 * MO, patience=8.0)
    vue = await controler_image("document", images.png(Image.new("L", (8900, 8900), "white")), bassin)

    assert vue.verdict.controle is Controle.A_VERIFIER
    assert (await controler_image("document", PAGE, bassin)).verdict.controle is Controle.CONFORME
    await bassin.close()


async def test_the_largest_images_that_are_let_in_fit(bassin: Pool, longue: bytes) -> None:
    grises, en_couleur = Image.new("L", (8900, 8900), "white"), Image.new("RGBA", (6600, 6600), "white")
    for octets in (longue, images.png(grises), images.png(en_couleur)):
        assert (await bassin.perform("document", octets)).found.keys() == {"images"}


async def test_a_child_knows_no_secret_and_can_open_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTN_S3_SECRET_KEY", "très-secret")
    bassin = engine(1, memory=640 * MO, patience=8.0)
    await bassin.perform("document", PAGE)
    (pid,) = bassin.pids
    environ, limits, held = seen_from_outside(pid)
    await bassin.close()

    assert "CTN_" not in environ
    lines = {line[:25].strip(): line[25:].split() for line in limits.splitlines()}
    assert lines["Max open files"][:2] == ["0", "0"]
    assert lines["Max address space"][0] == str(640 * MO)
    assert lines["Max cpu time"][0] != "unlimited"
    assert all(name == os.devnull or name.startswith(("pipe:", "socket:", "/dev/null")) for name in held), held
    assert not psutil.pid_exists(pid)


def seen_from_outside(pid: int) -> tuple[str, str, set[str]]:
    process = Path(f"/proc/{pid}")
    held = {os.readlink(descriptor) for descriptor in (process / "fd").iterdir()}
    return (process / "environ").read_text(), (process / "limits").read_text(), held


async def test_without_any_child_an_image_waits_for_better_times() -> None:
    bassin = engine(1, memory=1 << 70, patience=2.0)
    with pytest.raises(PoolUnavailable) as fault:
        await bassin.perform("document", PAGE)

    assert isinstance(fault.value, ConnectionError)  # what the consumer waits out
    assert bassin.pids == []


async def test_a_crowd_is_told_to_come_again() -> None:
    bassin = engine(1, memory=640 * MO, patience=8.0, waiting=2)
    outcomes = await asyncio.gather(*(bassin.perform("document", PAGE) for _ in range(5)), return_exceptions=True)
    await bassin.close()

    assert [isinstance(outcome, PoolUnavailable) for outcome in outcomes].count(True) == 2


async def test_images_are_looked_at_side_by_side(bassin: Pool) -> None:
    await asyncio.gather(*(bassin.perform("document", PAGE) for _ in range(12)))

    assert len(bassin.pids) == 2


async def test_a_cancelled_look_leaves_no_child_that_answers_the_next(bassin: Pool, longue: bytes) -> None:
    looking = asyncio.create_task(bassin.perform("document", longue))
    await at_work(bassin, set())
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    reponse = await bassin.perform("document", PAGE)

    assert reponse.found["images"][0]["mesures"]["cote_long"] == 1754


class Menteur:
    """An engine that was taken over says what it likes."""

    def __init__(self, message: dict[str, object]) -> None:
        self.message = message

    async def perform(self, task: str, file: bytes, **asked: Any) -> Answer:
        return Answer(self.message, b"")

    async def close(self) -> None: ...


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"images": []},
        {"images": "x"},
        {"images": [{"nettete": "NaN"}]},
        {"images": [{"nettete": float("inf")}]},
        {"images": [{"beaute": 3}]},
        {"images": [None]},
        {"refus": "parce_que"},
        {"refus": ["floue"]},
    ],
)
async def test_nonsense_is_a_doubt_and_never_a_good_image(message: dict[str, object]) -> None:
    menteur: Moteur = Menteur(message)

    assert (await controler_image("document", PAGE, menteur)).verdict.controle is Controle.A_VERIFIER
    ephoto = (await controler_ephoto("photo", PAGE, menteur)).verdict
    assert (ephoto.controle, ephoto.causes[0].code) == (Controle.NON_CONFORME, Cause.FICHIER_ILLISIBLE)


def test_a_frame_out_of_measure_is_no_frame() -> None:
    with pytest.raises(ValueError, match="measure"):
        sizes(HEAD.pack(1 << 30, 0))
