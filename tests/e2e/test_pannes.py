"""Services die by SIGKILL in the middle of a demande; it arrives all the same, and everything happened once."""

import re
from collections import Counter

from sqlalchemy import text

from contracts.delivery import Database
from deploy.local import parcours
from tests.e2e.conftest import Scene


def crash(scene: Scene, *names: str) -> None:
    for name in names:
        scene.system.services[name].crash()


async def test_a_demande_arrives_whoever_dies_on_its_way(scene: Scene) -> None:
    ecole, email, code = await scene.ecole(), scene.email(), await scene.code()
    instructeur = scene.people.instructeurs["921"]
    demande = await parcours.saisir(ecole, code, email)
    crash(scene, "ctn")
    await parcours.verdicts(ecole, demande)
    await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
    crash(scene, "accounts", "notifications")
    candidat = await scene.candidat(email, demande)
    numero = await parcours.valider(candidat, demande)
    crash(scene, "ctn", "documents", "instruction", "notifications")
    await parcours.passer_le_ctn(scene.people.agent_ctn, ecole, demande)
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
        "recepisse_depot",
    ]
    await nothing_left(scene)


async def nothing_left(scene: Scene) -> None:
    """Every event sent, none on a ladder, none dead, in all services."""

    async def settled() -> bool:
        return not any([await left(scene, name) for name in scene.system.services])

    await parcours.until(settled, "plus rien en route")


async def left(scene: Scene, name: str) -> int:
    database = Database(scene.system.place.database(name).url, pool_size=1)
    try:
        async with database.begin() as tx:
            counts = await tx.execute(
                text("""SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL)
                             + (SELECT count(*) FROM parked) + (SELECT count(*) FROM dead_letters)""")
            )
            return int(counts.scalar_one())
    finally:
        await database.close()
