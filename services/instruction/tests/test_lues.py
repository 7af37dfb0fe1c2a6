"""What the CTN read on a paper stands beside the fields, on the piece it was read on."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.events.ctn import ChampLu, EcartLu, LectureDePiece, PiecesLuesV1
from contracts.events.demandes import DemandePurgeeV1
from contracts.testing import deliver
from instruction.app import App
from instruction.handlers import HANDLERS
from instruction.storage import lues
from services.instruction.tests.conftest import MIDI
from services.instruction.tests.test_dossiers import TRANSMISE, Client, transmise

IDENTITE, AUTRE = (piece.id for piece in TRANSMISE.dossier.pieces[:2])
LECTURE = LectureDePiece(
    piece=IDENTITE,
    page=1,
    genre="mrz",
    format="td3",
    fiable=True,
    ecarts=(EcartLu(code="prenoms_manquants", libelle="Il manque des prénoms"),),
    champs=(
        ChampLu(champ="nom", lu="RENAUD", saisi="Renaud", egal=True),
        ChampLu(champ="prenoms", lu="ERIC PAUL", saisi="Éric", egal=False),
    ),
)


async def lire(app: App, demande: UUID, tour: int = 1, **change: Any) -> None:
    lue = LECTURE.model_copy(update=change)
    await deliver(HANDLERS, app, PiecesLuesV1(tour=tour, lectures=(lue,), lues_le=MIDI), demande)


async def pieces(client: Client, demande: UUID) -> dict[str, list[dict[str, Any]]]:
    answer = await client().get(f"/api/instruction/dossiers/{demande}")
    return {piece["id"]: piece["lectures"] for piece in answer.json()["pieces"]}


@pytest.mark.parametrize("avant", [True, False], ids=["read before it is transmitted", "read after"])
async def test_what_was_read_stands_on_its_piece_beside_what_was_entered(app: App, client: Client, avant: bool) -> None:
    demande = uuid4()
    if avant:
        await lire(app, demande)
    await transmise(app, demande=demande)
    if not avant:
        await lire(app, demande)

    vues = await pieces(client, demande)

    assert vues[str(AUTRE)] == []
    (vue,) = vues[str(IDENTITE)]
    assert (vue["genre"], vue["format"], vue["page"], vue["fiable"]) == ("mrz", "td3", 1, True)
    assert [(champ["champ"], champ["egal"]) for champ in vue["champs"]] == [("nom", True), ("prenoms", False)]
    assert (vue["champs"][1]["lu"], vue["champs"][1]["saisi"]) == ("ERIC PAUL", "Éric")
    assert vue["ecarts"] == [{"code": "prenoms_manquants", "libelle": "Il manque des prénoms"}]


async def test_the_reading_of_the_last_round_counts_in_whatever_order_they_come(app: App, client: Client) -> None:
    demande = await transmise(app)
    await lire(app, demande, tour=2, format="td1")
    await lire(app, demande, tour=1)

    (vue,) = (await pieces(client, demande))[str(IDENTITE)]

    assert vue["format"] == "td1"


async def test_another_prefecture_reads_nothing(app: App, client: Client) -> None:
    demande = await transmise(app)
    await lire(app, demande)

    answer = await client(prefecture="751").get(f"/api/instruction/dossiers/{demande}")

    assert answer.status_code == 404


async def test_with_the_demande_goes_what_was_read(app: App) -> None:
    demande = await transmise(app)
    await lire(app, demande)
    await deliver(HANDLERS, app, DemandePurgeeV1(raison="conservation", purgee_le=MIDI), demande)

    async with app.db.begin() as tx:
        assert await lues.of(tx, demande) == []
