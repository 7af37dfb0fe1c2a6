"""Verdicts a second with 1, 2 and 4 containers of the CTN's worker: `python -m tests.bench.echelle [--documents 120]`.

The workers are paused while documents of 12 megapixels are uploaded, so that all of them wait in the queue; then they
go on, and the database of ctn-verification says when each verdict fell. A container looks at one image at a time.
"""

import argparse
import asyncio
import itertools
import os
import sys
from uuid import UUID

import asyncpg
import httpx

from deploy.compose.parts import worker
from deploy.compose.stack import Stack
from deploy.local import exemplaires, parcours
from deploy.local.acteur import Acteur, Boite, until
from deploy.local.catalogue import ROOT, services
from deploy.local.demonstration import ECOLE, open_accounts

WORKER = worker(services()["ctn"])
SETTINGS = {"GATEWAY_LIMITS": "false"}
ONE_AT_A_TIME = {"CTN_ENGINE_CHILDREN": "1", "CTN_LANES": "2"}
PIECES = 5  # of one demande
AT_ONCE = 4  # uploads

FALLEN = """
SELECT count(*) AS verdicts, extract(epoch FROM max(controlee_le) - min(controlee_le)) AS seconds
FROM controles WHERE piece = ANY($1)
"""


async def queued(stack: Stack, ecole: Acteur, documents: int) -> list[UUID]:
    """Uploaded while nobody looks at them."""
    page, turns = exemplaires.jpeg(exemplaires.page()), asyncio.Semaphore(AT_ONCE)
    demandes = [
        str((await ecole.obtenir("POST", "/api/demandes", json={"motif": "inscription"}))["id"])
        for _ in range(0, documents, PIECES)
    ]
    await asyncio.to_thread(stack.compose, "pause", WORKER)

    async def upload(demande: str, number: int) -> UUID:
        async with turns:
            piece = await parcours.deposer_piece(ecole, demande, "domicile", f"page {number}.jpg", page)
        return UUID(piece["id"])

    wanted = itertools.islice(((demande, n) for demande in demandes for n in range(PIECES)), documents)
    return await asyncio.gather(*(upload(demande, n) for demande, n in wanted))


async def rate(stack: Stack, ecole: Acteur, number: int, documents: int) -> float:
    await stack.scale(WORKER, number)
    waiting = await queued(stack, ecole, documents)
    await asyncio.to_thread(stack.compose, "unpause", WORKER)
    database = await asyncpg.connect(stack.place.database("ctn").url)

    async def all_fallen() -> float | None:
        [row] = await database.fetch(FALLEN, waiting)
        return float(row["seconds"]) if row["verdicts"] == len(waiting) else None

    try:
        seconds = await until(all_fallen, "all verdicts")
    finally:
        await database.close()
    return (len(waiting) - 1) / seconds


async def main(documents: int, numbers: list[int]) -> None:
    name = f"permis-echelle-{os.getpid()}"
    stack = Stack(ROOT / ".local" / name, name, SETTINGS, ONE_AT_A_TIME, scaled=(WORKER,))
    try:
        await stack.start()
        async with (
            httpx.AsyncClient(base_url=stack.url, timeout=60) as gateway,
            httpx.AsyncClient(base_url=stack.place.inbox_url, timeout=60) as inbox,
        ):
            await open_accounts(stack.place, gateway)
            ecole = Acteur(gateway)
            await parcours.ouvrir_auto_ecole(ecole, Boite(inbox), ECOLE, "Auto-école de l'Étoile", "E 17 095 0006 0")
            print("| containers of the CTN's worker | verdicts a second |\n|---|---|", flush=True)
            for number in numbers:
                print(f"| {number} | {await rate(stack, ecole, number, documents):.1f} |", flush=True)
    finally:
        await stack.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--numbers", type=int, nargs="*", default=[1, 2, 4])
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.documents, given.numbers)))
