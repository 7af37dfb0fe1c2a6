"""Whoever follows a demande is woken by what another process wrote about it, and by nothing else."""

import asyncio
from uuid import uuid4

from demandes.app import App
from demandes.eveil import Eveil, annoncer, attendre

LONGTEMPS = 10.0


async def test_news_of_a_demande_wake_all_who_follow_it_and_nobody_else(app: App) -> None:
    demande, autre, eveil = uuid4(), uuid4(), Eveil()
    suivie, aussi, ailleurs = eveil.prochain(demande), eveil.prochain(demande), eveil.prochain(autre)
    ecoute = asyncio.create_task(eveil.ecouter(app.db))
    try:
        async with asyncio.timeout(LONGTEMPS):
            while not suivie.is_set():  # until it listens, a call is lost, and no harm done
                await annoncer(app.db, demande)
                await attendre(suivie, 0.05)
    finally:
        ecoute.cancel()

    assert aussi.is_set()
    assert not ailleurs.is_set()
    assert not eveil.prochain(demande).is_set()  # the next news are others


async def test_without_news_one_looks_again_after_a_time() -> None:
    await attendre(Eveil().prochain(uuid4()), 0.001)


def test_who_follows_no_more_is_forgotten() -> None:
    eveil = Eveil()
    for _ in range(100):
        eveil.prochain(uuid4())

    assert len(eveil._suivies) == 0
