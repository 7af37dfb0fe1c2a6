"""Activation: a link works once, within its time, with a password that keeps the rules."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from accounts.app import App
from accounts.deadlines import DEADLINES
from accounts.domain.questions import Question
from contracts.delivery.deadlines import sweep_once
from contracts.events.accounts import CompteActiveV1
from contracts.testing import published
from services.accounts.tests.acts import (
    ACTIVATION,
    AUTO_ECOLE,
    MOT_DE_PASSE,
    PARTICULIER,
    activer,
    compte_actif,
    connecter,
    finaliser,
    inscrire,
    ouvertures,
    pointeurs,
)
from services.accounts.tests.conftest import Horloge


def adresse(jeton: str) -> str:
    return f"/api/accounts/activations/{jeton}"


async def test_the_page_learns_what_it_shows(app: App, client: httpx.AsyncClient) -> None:
    demande = uuid4()
    await finaliser(app, demande)
    [ouvert] = await ouvertures(app)

    answer = await client.get(adresse(ouvert.jeton))

    assert answer.json() == {
        "nom": "Leroy",
        "prenom": "Romain",
        "role": "usager",
        "demande": str(demande),
        "questions": [{"code": q.value, "libelle": q.libelle} for q in Question],
        "second_facteur": False,
    }
    assert answer.headers["Cache-Control"] == "no-store"


async def test_activation_opens_a_session_and_sends_the_identifiant(app: App, client: httpx.AsyncClient) -> None:
    ouvert = await inscrire(app, client)

    session = await activer(client, ouvert.jeton)

    assert session.keys() == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "demande",
        "codes_de_secours",
    }
    assert (session["token_type"], session["expires_in"], session["demande"]) == ("Bearer", 600, None)
    caller = await app.verifier.verify(session["access_token"])
    assert (caller.id, caller.role, caller.nom) == (ouvert.compte, "usager", "Romain Leroy")
    active = (await published(app.db, ouvert.compte))[-1]
    assert active == CompteActiveV1(
        compte=ouvert.compte,
        role="usager",
        identifiant="rleroy",
        nom="Leroy",
        prenom="Romain",
        email="Romain.Leroy@exemple.fr",
    )


async def test_a_school_is_called_by_its_name(app: App, client: httpx.AsyncClient) -> None:
    compte, session = await compte_actif(app, client, AUTO_ECOLE)

    caller = await app.verifier.verify(session["access_token"])
    active = (await published(app.db, compte))[-1]

    assert (caller.role, caller.nom) == ("auto_ecole", "Auto-école de l'Étoile")
    assert isinstance(active, CompteActiveV1)
    assert (active.raison_sociale, active.numero_agrement) == ("Auto-école de l'Étoile", "E 17 095 0006 0")
    assert active.identifiant == "lcelik"


async def test_the_candidate_arrives_at_the_demande(app: App, client: httpx.AsyncClient) -> None:
    demande = uuid4()
    await finaliser(app, demande)
    [ouvert] = await ouvertures(app)

    assert (await activer(client, ouvert.jeton))["demande"] == str(demande)


async def test_one_initial_and_surname_for_three_people(app: App, client: httpx.AsyncClient) -> None:
    for prenom in ("Romain", "René", "Rose"):
        await compte_actif(app, client, PARTICULIER | {"prenom": prenom})

    actifs = [event for event in await published(app.db) if isinstance(event, CompteActiveV1)]
    assert [event.identifiant for event in actifs] == ["rleroy", "rleroy2", "rleroy3"]


async def test_namesakes_who_activate_at_once_get_different_identifiants(app: App, client: httpx.AsyncClient) -> None:
    ouverts = [await inscrire(app, client, PARTICULIER | {"email": f"{n}@exemple.fr"}) for n in range(6)]

    await asyncio.gather(*(activer(client, ouvert.jeton) for ouvert in ouverts))

    actifs = {event.identifiant for event in await published(app.db) if isinstance(event, CompteActiveV1)}
    assert actifs == {"rleroy", "rleroy2", "rleroy3", "rleroy4", "rleroy5", "rleroy6"}


async def test_a_link_works_once(app: App, client: httpx.AsyncClient) -> None:
    ouvert = await inscrire(app, client)
    await activer(client, ouvert.jeton)

    again = await client.post(adresse(ouvert.jeton), json=ACTIVATION)

    assert again.status_code == 410
    assert again.json()["type"] == "/problemes/lien-perime"
    assert "identifiant reçu par mél" in again.json()["detail"]
    assert (await client.get(adresse(ouvert.jeton))).status_code == 410


async def test_a_double_click_activates_once(app: App, client: httpx.AsyncClient) -> None:
    ouvert = await inscrire(app, client)

    answers = await asyncio.gather(*(client.post(adresse(ouvert.jeton), json=ACTIVATION) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410, 410]
    assert len(await published(app.db, ouvert.compte)) == 2


@pytest.mark.parametrize("balaye", [False, True])
async def test_a_link_dies_with_its_time(app: App, client: httpx.AsyncClient, horloge: Horloge, balaye: bool) -> None:
    ouvert = await inscrire(app, client)
    horloge.avance(timedelta(hours=24))
    if balaye:
        await sweep_once(DEADLINES, app)

    for answer in (
        await client.get(adresse(ouvert.jeton)),
        await client.post(adresse(ouvert.jeton), json=ACTIVATION),
    ):
        assert answer.status_code == 410
        assert "le compte est supprimé" in answer.json()["detail"]


async def test_a_link_that_never_was_is_not_found(client: httpx.AsyncClient) -> None:
    for jeton in ("x" * 43, "é", "%2e%2e"):
        assert (await client.get(adresse(jeton))).status_code == 404
        assert (await client.post(adresse(jeton), json=ACTIVATION)).status_code == 404


@pytest.mark.parametrize(
    ("autre", "attendus"),
    [
        ({"mot_de_passe": "court"}, ["/mot_de_passe"] * 4),
        ({"mot_de_passe": "Leroy!2026aa"}, ["/mot_de_passe"]),
        ({"mot_de_passe": "P@ssw0rd2024!"}, ["/mot_de_passe"]),
        ({"mot_de_passe": "Aa1!" * 40}, ["/mot_de_passe"]),
        ({"question_secrete": "quelle_heure"}, ["/question_secrete"]),
        ({"reponse_secrete": " ! "}, ["/reponse_secrete"]),
        ({"reponse_secrete": MOT_DE_PASSE}, ["/reponse_secrete"]),
        ({"mot_de_passe": "Aa1!", "reponse_secrete": "x"}, ["/mot_de_passe", "/reponse_secrete"]),
        ({"sexe": "X"}, ["/sexe"]),
    ],
)
async def test_every_fault_is_named_and_the_link_lives_on(
    app: App, client: httpx.AsyncClient, autre: dict[str, Any], attendus: list[str]
) -> None:
    ouvert = await inscrire(app, client)

    answer = await client.post(adresse(ouvert.jeton), json=ACTIVATION | autre)

    assert answer.status_code == 422
    assert pointeurs(answer) == attendus
    await activer(client, ouvert.jeton)


async def test_spaces_around_a_password_belong_to_it(app: App, client: httpx.AsyncClient) -> None:
    ouvert = await inscrire(app, client)
    await activer(client, ouvert.jeton, mot_de_passe=f" {MOT_DE_PASSE} ")

    assert (await connecter(client, mot_de_passe=f" {MOT_DE_PASSE} ")).status_code == 200
    assert (await connecter(client, mot_de_passe=MOT_DE_PASSE)).status_code == 401


async def test_nothing_secret_is_kept_in_clear(app: App, client: httpx.AsyncClient) -> None:
    ouvert = await inscrire(app, client)
    session = await activer(client, ouvert.jeton)

    async with app.db.begin() as tx:
        kept = ""
        for table in ("comptes", "activations", "sessions", "echecs", "answers"):
            kept += str((await tx.execute(text(f"SELECT array_agg(t::text) FROM {table} t"))).scalar())
    for secret in (ouvert.jeton, MOT_DE_PASSE, "ezechiel", session["refresh_token"], session["access_token"]):
        assert secret not in kept
    assert "$argon2id$" in kept


async def test_the_questions_are_told_without_a_link_too(client: httpx.AsyncClient) -> None:
    """For an account of FranceConnect that chooses its first password."""
    answer = await client.get("/api/accounts/questions-secretes")

    assert {"code": "prenom_pere", "libelle": "Quel est le prénom de votre père ?"} in answer.json()
