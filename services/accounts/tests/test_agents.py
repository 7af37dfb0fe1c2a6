"""Agents, as an operator creates them."""

from dataclasses import replace

import httpx
import pytest

from accounts.app import App
from accounts.commandes.agents import NouvelAgent, creer_agent
from accounts.commandes.refus import CommandeRefusee
from contracts.testing import published
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import autorisation, connecter

ANA = NouvelAgent(Role.INSTRUCTEUR, "Petit", "Ana", "ana@exemple.fr", "Chemin!48 long", prefecture="921")


async def test_an_instructor_sees_his_prefecture(app: App, client: httpx.AsyncClient) -> None:
    identifiant = await creer_agent(app, ANA)

    session = (await connecter(client, identifiant, ANA.mot_de_passe)).json()

    assert identifiant == "apetit"
    caller = await app.verifier.verify(session["access_token"])
    assert (caller.role, caller.nom, caller.prefecture) == (Role.INSTRUCTEUR, "Ana Petit", "921")
    moi = (await client.get("/api/accounts/moi", headers=autorisation(session))).json()
    assert (moi["prefecture"], moi["derniere_connexion"]) == ("921", None)
    assert await published(app.db) == []


async def test_the_same_command_again_changes_nothing(app: App, client: httpx.AsyncClient) -> None:
    await creer_agent(app, ANA)
    session = (await connecter(client, "apetit", ANA.mot_de_passe)).json()

    assert await creer_agent(app, ANA) == "apetit"

    body = {"refresh_token": session["refresh_token"]}
    assert (await client.post("/api/accounts/sessions/renouvellement", json=body)).status_code == 200


async def test_a_new_password_ends_the_sessions(app: App, client: httpx.AsyncClient) -> None:
    await creer_agent(app, ANA)
    session = (await connecter(client, "apetit", ANA.mot_de_passe)).json()

    assert await creer_agent(app, replace(ANA, mot_de_passe="Sentier!59 doux", identifiant="apetit")) == "apetit"

    body = {"refresh_token": session["refresh_token"]}
    assert (await client.post("/api/accounts/sessions/renouvellement", json=body)).status_code == 401
    assert (await connecter(client, "apetit", ANA.mot_de_passe)).status_code == 401
    assert (await connecter(client, "apetit", "Sentier!59 doux")).status_code == 200


async def test_an_identifiant_may_be_chosen_once(app: App) -> None:
    assert await creer_agent(app, replace(ANA, identifiant="instructeur921")) == "instructeur921"
    with pytest.raises(CommandeRefusee, match="déjà pris"):
        await creer_agent(app, replace(ANA, nom="Grand", identifiant="instructeur921"))
    with pytest.raises(CommandeRefusee, match="instructeur921"):
        await creer_agent(app, replace(ANA, identifiant="autre921"))


@pytest.mark.parametrize(
    ("agent", "mot"),
    [
        (replace(ANA, mot_de_passe="Court!48"), "12 caractères"),
        (replace(ANA, prefecture=None), "--prefecture"),
        (replace(ANA, prefecture="Antony"), "code INSEE"),
        (replace(ANA, role=Role.AGENT_CTN), "--prefecture"),
        (replace(ANA, identifiant="Ana Petit"), "3 à 40"),
        (replace(ANA, nom="P3tit"), "lettres"),
    ],
)
async def test_what_an_operator_must_change(app: App, agent: NouvelAgent, mot: str) -> None:
    with pytest.raises(CommandeRefusee, match=mot):
        await creer_agent(app, agent)
