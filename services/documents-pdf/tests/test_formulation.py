"""Dates, times and typed texts, as official documents write them."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents_pdf.domain.formulation import MOIS, avec_l_heure, en_toutes_lettres, enumere, lisible
from documents_pdf.domain.pays import PAYS, nom_du_pays


@pytest.mark.parametrize(
    ("jour", "ecrit"),
    [
        (date(2026, 4, 12), "12 avril 2026"),
        (date(2026, 3, 1), "1er mars 2026"),
        (date(2004, 2, 29), "29 février 2004"),
        (datetime(2026, 4, 30, 22, 30, tzinfo=UTC), "1er mai 2026"),  # in Paris it is past midnight
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "31 décembre 2026"),
    ],
)
def test_dates_are_written_out_as_of_paris(jour: date, ecrit: str) -> None:
    assert en_toutes_lettres(jour).replace("\u00a0", " ") == ecrit


@pytest.mark.parametrize(
    ("instant", "ecrit"),
    [
        (datetime(2026, 4, 12, 12, 24, tzinfo=UTC), "12 avril 2026 à 14 h 24"),  # summer
        (datetime(2026, 1, 5, 8, 7, tzinfo=UTC), "5 janvier 2026 à 9 h 07"),  # winter
    ],
)
def test_times_are_those_of_paris(instant: datetime, ecrit: str) -> None:
    assert avec_l_heure(instant).replace("\u00a0", " ") == ecrit


@given(st.dates())
def test_every_date_names_its_month(jour: date) -> None:
    assert MOIS[jour.month - 1] in en_toutes_lettres(jour)


def test_typed_text_keeps_its_letters_and_loses_what_is_invisible() -> None:
    assert lisible("  Zoe\u0301\n\tNoël ") == "Zoé Noël"
    assert lisible("Renaud\u202egnitirw\u202c\u0000\u200b\ufeff") == "Renaudgnitirw"
    assert lisible("<b>Ng'ang'a & fils</b>") == "<b>Ng'ang'a & fils</b>"


@given(st.text())
def test_what_is_printed_is_visible_composed_and_stable(text: str) -> None:
    printed = lisible(text)

    assert printed == lisible(printed) == printed.strip()
    assert {unicodedata.category(letter) for letter in printed} & {"Cc", "Cf", "Co", "Cs", "Cn"} == set()


def test_lists_of_names_leave_out_the_empty_ones() -> None:
    assert enumere(("Éric", " ", "Zoé")) == "Éric, Zoé"
    assert enumere(()) == ""


def test_countries_have_their_french_names() -> None:
    assert (nom_du_pays("PL"), nom_du_pays("ci"), nom_du_pays("ZZ")) == ("Pologne", "Côte d’Ivoire", "ZZ")
    assert len(PAYS) == 250
    assert all(len(code) == 2 and code.isupper() and nom for code, nom in PAYS.items())
