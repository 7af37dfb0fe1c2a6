"""Accounts through the gateway: what keeps robots out, and another address that is read before it counts."""

import re

from deploy.local import parcours
from tests.e2e.conftest import Scene

LIEN = re.compile(r"/monespace/coordonnees/([A-Za-z0-9_-]+)")
CODE = re.compile(r"Votre code de confirmation est (\d{6})")
DERNIER_MOT = re.compile("Les coordonnées de votre compte ont été changées")


async def test_a_sign_up_wants_its_proof_of_work(scene: Scene) -> None:
    acteur, email = scene.acteur(), scene.email()
    inscription = {"type": "particulier", "nom": "Martin", "prenom": "Zoé", "email": email}

    sans = await acteur.demander("POST", "/api/accounts/inscriptions", json=inscription)
    autre = inscription | {"captcha": await parcours.resoudre(acteur, "identifiant")}
    d_un_autre = await acteur.demander("POST", "/api/accounts/inscriptions", json=autre)
    assert await scene.boite.messages(email) == []
    await parcours.inscrire(acteur, inscription)

    assert (sans.status_code, sans.json()["type"]) == (422, "/problemes/captcha-requis")
    assert (d_un_autre.status_code, d_un_autre.json()["type"]) == (422, "/problemes/captcha-refuse")
    assert [erreur["pointer"] for answer in (sans, d_un_autre) for erreur in answer.json()["errors"]] == [
        "/captcha"
    ] * 2
    await parcours.activer(acteur, scene.boite, email)


async def test_a_new_mail_address_is_read_before_it_counts(scene: Scene) -> None:
    acteur, ancien, nouveau = scene.acteur(), scene.email(), scene.email()
    await parcours.ouvrir_particulier(acteur, scene.boite, ancien, "Martin", "Zoé")

    await acteur.obtenir(
        "POST", "/api/accounts/moi/email", json={"email": nouveau, "mot_de_passe": acteur.mot_de_passe}
    )
    jeton = await scene.boite.attendre(nouveau, LIEN)
    assert (await acteur.obtenir("GET", "/api/accounts/moi"))["email"] == ancien
    await scene.acteur().obtenir("POST", f"/api/accounts/coordonnees/{jeton}")

    assert await scene.boite.attendre(ancien, DERNIER_MOT)
    moi = await acteur.obtenir("GET", "/api/accounts/moi")
    assert (moi["email"], moi["changements"]) == (nouveau, [])
    gateway = scene.system.log("gateway")
    assert "/api/accounts/coordonnees/-" in gateway
    assert jeton not in gateway


async def test_a_new_phone_is_read_before_it_counts(scene: Scene) -> None:
    acteur, email = scene.acteur(), scene.email()
    await parcours.ouvrir_particulier(acteur, scene.boite, email, "Martin", "Zoé")

    await acteur.obtenir(
        "POST", "/api/accounts/moi/telephone", json={"telephone": "07 49 11 22 33", "mot_de_passe": acteur.mot_de_passe}
    )
    code = await scene.boite.attendre("+33749112233", CODE)
    await acteur.obtenir("POST", "/api/accounts/moi/telephone/confirmation", json={"code": code})

    assert (await acteur.obtenir("GET", "/api/accounts/moi"))["telephone"] == "+33749112233"
    assert await scene.boite.attendre(email, DERNIER_MOT)
