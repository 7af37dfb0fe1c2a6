"""The subscribers of docs/abonnes, run as they stand: both hear of a demande, and of nothing else about it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.local.catalogue import ROOT
from deploy.local.ports import answers, free_port
from deploy.local.process import inherited_environment
from tests.e2e.conftest import Scene

EXEMPLES = ROOT / "docs" / "abonnes"
WITHIN = 60.0  # seconds
PASSES = ["attente_validation_usager", "verification_images", "en_instruction"]


@asynccontextmanager
async def running(exemple: str, **environment: str) -> AsyncIterator[asyncio.StreamReader]:
    """What the example prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(EXEMPLES / exemple)),
        env={**inherited_environment(), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.terminate()
        await process.wait()


async def heard(printed: asyncio.StreamReader, demande: str, last: str) -> list[str]:
    """The statuses of this demande, up to `last`."""
    statuses: list[str] = []
    async with asyncio.timeout(WITHIN):
        while last not in statuses:
            line = (await printed.readline()).decode()
            assert line, "the example has ended"
            _, subject, statut = line.split()
            statuses += [statut] if subject == demande else []
    return statuses


async def test_by_amqp(scene: Scene) -> None:
    partner = scene.system.place.partner
    async with running("par_amqp.py", AMQP_URL=partner.broker_url, FILE=partner.queue) as printed:
        demande, _ = await scene.en_instruction(await scene.ecole(), scene.email())
        assert (await heard(printed, demande, PASSES[-1]))[-3:] == PASSES


async def test_by_webhook(scene: Scene) -> None:
    port = free_port(set())
    async with scene.system.reachable(port) as address:
        await posted(scene, port, address)


async def posted(scene: Scene, port: int, address: str) -> None:
    """From the subscription to its end."""
    partenaire = scene.people.partenaire
    abonnement = await partenaire.obtenir(
        "POST",
        "/api/notifications/abonnements",
        json={"adresse": f"http://{address}/", "contact": "exploitation@observatoire.example.fr"},
    )
    async with running("par_webhook.py", PORT=str(port), SECRET=abonnement["secret"]) as printed:
        async with asyncio.timeout(WITHIN):
            while not answers(port):  # noqa: ASYNC110 - another process is watched
                await asyncio.sleep(0.05)
        demande, _ = await scene.en_instruction(await scene.ecole(), scene.email())
        assert (await heard(printed, demande, PASSES[-1]))[-3:] == PASSES
    await partenaire.obtenir("DELETE", f"/api/notifications/abonnements/{abonnement['id']}")
