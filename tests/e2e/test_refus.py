"""The two unhappy paths: the candidate refuses; the préfecture asks for a complement."""

import re

from deploy.local import exemplaires, parcours
from deploy.local.acteur import until
from tests.e2e.conftest import Scene


async def test_a_refusal_closes_the_demande_and_frees_the_photo_code(scene: Scene) -> None:
    ecole, email, code = await scene.ecole(), scene.email(), await scene.code()
    demande = await scene.finalisee(ecole, email, code)
    candidat = await scene.candidat(email, demande)

    raison = "Mon deuxième prénom est mal orthographié."
    await candidat.obtenir("POST", f"/api/demandes/{demande}/refus", json={"raison": raison})

    vue = await parcours.attendre_statut(ecole, demande, "refusee_usager")
    assert (vue["libelle"], vue["raison_refus"]) == ("Refusée par l'usager", raison)
    assert (await candidat.demander("POST", f"/api/demandes/{demande}/validation", json=ATTESTE)).status_code == 409
    again = await scene.finalisee(ecole, email, code)
    await parcours.attendre_statut(candidat, again, "attente_validation_usager")
    assert await parcours.valider(candidat, again)


async def test_a_photo_code_serves_once(scene: Scene) -> None:
    ecole, email, code = await scene.ecole(), scene.email(), await scene.code()
    demande = await scene.finalisee(ecole, email, code)
    candidat = await scene.candidat(email, demande)
    await parcours.valider(candidat, demande)

    autre = str((await ecole.obtenir("POST", "/api/demandes", json={"motif": "inscription"}))["id"])
    answer = await parcours.saisir_etape(ecole, autre, "photo-signature", {"mode": "numerique", "code": code})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problemes/code-photo-utilise")


async def test_a_complement_goes_back_to_the_school_alone_and_through_the_ctn_again(scene: Scene) -> None:
    ecole, email = await scene.ecole(), scene.email()
    demande, candidat = await scene.en_instruction(ecole, email)
    instructeur = scene.people.instructeurs["921"]
    dossier = await parcours.attendre_dossier(instructeur, demande)
    domicile = next(piece for piece in dossier["pieces"] if piece["type"] == "domicile")

    await instructeur.obtenir(
        "POST",
        f"/api/instruction/dossiers/{demande}/complements",
        json={"causes": [{"code": "piece_non_recevable", "piece": domicile["id"]}], "commentaire": "Plus de six mois."},
    )

    vue = await parcours.attendre_statut(ecole, demande, "a_completer")
    assert vue["libelle"] == "A compléter"
    assert vue["causes_a_corriger"][0]["remede"]
    school = (await ecole.obtenir("GET", "/api/accounts/moi"))["email"]
    assert await scene.boite.attendre(school, re.compile(r"certaines pièces justificatives fournies sont incorrectes"))
    assert (await candidat.demander("POST", f"/api/demandes/{demande}/complements")).status_code == 403
    unchanged = await ecole.demander("POST", f"/api/demandes/{demande}/complements")
    assert unchanged.json()["type"] == "/problemes/complement-incomplet"

    await ecole.obtenir("DELETE", f"/api/demandes/{demande}/pieces/{domicile['id']}")
    page = exemplaires.jpeg(exemplaires.page(), quality=90)
    await parcours.deposer_piece(ecole, demande, "domicile", "nouvelle facture.jpg", page)
    await ecole.obtenir("POST", f"/api/demandes/{demande}/complements")
    await parcours.passer_le_ctn(scene.people.agent_ctn, ecole, demande)

    async def back() -> bool:
        return bool((await parcours.attendre_dossier(instructeur, demande))["tour"] == 2)

    await until(back, "le deuxième tour à la préfecture")
    historique = (await ecole.obtenir("GET", f"/api/demandes/{demande}/historique"))["elements"]
    statuts = [ligne["statut"] for ligne in historique]
    assert statuts.count("verification_images") >= 2
    assert statuts.count("en_instruction") >= 2


ATTESTE = {"atteste_sur_l_honneur": True}
