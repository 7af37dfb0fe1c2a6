"""The official registers: found however they are typed, and whole."""

import pytest

from contracts.events.parts import Prefecture
from demandes.referentiel import Referentiel, ReferentielAbsent
from demandes.referentiel.registre import REPONSES_MAX, pays


@pytest.fixture(scope="module")
def referentiel() -> Referentiel:
    return Referentiel.load()


@pytest.mark.parametrize(
    ("q", "nom"),
    [
        ("saint etienne", "Saint-Étienne"),
        ("L'HAY LES ROSES", "L'Haÿ-les-Roses"),
        ("bœurs", "Bœurs-en-Othe"),
        ("antony", "Antony"),
    ],
)
def test_a_commune_is_found_however_it_is_typed(referentiel: Referentiel, q: str, nom: str) -> None:
    assert nom in [commune.nom for commune in referentiel.communes(q)]


def test_by_postal_code_and_never_more_than_fifty(referentiel: Referentiel) -> None:
    assert "Antony" in [commune.nom for commune in referentiel.communes(code_postal="92160")]
    assert len(referentiel.communes("saint")) == REPONSES_MAX
    assert referentiel.communes() == []


def test_the_prefecture_of_a_commune(referentiel: Referentiel) -> None:
    antony = referentiel.commune("92002")

    assert antony is not None
    assert referentiel.prefecture(antony.arrondissement) == Prefecture(code="921", nom="Antony")


def test_every_commune_has_a_prefecture_that_exists(referentiel: Referentiel) -> None:
    for commune in referentiel._communes.values():
        assert referentiel.prefecture(commune.arrondissement) is not None, commune
        assert commune.codes_postaux


@pytest.mark.parametrize("code", ["2A004", "2B033", "97105", "97411", "97608", "75114", "98818"])
def test_corsica_overseas_and_paris_are_there(referentiel: Referentiel, code: str) -> None:
    assert referentiel.commune(code) is not None


def test_countries_have_french_names_in_french_order() -> None:
    named = pays()

    assert (named["DE"], named["CI"]) == ("Allemagne", "Côte d'Ivoire")
    assert list(named).index("EG") < list(named).index("FR")
    assert len(named) > 240


def test_what_was_not_built_says_how_to_build_it(tmp_path: object) -> None:
    with pytest.raises(ReferentielAbsent, match="make setup"):
        Referentiel.load(tmp_path)  # type: ignore[arg-type]
