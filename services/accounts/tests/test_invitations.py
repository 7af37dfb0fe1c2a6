"""Agents by invitation: an administrator invites, the agent comes with a second factor, access ends at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from accounts.app import App
from accounts.commandes.agents import NouvelAgent, creer_agent
from accounts.deadlines import DEADLINES
from accounts.main import http
from contracts.delivery.deadlines import sweep_once
from contracts.events.accounts import CompteActiveV1, MotDePasseOublieV1
from contracts.identity import token_for
from contracts.testing import published
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import (
    GRAINE,
    autorisation,
    code_totp,
    compte_actif,
    connecter,
    inscrire,
    ouvertures,
    pointeurs,
    soumettre,
)
from services.accounts.tests.conftest import Horloge

ROUTE = "/api/accounts/invitations"
AGENTS = "/api/accounts/agents"
MOT_DE_PASSE = "Chemin!48 long"
ANA: dict[str, Any] = {
    "role": "instructeur",
    "nom": "Petit",
    "prenom": "Ana",
    "email": "ana@exemple.fr",
    "prefecture": "921",
}
ARRIVEE = {"sexe": "F", "mot_de_passe": MOT_DE_PASSE}
MOI = uuid4()


def tete(app: App, role: Role = Role.ADMINISTRATEUR, id: UUID = MOI) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_for(app.cle, role, id=id, now=app.now())}"}


async def inviter(app: App, client: httpx.AsyncClient, **autre: Any) -> tuple[UUID, str]:
    """The account and the token of its link."""
    answer = await client.post(ROUTE, json=ANA | autre, headers=tete(app))
    assert answer.status_code == 202, answer.text
    ouvert = (await ouvertures(app))[-1]
    assert str(ouvert.compte) == answer.json()["id"]
    return ouvert.compte, ouvert.jeton


async def arriver(app: App, client: httpx.AsyncClient, jeton: str) -> tuple[str, dict[str, Any]]:
    """The seed in the agent's application and his first session."""
    graine = (await client.post(f"/api/accounts/activations/{jeton}/totp")).json()["secret"]
    body = ARRIVEE | {"totp": code_totp(graine, app.now())}
    answer = await client.post(f"/api/accounts/activations/{jeton}", json=body)
    assert answer.status_code == 200, answer.text
    return graine, answer.json()


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problemes/")


async def actes(app: App, client: httpx.AsyncClient, objet: UUID) -> list[tuple[str, str | None]]:
    elements = (await client.get("/api/accounts/journal?limite=100", headers=tete(app))).json()["elements"]
    return [(acte["acte"], acte["auteur"]) for acte in reversed(elements) if acte["objet"] == str(objet)]


