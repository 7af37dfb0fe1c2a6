"""The thread with who filed: what goes out, what comes in, what was read; another préfecture's does not exist."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from contracts.events.demandes import ReponseEcriteV1, ReponsesLuesV1
from contracts.events.instruction import DossierConsulteV1, MessageEcritV1, MessagesLusV1
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from instruction.app import App
from instruction.handlers import HANDLERS
from services.instruction.tests.conftest import MIDI
from services.instruction.tests.test_dossiers import TRANSMISE, transmise

Client = Callable[..., httpx.AsyncClient]


async def test_a_question_goes_out_and_its_answer_comes_in(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    chemin = f"/api/instruction/dossiers/{demande}/messages"

    ecrit = await http.post(chemin, json={"texte": "  Quel département ?\r\nMerci. "})
    reponse = ReponseEcriteV1(
        message=uuid4(), prefecture="921", role="auto_ecole", texte="Le Rhône.", ecrit_le=MIDI + timedelta(minutes=1)
    )
    await deliver(HANDLERS, app, reponse, demande)
    await deliver(HANDLERS, app, reponse, demande, sequence=2)  # told again under another id
    await deliver(HANDLERS, app, ReponsesLuesV1(prefecture="921", jusqu_a=MIDI), demande, sequence=3)

    assert ecrit.status_code == 201, ecrit.text
    elements = (await http.get(chemin)).json()["elements"]
    assert [(m["cote"], m["texte"], m["lu"]) for m in elements] == [
        ("deposant", "Le Rhône.", False),
        ("prefecture", "Quel département ?\nMerci.", True),
    ]
    assert [event.texte for event in await published(app.db, demande) if isinstance(event, MessageEcritV1)] == [
        "Quel département ?\nMerci."
    ]


async def test_what_was_read_is_told_once_and_only_forward(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    for jusqu_a in (MIDI, MIDI - timedelta(hours=1), MIDI + timedelta(days=1)):
        lu = await http.post(
            f"/api/instruction/dossiers/{demande}/messages/lecture", json={"jusqu_a": jusqu_a.isoformat()}
        )
        assert lu.status_code == 204

    told = [event.jusqu_a for event in await published(app.db, demande) if isinstance(event, MessagesLusV1)]
    assert told == [MIDI]


@pytest.mark.parametrize("texte", ["", "  \n ", "\u0007"])
async def test_an_empty_message_does_not_go(app: App, client: Client, texte: str) -> None:
    demande = await transmise(app)

    answer = await client().post(f"/api/instruction/dossiers/{demande}/messages", json={"texte": texte})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/texte")


async def test_a_decided_dossier_has_no_more_messages(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    await http.post(f"/api/instruction/dossiers/{demande}/acceptation", json={})

    answer = await http.post(f"/api/instruction/dossiers/{demande}/messages", json={"texte": "Encore ?"})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problemes/fil-ferme")


async def test_another_prefecture_neither_reads_nor_writes(app: App, client: Client) -> None:
    demande, ailleurs = await transmise(app), client(prefecture="951")
    chemin = f"/api/instruction/dossiers/{demande}/messages"

    statuts = {
        (await ailleurs.get(chemin)).status_code,
        (await ailleurs.post(chemin, json={"texte": "?"})).status_code,
        (await ailleurs.post(f"{chemin}/lecture", json={"jusqu_a": MIDI.isoformat()})).status_code,
    }
    assert statuts == {404}


async def test_what_waits_to_be_read_stands_on_the_dossier(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    reponse = ReponseEcriteV1(message=uuid4(), prefecture="921", role="usager", texte="Le Rhône.", ecrit_le=MIDI)
    await deliver(HANDLERS, app, reponse, demande)
    chemin = f"/api/instruction/dossiers/{demande}"

    avant = (await http.get(chemin)).json()["messages_non_lus"]
    await http.post(f"{chemin}/messages/lecture", json={"jusqu_a": MIDI.isoformat()})
    apres = (await http.get(chemin)).json()["messages_non_lus"]

    assert (avant, apres) == (1, 0)


async def test_the_supervisor_of_the_prefecture_writes_too_and_nobody_else(app: App, client: Client) -> None:
    demande = await transmise(app)
    chemin = f"/api/instruction/dossiers/{demande}/messages"
    texte = {"texte": "Quel département ?"}

    assert (await client(Role.SUPERVISEUR).post(chemin, json=texte)).status_code == 201
    assert (await client(Role.SUPERVISEUR, prefecture="951").post(chemin, json=texte)).status_code == 404
    for role in (Role.AUTO_ECOLE, Role.USAGER, Role.AGENT_CTN, Role.PHOTOGRAPHE):
        assert (await client(role).get(chemin)).status_code == 403


async def test_each_look_is_told_to_the_holder_s_log_without_the_instructor(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    piece = TRANSMISE.dossier.pieces[0]
    chemin = f"/api/instruction/dossiers/{demande}"
    for suite in ("", f"/pieces/{piece.id}/contenu", "/photo", "/signature"):
        await http.get(chemin + suite)
    await client(prefecture="951").get(chemin)

    told = [event for event in await published(app.db, demande) if isinstance(event, DossierConsulteV1)]
    assert [(event.quoi, event.type_piece, event.prefecture) for event in told] == [
        ("dossier", None, "921"),
        ("piece", piece.type, "921"),
        ("photo", None, "921"),
        ("signature", None, "921"),
    ]
