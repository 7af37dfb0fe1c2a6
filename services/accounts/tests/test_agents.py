"""Agents, as an operator creates them."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pyotp
import pytest

from accounts.app import App
from accounts.commandes.agents import NouvelAgent, creer_agent
from accounts.commandes.refus import CommandeRefusee
from contracts.testing import published
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import GRAINE, autorisation, code_totp, connecter
from services.accounts.tests.conftest import Horloge

ANA = NouvelAgent(Role.INSTRUCTEUR, "Petit", "Ana", "ana@exemple.fr", "Chemin!48 long", prefecture="921", graine=GRAINE)


async def entrer(app: App, client: httpx.AsyncClient, horloge: Horloge, mot_de_passe: str) -> httpx.Response:
    """With the next code of Ana's application."""
    horloge.avance(timedelta(minutes=2))
    return await connecter(client, "apetit", mot_de_passe, totp=code_totp(GRAINE, horloge()))


async def test_an_instructor_sees_his_prefecture(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    identifiant = (await creer_agent(app, ANA)).identifiant

    session = (await entrer(app, client, horloge, ANA.mot_de_passe)).json()

    assert identifiant == "apetit"
    caller = await app.verifier.verify(session["access_token"])
    assert (caller.role, caller.nom, caller.prefecture) == (Role.INSTRUCTEUR, "Ana Petit", "921")
    moi = (await client.get("/api/accounts/moi", headers=autorisation(session))).json()
    assert (moi["prefecture"], moi["derniere_connexion"]) == ("921", None)
    assert await published(app.db) == []


async def test_the_same_command_again_changes_nothing(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    await creer_agent(app, ANA)
    session = (await entrer(app, client, horloge, ANA.mot_de_passe)).json()

    assert (await creer_agent(app, ANA)).identifiant == "apetit"

    body = {"refresh_token": session["refresh_token"]}
    assert (await client.post("/api/accounts/sessions/renouvellement", json=body)).status_code == 200


async def test_a_new_password_ends_the_sessions(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    await creer_agent(app, ANA)
    session = (await entrer(app, client, horloge, ANA.mot_de_passe)).json()

    encore = await creer_agent(app, replace(ANA, mot_de_passe="Sentier!59 doux", identifiant="apetit"))

    assert encore.identifiant == "apetit"

    body = {"refresh_token": session["refresh_token"]}
    assert (await client.post("/api/accounts/sessions/renouvellement", json=body)).status_code == 401
    assert (await entrer(app, client, horloge, ANA.mot_de_passe)).status_code == 401
    assert (await entrer(app, client, horloge, "Sentier!59 doux")).status_code == 200


async def test_an_identifiant_may_be_chosen_once(app: App) -> None:
    assert (await creer_agent(app, replace(ANA, identifiant="instructeur921"))).identifiant == "instructeur921"
    with pytest.raises(CommandeRefusee, match="déjà pris"):
        await creer_agent(app, replace(ANA, nom="Grand", identifiant="instructeur921"))
    with pytest.raises(CommandeRefusee, match="instructeur921"):
        await creer_agent(app, replace(ANA, identifiant="autre921"))


@pytest.mark.parametrize("role", [Role.SUPERVISEUR, Role.AGENT_CTN, Role.ADMINISTRATEUR])
async def test_agents_of_every_role(app: App, client: httpx.AsyncClient, role: Role) -> None:
    prefecture = "921" if role is Role.SUPERVISEUR else None
    cree = await creer_agent(app, replace(ANA, role=role, prefecture=prefecture))
    answer = await connecter(client, cree.identifiant, ANA.mot_de_passe, totp=code_totp(GRAINE, app.now()))

    caller = await app.verifier.verify(answer.json()["access_token"])
    assert (caller.role, caller.prefecture) == (role, prefecture)


async def test_a_second_factor_made_here_is_told_once(app: App, client: httpx.AsyncClient) -> None:
    cree = await creer_agent(app, replace(ANA, graine=None))
    assert cree.otpauth is not None
    lue = pyotp.parse_uri(cree.otpauth)

    answer = await connecter(client, "apetit", ANA.mot_de_passe, totp=code_totp(lue.secret, app.now()))

    assert (lue.name, lue.issuer) == ("apetit", "Permis")
    assert answer.status_code == 200
    assert cree.otpauth not in repr(cree)
    assert (await creer_agent(app, replace(ANA, graine=None))).otpauth is None
    body = {"refresh_token": answer.json()["refresh_token"]}
    assert (await client.post("/api/accounts/sessions/renouvellement", json=body)).status_code == 200


async def test_another_seed_ends_the_sessions(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    await creer_agent(app, replace(ANA, graine=None))
    assert (await entrer(app, client, horloge, ANA.mot_de_passe)).status_code == 401

    await creer_agent(app, ANA)

    assert (await entrer(app, client, horloge, ANA.mot_de_passe)).status_code == 200


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
