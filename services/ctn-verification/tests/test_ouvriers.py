"""Several workers at once, of which one after the other is killed: every file gets its verdict, and gets it once."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import images
from ctn_builders import deposer_objet, piece_deposee, piece_jointe
from processus import running, send
from sqlalchemy import text

from contracts.events.ctn import PieceControleeV1
from ctn_verification.app import App
from deploy.local.place import Place
from deploy.local.ports import free_port
from deploy.local.process import inherited_environment

OUVRIERS = 3
PIECES = 24
WITHIN = 60.0  # seconds


async def dits(app: App) -> Counter[str]:
    """How often the verdict on each file was published."""
    async with app.db.begin() as tx:
        rows = await tx.execute(
            text("SELECT data ->> 'piece' FROM outbox WHERE type = :type"), {"type": PieceControleeV1.type}
        )
        return Counter(rows.scalars())


async def until_said(app: App, wanted: int) -> Counter[str]:
    async with asyncio.timeout(WITHIN):
        while len(said := await dits(app)) < wanted:  # noqa: ASYNC110 - other processes are watched
            await asyncio.sleep(0.02)
    return said


async def test_whoever_is_killed_every_file_gets_one_verdict(
    app: App, place: Place, environment_of: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    fichier = await deposer_objet(app, images.jpeg(images.page((1240, 1754))))
    pieces = [piece_jointe(fichier) for _ in range(PIECES)]
    taken: set[int] = set()
    async with AsyncExitStack() as stack:
        ouvriers = [
            await stack.enter_async_context(
                running(
                    {**inherited_environment(), **environment_of("ctn"), "CTN_HTTP_PORT": str(free_port(taken))},
                    tmp_path / f"{numero}.log",
                    "--role",
                    "worker",
                )
            )
            for numero in range(OUVRIERS)
        ]
        for piece in pieces:
            await send(place, uuid4(), piece_deposee(piece))
        for deja, victime in enumerate(ouvriers[:-1], 1):
            await until_said(app, deja * PIECES // 4)
            victime.kill()
        said = await until_said(app, PIECES)

    assert said == Counter(str(piece.id) for piece in pieces)
