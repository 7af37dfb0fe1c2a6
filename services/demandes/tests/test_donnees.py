"""What a person may take away of himself, and a school of its list."""

import csv
import io
from typing import Any

import pytest

from contracts.identity import Caller
from contracts.vocabulary.roles import Role
from demandes.api.export import as_csv
from demandes.app import App
from demandes.storage.bannettes import Filtre
from demandes.storage.parcours import each_page
from services.demandes.tests.acts import AUTRE_CANDIDAT, AUTRE_ECOLE, Parcours
from services.demandes.tests.builders import ECOLE
from services.demandes.tests.conftest import Portes

CHEMIN = "/api/demandes/moi/donnees"


async def test_a_person_takes_all_away(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    async with parcours.ecole as http:
        await http.post(f"{parcours.chemin}/messages", json={"texte": "Bonjour"})

    async with parcours.usager as http:
        reponse = await http.get(CHEMIN)
        donnees: dict[str, Any] = reponse.json()
        (tenue,) = donnees["demandes"]

    assert reponse.headers["Cache-Control"] == "no-store"
    assert donnees["ailleurs"]["messages_envoyes"] == "/api/notifications"
    assert tenue["documents"] == f"/api/documents?demande={parcours.id}"
    assert tenue["demande"]["etapes"]["etat_civil"]["nom_naissance"] == "Lefèvre"
    assert tenue["historique"][0]["acte"] == "ouvrir"
    assert [message["texte"] for message in tenue["messages"]] == ["Bonjour"]
    pieces = [piece["id"] for piece in tenue["demande"]["pieces"]]
    assert pieces
    assert [f["lien"] for f in tenue["fichiers"]] == [f"{parcours.chemin}/pieces/{id}/contenu" for id in pieces]


async def test_but_nothing_of_anybody_else(portes: Portes) -> None:
    await Parcours(portes).jusqu_a_l_instruction()

    async with portes.candidat(AUTRE_CANDIDAT) as http:
        assert (await http.get(CHEMIN)).json()["demandes"] == []
    async with portes.ecole(AUTRE_ECOLE) as http:
        assert (await http.get(CHEMIN)).status_code == 403
        assert len(_table(await http.get("/api/demandes/export.csv"))) == 0
    async with portes.candidat(AUTRE_CANDIDAT) as http:
        assert (await http.get("/api/demandes/export.csv")).status_code == 403


async def test_a_school_takes_its_list_away_however_long(portes: Portes, app: App) -> None:
    parcours = Parcours(portes)
    await parcours.connaitre_l_ecole()
    async with parcours.ecole as http:
        for _ in range(25):
            assert (await http.post("/api/demandes", json={"motif": "inscription"})).status_code == 201
        reponse = await http.get("/api/demandes/export.csv")
        rejetees = await http.get("/api/demandes/export.csv", params={"bannette": "rejetees"})

    assert reponse.content.startswith("\ufeff".encode())
    assert reponse.headers["content-type"] == "text/csv; charset=utf-8"
    rows = _table(reponse)
    numeros = [int(row["Pré-numéro"]) for row in rows]
    assert len(set(numeros)) == 25
    assert _table(rejetees) == []
    ecole = Caller(id=ECOLE, role=Role.AUTO_ECOLE, nom="")
    found = [page async for page in each_page(app.db, ecole, Filtre(), taille=10)]
    assert [len(page) for page in found] == [10, 10, 5]
    assert [demande.pre_numero for page in found for demande in page] == numeros


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-Durand", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    ((first, second),) = csv.reader(io.StringIO(as_csv([(cell, "a;b")]), newline=""), delimiter=";")

    assert (first, second) == (f"'{cell}", "a;b")


def _table(reponse: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reponse.text.removeprefix("\ufeff")), delimiter=";"))
