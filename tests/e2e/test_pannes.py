"""Services die by SIGKILL in the middle of a demande; it arrives all the same, and everything happened once."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text

from contracts.delivery import Database
from deploy.local import parcours
from deploy.local.acteur import until
from tests.chaos.flux import Insisting
from tests.e2e.conftest import Scene

LADDER_PATIENCE = 90.0
"""Seconds: an event that met two outages waits a minute on the ladder's third rung, as it should."""


def crash(scene: Scene, *names: str) -> None:
    for name in names:
        scene.system.services[name].crash()


@pytest.fixture
async def insisting(scene: Scene) -> AsyncIterator[Scene]:
    """Everybody repeats a request that met a dead service, as the answer tells them to: same request, same key."""
    async with httpx.AsyncClient(base_url=scene.system.url, timeout=30, transport=Insisting()) as gateway:
        yield replace(scene, gateway=gateway)


async def test_a_demande_arrives_whoever_dies_on_its_way(insisting: Scene) -> None:
    scene = insisting
    ecole, email, code = await scene.ecole(), scene.email(), await scene.code()
    instructeur = replace(scene.people.instructeurs["921"], http=scene.gateway)
    agent_ctn = replace(scene.people.agent_ctn, http=scene.gateway)
    demande = await parcours.saisir(ecole, code, email)
    crash(scene, "ctn")
    await parcours.verdicts(ecole, demande)
    await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
    crash(scene, "accounts", "notifications")
    candidat = await scene.candidat(email, demande)
    numero = await parcours.valider(candidat, demande)
    crash(scene, "ctn", "documents", "instruction", "notifications")
    await parcours.passer_le_ctn(agent_ctn, ecole, demande)
    await parcours.attendre_dossier(instructeur, demande)
    await instructeur.obtenir("POST", f"/api/instruction/dossiers/{demande}/acceptation", json={})
    crash(scene, "demandes", "documents")
    await parcours.attendre_statut(candidat, demande, "acceptee")
    await parcours.telecharger(candidat, demande, "attestation_inscription")

    assert await scene.boite.attendre(email, re.compile("peut être téléchargée"))
    sent = Counter(message["sujet"] for message in await scene.boite.messages(email))
    assert sent[f"Votre demande en ligne n°{numero} est enregistrée"] == 1
    assert max(sent.values()) == 1
    elements = (await candidat.obtenir("GET", "/api/documents", params={"demande": demande}))["elements"]
    assert sorted(element["type"] for element in elements) == [
        "attestation_inscription",
        "justificatif_depot",
        "recapitulatif",
        "recepisse_depot",
    ]
    await nothing_left(scene)


async def nothing_left(scene: Scene) -> None:
    """Every event sent, none on a ladder, none dead, in all services; says which are left."""
    found: list[str] = []

    async def settled() -> bool:
        found[:] = [event for name in scene.system.services for event in await left(scene, name)]
        return not found

    try:
        await until(settled, "plus rien en route", within=LADDER_PATIENCE)
    except TimeoutError:
        raise AssertionError(found) from None


async def left(scene: Scene, name: str) -> list[str]:
    """Each event that is not sent, on the ladder or dead: its service, where it is, its type or source, why."""
    database = Database(scene.system.place.database(name).url, pool_size=1)
    try:
        async with database.begin() as tx:
            rows = await tx.execute(
                text("""SELECT 'unsent ' || type FROM outbox WHERE sent_at IS NULL
                  UNION ALL SELECT concat_ws(' ', 'parked', source, subject, sequence, since) FROM parked
                  UNION ALL SELECT concat_ws(' ', 'dead', type, handler, cause) FROM dead_letters
                    WHERE state = 'dead'""")
            )
            return [f"{name}: {row}" for row in rows.scalars()]
    finally:
        await database.close()
