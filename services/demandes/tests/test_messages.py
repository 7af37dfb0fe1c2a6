"""The thread with the préfecture, from the side of who filed, and of the candidate who reads along."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from contracts.events.instruction import MessageEcritV1, MessagesLusV1
from demandes.app import App
from services.demandes.tests.acts import AUTRE_CANDIDAT, AUTRE_ECOLE, Parcours, faits
from services.demandes.tests.conftest import Portes


@pytest.fixture
async def parcours(portes: Portes) -> Parcours:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    return parcours


def question(parcours: Parcours, id: UUID | None = None) -> MessageEcritV1:
    return MessageEcritV1(
        message=id or uuid4(), prefecture="921", texte="Quel département ?", ecrit_le=parcours.portes.horloge()
    )


async def ecrire(parcours: Parcours, http: httpx.AsyncClient, texte: str) -> httpx.Response:
    return await http.post(f"{parcours.chemin}/messages", json={"texte": texte})


async def test_a_question_comes_is_announced_once_and_is_answered(parcours: Parcours, app: App) -> None:
    demandee = question(parcours)
    await parcours.dire(demandee)
    await parcours.dire(demandee)
    parcours.portes.horloge.avance(timedelta(minutes=1))
    async with parcours.ecole as http:
        reponse = await ecrire(parcours, http, "Le Rhône.")
        fil = (await http.get(f"{parcours.chemin}/messages")).json()["elements"]

    assert reponse.status_code == 201, reponse.text
    assert [(m["auteur"], m["texte"]) for m in fil] == [
        ("Auto-école", "Le Rhône."),
        ("Préfecture ou DDT(M)", "Quel département ?"),
    ]
    assert [fait["email"] for fait in await faits(app, parcours.id, "message-recu")] == ["parc@exemple.fr"]
    (ecrite,) = await faits(app, parcours.id, "reponse-ecrite")
    assert (ecrite["texte"], ecrite["role"], ecrite["prefecture"]) == ("Le Rhône.", "auto_ecole", "921")


async def test_both_sides_see_what_was_read(parcours: Parcours, app: App) -> None:
    await parcours.dire(question(parcours))
    async with parcours.ecole as http:
        await ecrire(parcours, http, "Le Rhône.")
        lecture = {"jusqu_a": parcours.portes.horloge().isoformat()}
        lus = [(await http.post(f"{parcours.chemin}/messages/lecture", json=lecture)).status_code for _ in range(2)]
        await parcours.dire(MessagesLusV1(prefecture="921", jusqu_a=parcours.portes.horloge()))
        fil = (await http.get(f"{parcours.chemin}/messages")).json()["elements"]

    assert lus == [204, 204]
    assert [m["lu"] for m in fil] == [True, True]
    assert len(await faits(app, parcours.id, "reponses-lues")) == 1


async def test_the_candidate_of_a_school_reads_and_does_not_write(parcours: Parcours) -> None:
    await parcours.dire(question(parcours))
    async with parcours.usager as http:
        fil = (await http.get(f"{parcours.chemin}/messages")).json()["elements"]
        ecrit = await ecrire(parcours, http, "Moi aussi.")
        lu = await http.post(
            f"{parcours.chemin}/messages/lecture", json={"jusqu_a": parcours.portes.horloge().isoformat()}
        )

    assert [m["auteur"] for m in fil] == ["La préfecture ou DDT(M)"]
    assert (ecrit.status_code, lu.status_code) == (403, 403)
    assert ecrit.json()["type"] == "/problemes/seul-le-deposant"


async def test_a_person_who_filed_alone_writes_himself(portes: Portes, app: App) -> None:
    seul = Parcours(portes, seul=True)
    await seul.jusqu_a_l_instruction()
    await seul.dire(question(seul))
    async with seul.usager as http:
        reponse = await ecrire(seul, http, "À Lyon.")

    assert reponse.status_code == 201
    assert [fait["email"] for fait in await faits(app, seul.id, "message-recu")] == ["eric@exemple.fr"]


async def test_who_filed_sees_how_many_messages_wait_and_the_other_does_not(parcours: Parcours) -> None:
    await parcours.dire(question(parcours))
    async with parcours.ecole as http, parcours.usager as autre:
        avant = (await http.get(parcours.chemin)).json()["messages_non_lus"]
        du_candidat = (await autre.get(parcours.chemin)).json()["messages_non_lus"]
        lecture = {"jusqu_a": parcours.portes.horloge().isoformat()}
        await http.post(f"{parcours.chemin}/messages/lecture", json=lecture)
        apres = (await http.get(parcours.chemin)).json()["messages_non_lus"]

    assert (avant, du_candidat, apres) == (1, 0, 0)


async def test_messages_leave_at_the_pace_of_a_person(parcours: Parcours) -> None:
    async with parcours.ecole as http:
        statuts = [(await ecrire(parcours, http, f"Message {n}")).status_code for n in range(21)]
        parcours.portes.horloge.avance(timedelta(hours=1))
    async with parcours.ecole as http:
        plus_tard = await ecrire(parcours, http, "Encore un.")

    assert statuts == [201] * 20 + [429]
    assert plus_tard.status_code == 201


@pytest.mark.parametrize("texte", ["", " \n ", "\u0007"])
async def test_an_empty_message_does_not_go(parcours: Parcours, texte: str) -> None:
    async with parcours.ecole as http:
        reponse = await ecrire(parcours, http, texte)

    assert (reponse.status_code, reponse.json()["errors"][0]["pointer"]) == (422, "/texte")


async def test_nobody_is_there_to_read_before_and_after(portes: Portes, parcours: Parcours) -> None:
    avant = Parcours(portes, code="AVANT234EFGH5678JKLM9Z")
    await avant.ouvrir()
    await parcours.jusqu_a_l_acceptation_maintenant()
    async with parcours.ecole as http:
        statuts = [(await ecrire(un, http, "Y a-t-il quelqu'un ?")).status_code for un in (avant, parcours)]

    assert statuts == [409, 409]


async def test_for_others_there_is_no_thread(parcours: Parcours) -> None:
    for http in (parcours.portes.ecole(AUTRE_ECOLE), parcours.portes.candidat(AUTRE_CANDIDAT)):
        async with http:
            assert (await http.get(f"{parcours.chemin}/messages")).status_code == 404
            assert (await ecrire(parcours, http, "?")).status_code == 404


async def test_an_empty_draft_has_nothing_to_read(portes: Portes, app: App) -> None:
    brouillon = Parcours(portes)
    await brouillon.ouvrir()
    async with brouillon.ecole as http:
        lu = await http.post(f"{brouillon.chemin}/messages/lecture", json={"jusqu_a": portes.horloge().isoformat()})

    assert lu.status_code == 204
    assert await faits(app, brouillon.id, "reponses-lues") == []