async def test_from_the_invitation_to_the_first_session(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, jeton = await inviter(app, client)
    [ouvert] = await ouvertures(app)
    assert (ouvert.role, ouvert.expire_le) == ("instructeur", horloge() + timedelta(hours=72))
    page = (await client.get(f"/api/accounts/activations/{jeton}")).json()
    assert (page["role"], page["second_facteur"], page["questions"]) == ("instructeur", True, [])

    graine, session = await arriver(app, client, jeton)

    caller = await app.verifier.verify(session["access_token"])
    assert (caller.id, caller.role, caller.prefecture) == (compte, Role.INSTRUCTEUR, "921")
    assert len(session["codes_de_secours"]) == 10
    assert CompteActiveV1 in {type(event) for event in await published(app.db)}
    assert (await client.get(f"/api/accounts/activations/{jeton}")).status_code == 410
    assert slug(await connecter(client, "apetit", MOT_DE_PASSE)) == (401, "second-facteur-requis")
    horloge.avance(timedelta(minutes=1))
    totp = code_totp(graine, horloge())
    assert (await connecter(client, "apetit", MOT_DE_PASSE, totp=totp)).status_code == 200
    assert await actes(app, client, compte) == [("agent-invite", str(MOI)), ("agent-active", str(compte))]


async def test_no_agent_comes_without_a_second_factor(app: App, client: httpx.AsyncClient) -> None:
    _, jeton = await inviter(app, client)
    chemin = f"/api/accounts/activations/{jeton}"

    sans = await client.post(chemin, json=ARRIVEE)
    ancienne = (await client.post(f"{chemin}/totp")).json()["secret"]
    await client.post(f"{chemin}/totp")
    faux = await client.post(chemin, json=ARRIVEE | {"totp": code_totp(ancienne, app.now())})

    assert slug(sans) == (404, "second-facteur-absent")
    assert (slug(faux), pointeurs(faux)) == ((422, "code-totp-refuse"), ["/totp"])
    await arriver(app, client, jeton)


async def test_where_it_is_not_required_an_agent_may_come_without(app: App, client: httpx.AsyncClient) -> None:
    _, jeton = await inviter(app, client)
    souple = httpx.ASGITransport(http(replace(app, totp_exige=False)))
    async with httpx.AsyncClient(transport=souple, base_url="http://accounts") as autre:
        answer = await autre.post(f"/api/accounts/activations/{jeton}", json=ARRIVEE)

    assert (answer.status_code, answer.json()["codes_de_secours"]) == (200, [])


async def test_an_agent_s_words_are_those_of_an_agent(app: App, client: httpx.AsyncClient) -> None:
    _, jeton = await inviter(app, client)
    court = {"sexe": "F", "mot_de_passe": "Court!48", "question_secrete": "prenom_pere", "reponse_secrete": "Noël"}

    answer = await client.post(f"/api/accounts/activations/{jeton}", json=court)

    assert answer.status_code == 422
    assert pointeurs(answer) == ["/mot_de_passe", "/question_secrete", "/reponse_secrete"]
    ouvert = await inscrire(app, client)
    particulier = await client.post(f"/api/accounts/activations/{ouvert.jeton}/totp")
    assert slug(particulier) == (403, "second-facteur-non-propose")
    sans = await client.post(f"/api/accounts/activations/{ouvert.jeton}", json={"sexe": "M", "mot_de_passe": "x"})
    assert {"/question_secrete", "/reponse_secrete"} <= set(pointeurs(sans))


@pytest.mark.parametrize(
    ("autre", "pointeur"),
    [
        ({"prefecture": None}, "/prefecture"),
        ({"prefecture": "Antony"}, "/prefecture"),
        ({"role": "agent_ctn"}, "/prefecture"),
        ({"nom": "P3tit"}, "/nom"),
        ({"email": "ana"}, "/email"),
        ({"role": "auto_ecole"}, "/role"),
    ],
)
async def test_what_an_administrator_must_change(
    app: App, client: httpx.AsyncClient, autre: dict[str, Any], pointeur: str
) -> None:
    answer = await client.post(ROUTE, json=ANA | autre, headers=tete(app))

    assert (answer.status_code, pointeurs(answer)) == (422, [pointeur])
    assert await ouvertures(app) == []


async def test_an_invitation_sent_again_kills_the_link_before_it(app: App, client: httpx.AsyncClient) -> None:
    compte, premier = await inviter(app, client)
    encore, second = await inviter(app, client, nom="PETIT", email="Ana@exemple.fr")

    assert compte == encore
    assert (await client.get(f"/api/accounts/activations/{premier}")).status_code == 410
    await arriver(app, client, second)
    assert slug(await client.post(ROUTE, json=ANA, headers=tete(app))) == (409, "agent-deja-actif")


async def test_the_same_request_twice_is_one_invitation(app: App, client: httpx.AsyncClient) -> None:
    cle = tete(app) | {"Idempotency-Key": uuid4().hex}
    answers = [await client.post(ROUTE, json=ANA, headers=cle) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len(await ouvertures(app)) == 1


async def test_invitations_are_listed_and_withdrawn(app: App, client: httpx.AsyncClient) -> None:
    ids = [(await inviter(app, client, prenom=prenom))[0] for prenom in ("Ana", "Bo", "Cléo")]
    await compte_actif(app, client)
    seen, curseur = [], None
    while True:
        query: dict[str, Any] = {"limite": 2} | ({"curseur": curseur} if curseur else {})
        answer = (await client.get(ROUTE, params=query, headers=tete(app))).json()
        seen += [element["id"] for element in answer["elements"]]
        if (curseur := answer["suivant"]) is None:
            break
    assert sorted(seen) == sorted(map(str, ids))

    jeton = (await ouvertures(app))[2].jeton
    retrait = await client.delete(f"{ROUTE}/{ids[2]}", headers=tete(app))

    assert retrait.status_code == 204
    assert (await client.get(f"/api/accounts/activations/{jeton}")).status_code == 410
    assert slug(await client.delete(f"{ROUTE}/{ids[2]}", headers=tete(app))) == (404, "invitation-introuvable")
    assert await actes(app, client, ids[2]) == [("agent-invite", str(MOI)), ("invitation-retiree", str(MOI))]


async def test_nobody_comes_after_72_hours(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    _, jeton = await inviter(app, client)
    horloge.avance(timedelta(hours=72))

    assert (await client.post(f"/api/accounts/activations/{jeton}/totp")).status_code == 410
    await sweep_once(DEADLINES, app)
    assert (await client.get(ROUTE, headers=tete(app))).json()["elements"] == []


async def test_access_ends_at_once_and_may_begin_again(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, jeton = await inviter(app, client)
    graine, session = await arriver(app, client, jeton)
    await soumettre(client, "mot-de-passe", {"identifiant": "apetit"})
    oubli = next(event for event in await published(app.db) if isinstance(event, MotDePasseOublieV1))

    fin = await client.delete(f"{AGENTS}/{compte}", headers=tete(app))

    assert fin.status_code == 204
    body = {"refresh_token": session["refresh_token"]}
    assert (await client.post("/api/accounts/sessions/renouvellement", json=body)).status_code == 401
    horloge.avance(timedelta(minutes=1))
    encore = await connecter(client, "apetit", MOT_DE_PASSE, totp=code_totp(graine, horloge()))
    assert slug(encore) == (401, "identifiants-refuses")
    nouveau = {"reponse_secrete": "", "mot_de_passe": "Sentier!59 doux"}
    chemin = f"/api/accounts/mots-de-passe/{oubli.lien.rpartition('/')[2]}"
    assert (await client.post(chemin, json=nouveau)).status_code == 404
    await soumettre(client, "mot-de-passe", {"identifiant": "apetit"})
    await soumettre(client, "identifiant", {"email": ANA["email"]})
    kinds = [type(event) for event in await published(app.db)]
    assert kinds.count(MotDePasseOublieV1) == 1
    assert (await client.get(AGENTS, headers=tete(app))).json()["elements"] == []
    assert slug(await client.delete(f"{AGENTS}/{compte}", headers=tete(app))) == (404, "agent-introuvable")

    le_meme, jeton = await inviter(app, client)
    await arriver(app, client, jeton)

    assert le_meme == compte
    [agent] = (await client.get(AGENTS, headers=tete(app))).json()["elements"]
    assert (agent["identifiant"], agent["second_facteur"]) == ("apetit", True)


async def test_agents_are_listed_by_pages_and_searched(app: App, client: httpx.AsyncClient) -> None:
    for prenom in ("Ana", "Bo", "Cléo"):
        agent = NouvelAgent(Role.AGENT_CTN, "Petit", prenom, f"{prenom[0]}@exemple.fr", MOT_DE_PASSE, graine=GRAINE)
        await creer_agent(app, agent)
    await compte_actif(app, client)
    premiere = (await client.get(AGENTS, params={"limite": 2}, headers=tete(app))).json()
    seconde = (await client.get(AGENTS, params={"curseur": premiere["suivant"]}, headers=tete(app))).json()

    assert [agent["identifiant"] for agent in premiere["elements"] + seconde["elements"]] == [
        "apetit",
        "bpetit",
        "cpetit",
    ]
    for q, nombre in (("cleo", 1), ("PETIT", 3), ("bpet", 1), ("leroy", 0)):
        answer = (await client.get(AGENTS, params={"q": q}, headers=tete(app))).json()
        assert len(answer["elements"]) == nombre, q


async def test_who_may_not_be_deactivated(app: App, client: httpx.AsyncClient) -> None:
    candidat, _ = await compte_actif(app, client)
    invite, _ = await inviter(app, client)
    ines = NouvelAgent(Role.ADMINISTRATEUR, "Girard", "Inès", "ines@exemple.fr", MOT_DE_PASSE, graine=GRAINE)
    await creer_agent(app, ines)
    session = (await connecter(client, "igirard", MOT_DE_PASSE, totp=code_totp(GRAINE, app.now()))).json()
    moi = (await client.get("/api/accounts/moi", headers=autorisation(session))).json()["id"]

    for autre in (candidat, invite, uuid4()):
        assert (await client.delete(f"{AGENTS}/{autre}", headers=autorisation(session))).status_code == 404
    assert slug(await client.delete(f"{AGENTS}/{moi}", headers=autorisation(session))) == (409, "son-propre-compte")


async def test_a_command_takes_an_invitation_over(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, jeton = await inviter(app, client)
    ana = NouvelAgent(Role.INSTRUCTEUR, "Petit", "Ana", "ana@exemple.fr", MOT_DE_PASSE, "921", graine=GRAINE)
    await creer_agent(app, ana)

    assert (await client.get(f"/api/accounts/activations/{jeton}")).status_code == 410
    horloge.avance(timedelta(days=4))
    await sweep_once(DEADLINES, app)
    assert (await connecter(client, "apetit", MOT_DE_PASSE, totp=code_totp(GRAINE, horloge()))).status_code == 200
    assert [acte for acte, _ in await actes(app, client, compte)] == ["agent-invite", "agent-cree"]


async def test_a_link_opens_one_account_once_however_often_it_is_sent(app: App, client: httpx.AsyncClient) -> None:
    _, jeton = await inviter(app, client)
    graine = (await client.post(f"/api/accounts/activations/{jeton}/totp")).json()["secret"]
    body = ARRIVEE | {"totp": code_totp(graine, app.now())}

    answers = await asyncio.gather(*(client.post(f"/api/accounts/activations/{jeton}", json=body) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410]


async def test_nobody_slips_in_while_his_access_ends(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, jeton = await inviter(app, client)
    graine, session = await arriver(app, client, jeton)
    horloge.avance(timedelta(minutes=1))
    preuve = {"mot_de_passe": MOT_DE_PASSE, "totp": session["codes_de_secours"][0]}

    answers = await asyncio.gather(
        connecter(client, "apetit", MOT_DE_PASSE, totp=code_totp(graine, horloge())),
        client.post("/api/accounts/moi/totp", json=preuve, headers=autorisation(session)),
        client.delete(f"{AGENTS}/{compte}", headers=tete(app)),
        connecter(client, "apetit", MOT_DE_PASSE, totp=session["codes_de_secours"][1]),
    )

    assert answers[2].status_code == 204
    assert {answer.status_code for answer in answers} <= {200, 204, 401, 404, 409}  # 409: no password any more
    for answer in answers:
        if answer.status_code == 200 and "refresh_token" in answer.json():
            body = {"refresh_token": answer.json()["refresh_token"]}
            assert (await client.post("/api/accounts/sessions/renouvellement", json=body)).status_code == 401


async def test_an_administrator_alone_decides(app: App, client: httpx.AsyncClient) -> None:
    asked = [("POST", ROUTE), ("GET", ROUTE), ("DELETE", f"{ROUTE}/{uuid4()}"), ("GET", AGENTS)]
    asked += [("DELETE", f"{AGENTS}/{uuid4()}"), ("GET", "/api/accounts/journal")]
    for verb, path in asked:
        json = ANA if verb == "POST" else None
        assert (await client.request(verb, path, json=json)).status_code == 401
        for role in set(Role) - {Role.ADMINISTRATEUR}:
            assert (await client.request(verb, path, json=json, headers=tete(app, role))).status_code == 403
