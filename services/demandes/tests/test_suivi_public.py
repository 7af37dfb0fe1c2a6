"""Searches and the public tracking: what is found, by whom, how often one may ask, how long it usually takes."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from contracts.vocabulary.statuts import Statut
from demandes.app import App
from demandes.domain.bannettes import BANNETTE_DE
from demandes.domain.delai_usuel import AU_MOINS, delai_usuel
from demandes.storage import durees, tables
from services.demandes.tests.acts import AUTRE_ECOLE, Parcours
from services.demandes.tests.conftest import Horloge, Portes


@pytest.fixture
async def parcours(portes: Portes) -> Parcours:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    return parcours


async def chercher(parcours: Parcours, **corps: Any) -> list[str]:
    async with parcours.ecole as http:
        reponse = await http.post("/api/demandes/recherche", json=corps)
    assert reponse.status_code == 200, reponse.text
    return [element["id"] for element in reponse.json()["elements"]]


@pytest.mark.parametrize(
    "corps",
    [
        {"texte": "lefevre"},
        {"texte": "LEF éric"},
        {"texte": "Jean-Pi"},
        {"texte": "eric lefèvre"},
        {"texte": "1000"},
        {"date_naissance": "1996-05-02"},
        {"motif": "inscription", "statut": "en_instruction", "categorie": "B"},
        {"bannette": "en_instruction", "creee_du": "2026-04-13", "creee_au": "2026-04-13"},
        {},
    ],
)
async def test_a_demande_is_found_by(parcours: Parcours, corps: dict[str, Any]) -> None:
    assert await chercher(parcours, **corps) == [str(parcours.id)]


@pytest.mark.parametrize(
    "corps",
    [
        {"texte": "dupont"},
        {"texte": "lefevre paul"},
        {"texte": "vre"},
        {"texte": "ne1996"[:2] + "20000101"},
        {"date_naissance": "1996-05-03"},
        {"motif": "perte"},
        {"categorie": "A2"},
        {"bannette": "titres"},
        {"creee_du": "2026-04-14"},
        {"creee_au": "2026-04-12"},
    ],
)
async def test_and_not_by(parcours: Parcours, corps: dict[str, Any]) -> None:
    assert await chercher(parcours, **corps) == []


@pytest.mark.parametrize(
    "texte", ["'", "\\", "!!", "a & b | c", ":*", "\u0000".replace("\u0000", "()"), "%_", "é" * 100]
)
async def test_whatever_is_typed_is_a_search_and_no_query(parcours: Parcours, texte: str) -> None:
    await chercher(parcours, texte=texte)


async def test_another_school_finds_nothing(parcours: Parcours) -> None:
    async with parcours.portes.ecole(AUTRE_ECOLE) as http:
        found = (await http.post("/api/demandes/recherche", json={"texte": "lefevre"})).json()["elements"]
        counted = (await http.get("/api/demandes/bannettes")).json()["bannettes"]

    assert found == []
    assert {bannette["nombre"] for bannette in counted} == {0}


def test_every_status_lies_in_one_tray() -> None:
    assert set(BANNETTE_DE) == set(Statut)


async def suivre(parcours: Parcours, **corps: Any) -> httpx.Response:
    numero = str((await parcours.etat()).numero)
    async with httpx.AsyncClient(
        transport=parcours.ecole._transport,  # the same service, and nobody who is known
        base_url="http://demandes",
    ) as http:
        return await http.post("/api/demandes/suivi", json={"numero": numero, "date_naissance": "1996-05-02"} | corps)


async def test_anybody_with_number_and_birth_date_sees_where_it_stands(parcours: Parcours) -> None:
    reponse = await suivre(parcours)

    assert reponse.status_code == 200, reponse.text
    suivi = reponse.json()
    assert (suivi["libelle"], suivi["libelle_detenteur"]) == ("En cours d'instruction", "Préfecture ou DDT(M)")
    assert suivi["prefecture"] == "Antony"
    assert suivi["suite"]
    assert suivi["delai_usuel"] is None
    for personal in ("Lefèvre", "Éric", "eric@", "1996", "Claudel", str(parcours.id)):
        assert personal not in reponse.text


async def test_a_wrong_date_and_an_unknown_number_have_one_answer(parcours: Parcours) -> None:
    date = await suivre(parcours, date_naissance="1996-05-03")
    numero = await suivre(parcours, numero="92120170412142448776919")

    assert date.status_code == numero.status_code == 404
    assert {k: v for k, v in date.json().items() if k != "trace_id"} == {
        k: v for k, v in numero.json().items() if k != "trace_id"
    }


@pytest.mark.parametrize("corps", [{"numero": "92120170412142448776918"}, {"numero": "x"}, {"date_naissance": "hier"}])
async def test_what_cannot_be_is_said_at_once(parcours: Parcours, corps: dict[str, str]) -> None:
    assert (await suivre(parcours, **corps)).status_code == 422


async def test_a_birth_date_cannot_be_guessed_by_trying(parcours: Parcours, horloge: Horloge) -> None:
    essais = [(await suivre(parcours, date_naissance=f"1996-06-{n:02d}")).status_code for n in range(1, 12)]
    bonne = await suivre(parcours)
    horloge.avance(timedelta(minutes=15))
    plus_tard = await suivre(parcours)

    assert essais == [404] * 10 + [429]
    assert (bonne.status_code, int(bonne.headers["Retry-After"]) > 0) == (429, True)
    assert plus_tard.status_code == 200


async def test_the_usual_time_is_that_of_the_service_s_last_decisions(
    parcours: Parcours, app: App, horloge: Horloge
) -> None:
    demande = await parcours.etat()
    for jours in range(1, 21):
        async with app.db.begin() as tx:
            await durees.note(tx, demande, demande.depuis + timedelta(days=jours))
    horloge.avance(timedelta(days=30))

    usuel = (await suivre(parcours)).json()["delai_usuel"]
    async with parcours.usager as http:
        vue = (await http.get(parcours.chemin)).json()
    assert usuel == vue["delai_usuel"] == {"median": 10, "long": 16, "decisions": 20}

    horloge.avance(timedelta(days=365))
    assert (await suivre(parcours)).json()["delai_usuel"] is None


async def test_a_decision_counts_for_its_service(parcours: Parcours, app: App, horloge: Horloge) -> None:
    horloge.avance(timedelta(days=3))
    await parcours.jusqu_a_l_acceptation_maintenant()

    async with app.db.begin() as tx:
        rows = (await tx.execute(select(tables.durees))).all()
    assert [(row.prefecture, row.motif, row.jours) for row in rows] == [("921", "inscription", 3.0)]


@given(st.lists(st.floats(0, 400), min_size=AU_MOINS, max_size=300))
def test_half_are_no_slower_than_the_median_and_four_of_five_than_the_other(jours: list[float]) -> None:
    usuel = delai_usuel(jours)

    assert usuel is not None
    assert usuel.median <= usuel.long
    assert sum(jour <= usuel.median for jour in jours) * 2 >= len(jours)
    assert sum(jour <= usuel.long for jour in jours) * 5 >= len(jours) * 4


def test_a_few_decisions_say_nothing() -> None:
    assert delai_usuel([3.0] * (AU_MOINS - 1)) is None
