"""The rules of a password, one by one and together."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.mots_de_passe import COURANTS, defauts, est_courant, nettoyer

PERSONNEL = ("Le Roy", "Romain", "r.leroy")


@pytest.mark.parametrize(
    ("mot_de_passe", "mots"),
    [
        ("", ["court", "majuscule", "minuscule", "chiffre", "spécial", "courants"]),
        ("Ab1?xyz", ["court"]),
        ("tramway!48lent", ["majuscule"]),
        ("TRAMWAY!48LENT", ["minuscule"]),
        ("Tramway!lent", ["chiffre"]),
        ("Tramway 48 lent", ["spécial"]),
        ("Éclair?48lent", []),
        ("xx?48LEROYxx", ["votre nom"]),
        ("Xx?48Romain", ["votre nom"]),
        ("Xx?48r.Leroy", ["votre nom"]),
        ("Azerty123!", ["courants"]),
        ("P@ssw0rd2024!", ["courants"]),
        ("M0tdepasse?1", ["courants"]),
        ("Bonjour!1", ["courants"]),
        ("Aa1!" * 32, []),
        ("Aa1!" * 33, ["long"]),
    ],
)
def test_every_fault_is_told(mot_de_passe: str, mots: list[str]) -> None:
    found = defauts(mot_de_passe, PERSONNEL)

    assert len(found) == len(mots)
    assert all(mot in fault for mot, fault in zip(mots, found, strict=True))


def test_agents_need_twelve_characters() -> None:
    assert defauts("Tramway!48", (), longueur_min=12) == [
        "Le mot de passe est trop court : il lui faut 12 caractères au moins."
    ]


def test_a_short_name_does_not_forbid_its_letters() -> None:
    assert defauts("Aloli!48 zut", ("Li", "Al", "li")) == []


@given(st.text(min_size=1, max_size=20))
def test_keyboards_that_write_alike_are_one(texte: str) -> None:
    assert nettoyer(nettoyer(texte)) == nettoyer(texte)


@given(st.sampled_from(sorted(COURANTS)), st.text(alphabet=string.digits + "!?.@", max_size=4))
def test_a_common_word_stays_common(mot: str, suite: str) -> None:
    assert est_courant(mot.capitalize() + suite)
