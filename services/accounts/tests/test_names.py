"""Names, identifiants and numbers of agrément."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.agrement import DEPARTEMENTS, numero_d_agrement
from accounts.domain.noms import base_identifiant, est_un_nom, identifiant_libre, plier

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("prenom", "nom", "attendu"),
    [
        ("Romain", "Leroy", "rleroy"),  # seed 001
        ("Éric", "Renaud-Lefèvre", "erenaudlefevre"),
        ("Léonie", "Çelik", "lcelik"),
        ("Jean-Noël", "d’Œuvre", "jdoeuvre"),
        ("O'Neil", "M'Ba", "omba"),
        ("Łukasz", "Ørsted", "lorsted"),
        ("王", "李", "usager"),
    ],
)
def test_initial_and_surname(prenom: str, nom: str, attendu: str) -> None:
    assert base_identifiant(prenom, nom) == attendu


@given(st.text(), st.text())
def test_an_identifiant_can_always_be_typed(prenom: str, nom: str) -> None:
    base = base_identifiant(prenom, nom)
    assert 1 <= len(base) <= 30
    assert set(base) <= set(string.ascii_lowercase)


def test_the_number_after_the_highest() -> None:
    assert identifiant_libre("rleroy", []) == "rleroy"
    assert identifiant_libre("rleroy", ["rleroy"]) == "rleroy2"
    assert identifiant_libre("rleroy", ["rleroy", "rleroy9", "rleroyer"]) == "rleroy10"


@given(st.lists(st.sampled_from(["rleroy", "rleroy2", "rleroy3", "rleroy10", "mleroy"])))
def test_a_free_identifiant_is_free(pris: list[str]) -> None:
    assert identifiant_libre("rleroy", pris) not in pris


def test_spellings_of_one_name() -> None:
    assert plier("Jean-Pierre") == plier("JEAN  PIERRE") == plier("jean pierre")
    assert plier("Lefèvre") == plier("LEFEVRE") == plier("Lefe\u0300vre")
    assert plier("Nuñez-Œuf") == "nunez oeuf"


@given(st.text())
def test_folding_twice_changes_nothing(texte: str) -> None:
    assert plier(plier(texte)) == plier(texte)


@pytest.mark.parametrize("nom", ["Leroy", "d’Artagnan", "Nuñez y Pérez", "Mc. Coy", "Lefe\u0300vre", "李"])
def test_these_are_names(nom: str) -> None:
    assert est_un_nom(nom)


@pytest.mark.parametrize("nom", ["", " ", "-", "R2D2", "<b>", "a@b", "Leroy\n", "Leroy\u202e", "=1+1"])
def test_these_are_not(nom: str) -> None:
    assert not est_un_nom(nom)


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        ("E 17 095 0006 0", "E 17 095 0006 0"),
        ("E1709500060", "E 17 095 0006 0"),
        (" e 17 095 0006 0 ", "E 17 095 0006 0"),
        ("E 21 02a 0001 0", "E 21 02A 0001 0"),
        ("E 21 974 0001 0", "E 21 974 0001 0"),
        ("E 21 020 0001 0", None),
        ("E 21 096 0001 0", None),
        ("E 21 000 0001 0", None),
        ("E 21 979 0001 0", None),
        ("F 17 095 0006 0", None),
        ("E 17 95 0006 0", None),
        ("E 17 095 0006 00", None),
        ("E ١٧ 095 0006 0", None),
        ("", None),
    ],
)
def test_numbers_of_agrement(saisie: str, attendu: str | None) -> None:
    assert numero_d_agrement(saisie) == attendu


def test_the_departements_are_those_of_the_reference() -> None:
    file = ROOT / "node_modules/@etalab/decoupage-administratif/data/departements.json"
    officiels = {line["code"].zfill(3) for line in json.loads(file.read_bytes())}

    assert {code for code in officiels if not code.startswith("98")} == DEPARTEMENTS
