"""The invariants hold over everything, after a demande has gone all the way, a refusal and a killed service."""

from deploy.local import parcours
from deploy.local.consumed import consumed
from deploy.verify.__main__ import shown, verified
from deploy.verify.lieu import Lieu
from tests.e2e.conftest import Scene


async def test_the_invariants_hold_at_rest(scene: Scene) -> None:
    ecole, instructeur = await scene.ecole(), scene.people.instructeurs["921"]
    demande, candidat = await scene.en_instruction(ecole, scene.email())
    await instructeur.obtenir("POST", f"/api/instruction/dossiers/{demande}/acceptation", json={})
    vue = await parcours.attendre_statut(candidat, demande, "acceptee")
    refusee = await scene.finalisee(ecole, email := scene.email())
    await (await scene.candidat(email, refusee)).obtenir(
        "POST", f"/api/demandes/{refusee}/refus", json={"raison": "Non."}
    )

    told = [{"demande": demande, "numero": vue["numero"]}, {"demande": refusee}]
    logs = {name: scene.system.log(name) for name in (*scene.system.services, "gateway")}
    place = scene.system.place
    found = await verified(Lieu(place.ports, place.keys, await consumed(), logs, told), within=60)

    print(shown(found))
    assert all(constat.holds for constat in found), shown(found)
    assert {constat.invariant for constat in found} == {f"I{number}" for number in range(1, 12)}
    assert all(constat.looked_at for constat in found)
