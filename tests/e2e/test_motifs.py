"""Each motif of the table, from the form to its end: attestation or card in hand."""

import pytest

from contracts.vocabulary.motifs import Motif
from deploy.local import demarches, parcours
from deploy.local.acteur import Acteur
from tests.e2e.conftest import Scene


@pytest.mark.parametrize("motif", [motif.value for motif in Motif])
async def test_from_the_form_to_the_end(scene: Scene, motif: str) -> None:
    candidat, email, code = scene.acteur(), scene.email(), await scene.code()
    regle = await demarches.regle(candidat, motif)
    ecole = await scene.ecole() if "auto_ecole" in regle["deposants"] else None
    if ecole is None:
        await parcours.ouvrir_particulier(candidat, scene.boite, email, "Renaud-Lefèvre", "Éric")

    demande = await demarches.remplir(ecole or candidat, motif, code, email)
    if ecole is not None:
        await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
        candidat = await scene.candidat(email, demande)
    numero = await parcours.valider(candidat, demande)
    await parcours.passer_le_ctn(scene.people.agent_ctn, candidat, demande)
    await accepter(scene.people.instructeurs["921"], demande)
    fin = "acceptee" if regle["fin"] == "inscription" else "remise"
    vue = await parcours.attendre_statut(candidat, demande, fin)

    assert vue["numero"] == numero
    made = {document["type"] for document in vue["documents"]}
    for document in regle["documents"]:
        if document["code"] not in made:
            assert await parcours.telecharger(candidat, demande, document["code"])
    suivi = await scene.gateway.post(
        "/api/demandes/suivi", json={"numero": numero, "date_naissance": parcours.ETAT_CIVIL["date_naissance"]}
    )
    assert suivi.json()["statut"] == fin


async def accepter(instructeur: Acteur, demande: str) -> None:
    await parcours.attendre_dossier(instructeur, demande)
    await instructeur.obtenir("POST", f"/api/instruction/dossiers/{demande}/acceptation", json={"examen_verifie": True})
