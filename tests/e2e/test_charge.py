"""The driver of `make bench-system` works: a few demandes, each stage measured, nothing lost and nothing doubled."""

import asyncio

from deploy.local.consumed import consumed
from deploy.local.exemplaires import jpeg
from deploy.verify.__main__ import shown, verified
from deploy.verify.lieu import Lieu
from tests.bench.systeme import papiers
from tests.bench.systeme.allure import Allure
from tests.bench.systeme.bureau import ouvert
from tests.bench.systeme.releve import Etape
from tests.e2e.conftest import Scene

DEMANDES = 3  # one ends with a card, one has a doubtful image, one has neither


async def test_each_stage_of_a_few_demandes_is_measured_and_the_invariants_hold(scene: Scene) -> None:
    for agent in ("agent_ctn", "instructeur"):
        await scene.known(agent)
    images = await asyncio.to_thread(papiers.dessiner, 1, 1, prise=jpeg)
    ecole = (f"ecole{next(scene.numbers)}@charge.example.fr", "École de la Charge", "E 17 095 0999 0")

    async with ouvert(
        scene.gateway, scene.boite.http, scene.people, images, ecoles=[ecole], doutes=2, titres=3
    ) as bureau:
        async with Allure(bureau).jouer_palier(4.0, DEMANDES / 4) as palier:
            pass
        assert not palier.echecs
        await bureau.courrier.a_jour()

    assert {etape for etape, temps in bureau.releve.temps.items() if temps} == {*Etape}
    assert len(bureau.releve.finies) == len(bureau.releve.told) == DEMANDES
    logs = {name: scene.system.log(name) for name in (*scene.system.services, "gateway")}
    place = scene.system.place
    found = await verified(Lieu(place.ports, place.keys, await consumed(), logs, bureau.releve.told), within=60)
    assert all(constat.holds for constat in found), shown(found)
