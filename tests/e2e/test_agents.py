"""Agents and schools through the gateway: invited by mail, with a second factor, gone when an administrator says so."""

import pyotp

from deploy.local import parcours
from deploy.local.acteur import Acteur
from tests.e2e.conftest import Scene

AGENTS = "/api/accounts/agents"


async def administrateur(scene: Scene) -> Acteur:
    await scene.people.administrateur.se_connecter()
    return scene.people.administrateur


async def test_an_agent_is_invited_works_and_leaves(scene: Scene) -> None:
    inviteur, agent, email = await administrateur(scene), scene.acteur(), scene.email()
    invitation = {"role": "instructeur", "nom": "Roux", "prenom": "Félix", "email": email, "prefecture": "921"}
    invite = await inviteur.obtenir("POST", "/api/accounts/invitations", json=invitation)
    jeton = await scene.boite.attendre(email, parcours.LIEN)

    agent.graine = (await agent.obtenir("POST", f"/api/accounts/activations/{jeton}/totp"))["secret"]
    arrivee = {"sexe": "M", "mot_de_passe": agent.mot_de_passe, "totp": pyotp.TOTP(agent.graine).now()}
    agent.jetons = await agent.obtenir("POST", f"/api/accounts/activations/{jeton}", json=arrivee)
    agent.identifiant = await scene.boite.attendre(email, parcours.IDENTIFIANT)

    assert (await agent.demander("GET", "/api/instruction/dossiers")).status_code == 200
    [trouve] = (await inviteur.obtenir("GET", AGENTS, params={"q": "roux"}))["elements"]
    assert (trouve["id"], trouve["second_facteur"]) == (invite["id"], True)
    assert (await agent.demander("GET", AGENTS)).status_code == 403

    await inviteur.obtenir("DELETE", f"{AGENTS}/{invite['id']}")
    renouvellement = {"refresh_token": agent.jetons["refresh_token"]}
    fin = await agent.demander("POST", "/api/accounts/sessions/renouvellement", json=renouvellement)
    assert fin.status_code == 401
    gateway = scene.system.log("gateway")
    assert jeton not in gateway


async def test_a_code_opens_one_session(scene: Scene) -> None:
    agent = scene.people.agent_ctn
    saisie = {"identifiant": agent.identifiant, "mot_de_passe": agent.mot_de_passe}

    sans = await scene.acteur().demander("POST", "/api/accounts/sessions", json=saisie)
    saisie["totp"] = await agent.code()
    answers = [await scene.acteur().demander("POST", "/api/accounts/sessions", json=saisie) for _ in range(2)]

    assert (sans.status_code, sans.json()["type"]) == (401, "/problemes/second-facteur-requis")
    assert [answer.status_code for answer in answers] == [200, 401]
