"""Zones for machines: their check digits, what may be corrected in them, the holder and the end of validity."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctn_verification.domain.lecture.gabarits import Format
from ctn_verification.domain.lecture.mrz import Mrz, chiffre_de_controle, reconnaitre, relire
from ctn_verification.domain.lecture.noms import ecart_de_nom, meme_nom, memes_prenoms, plier
from ctn_verification.domain.lecture.titre import Titre, titre_de

LE = date(2026, 11, 21)
PASSEPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
VECTEURS = {
    Format.PASSEPORT: PASSEPORT,
    Format.CARTE: "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    Format.CARTE_TD2: "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    Format.CNI_AVANT_2021: "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n9409923102854CORINNE<<<<<<<6512068F4",
    Format.PERMIS: "D1FRA13AA000026181231MARTIN<<9",
}
NUMERO_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


def lu(texte: str) -> Mrz:
    mrz = relire(texte)
    assert mrz is not None
    return mrz


def titre(texte: str, le: date = LE) -> Titre:
    return titre_de(lu(texte), le)


@pytest.mark.parametrize("format", VECTEURS)
def test_the_vectors_of_the_norms_are_read_with_all_their_digits_right(format: Format) -> None:
    mrz = lu(VECTEURS[format])

    assert (mrz.format, mrz.juste) == (format, True)
    assert "\n".join(mrz.lignes) == VECTEURS[format]


def test_a_number_of_more_than_nine_signs_goes_on_in_the_optional_data() -> None:
    assert lu(NUMERO_LONG).juste
    assert not lu(NUMERO_LONG.replace("7349", "7348")).juste


def test_the_fields_of_a_passport() -> None:
    trouve = titre(PASSEPORT)

    assert (trouve.nom, trouve.prenoms, trouve.naissance, trouve.sexe) == ("ERIKSSON", ("ANNA", "MARIA"), "740812", "F")
    assert (trouve.ne_le(LE), trouve.expire_le) == (date(1974, 8, 12), date(2012, 4, 15))


@given(st.sampled_from(sorted(VECTEURS)), st.data())
def test_a_digit_read_wrong_is_never_right(format: Format, data: st.DataObject) -> None:
    """Of a date: in a number that may hold letters too, one digit alone cannot tell a misreading from a confusion."""
    texte = VECTEURS[format]
    mrz = lu(texte)
    dates = sorted({"naissance", "expiration"} & {*mrz.gabarit.champs})
    ligne, debut, fin, _ = mrz.gabarit.champs[data.draw(st.sampled_from(dates))]
    lignes = texte.split("\n")
    rang = data.draw(st.integers(debut - 1, fin - 1))
    autre = data.draw(st.sampled_from([chiffre for chiffre in "0123456789" if chiffre != lignes[ligne - 1][rang]]))
    lignes[ligne - 1] = lignes[ligne - 1][:rang] + autre + lignes[ligne - 1][rang + 1 :]
    trouve = reconnaitre(lignes)

    assert trouve is None or not trouve.juste


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("740812", "74O8I2"),  # a date holds no letter
        ("UT07408122F", "UTO7408122F"),
        ("ERIKSSON", "ER1K55ON"),  # a name holds no digit
        ("L898902C3", "L8989O2C3"),  # both may stand in a number: only one way makes the digit right
        ("<<<<<10", "<<<<10"),  # a filler was lost
        ("<<<<<10", "<<<<<<<10"),
    ],
)
def test_what_print_confuses_is_put_right_where_field_and_digits_allow_it(avant: str, apres: str) -> None:
    assert lu(PASSEPORT.replace(avant, apres)).lignes == tuple(PASSEPORT.split("\n"))


def test_without_agreement_nothing_is_corrected() -> None:
    mrz = lu(PASSEPORT.replace("740812", "740813"))

    assert (mrz.juste, mrz.cles["naissance"], mrz.cles["expiration"]) == (False, False, True)
    assert mrz.champ("naissance") == "740813"


@pytest.mark.parametrize(
    "texte", ["", "BONJOUR", "P<UTO", "P" * 44 + "\n" + "1" * 44, "\n" * 40, "<" * 44 + "\n" + "<" * 44]
)
def test_other_text_is_no_zone_with_right_digits(texte: str) -> None:
    mrz = relire(texte)

    assert mrz is None or not mrz.juste


def cni(delivrance: str, naissance: str) -> str:
    premiere = f"IDFRA{'BERTHIER':<<25}<<<<<<"
    numero = f"{delivrance}92310285"
    ne = f"{naissance}{chiffre_de_controle(naissance)}"
    seconde = f"{numero}{chiffre_de_controle(numero)}{'CORINNE':<<14}{ne}F"
    return f"{premiere}\n{seconde}{chiffre_de_controle(premiere + seconde)}"


@pytest.mark.parametrize(
    ("delivrance", "naissance", "expire_le"),
    [
        ("0312", "650102", date(2013, 12, 31)),  # before the fifteen years
        ("0401", "650102", date(2019, 1, 31)),
        ("1312", "650102", date(2028, 12, 31)),
        ("1401", "650102", date(2024, 1, 31)),  # after them
        ("1306", "960701", date(2023, 6, 30)),  # a minor's: ten
        ("1306", "950630", date(2028, 6, 30)),  # of age on the last day that the month allows
        ("9409", "651206", date(2004, 9, 30)),
    ],
)
def test_a_french_card_before_2021_is_good_for_ten_or_fifteen_years(
    delivrance: str, naissance: str, expire_le: date
) -> None:
    assert titre(cni(delivrance, naissance)).expire_le == expire_le


def test_a_birth_is_in_the_past() -> None:
    assert titre(cni("2001", "261121")).ne_le(LE) == LE
    assert titre(cni("2001", "261122")).ne_le(LE) == date(1926, 11, 22)
    assert titre(cni("2001", "040229")).ne_le(LE) == date(2004, 2, 29)


@pytest.mark.parametrize(
    ("lue", "saisi"),
    [
        ("LEFEVRE<DUPRE", "Lefèvre-Dupré"),
        ("OCONNOR", "O'Connor"),
        ("D<ARTAGNAN", "d’Artagnan"),
        ("OEUVRARD", "Œuvrard"),
        ("MUELLER", "Müller"),
        ("MULLER", "Müller"),
        ("MUXXLLER", "Müller"),
        ("STRASSE", "Straße"),
        ("AEROE", "Ærø"),
        ("ISIK", "Işık"),
        ("SOERENSEN", "Sørensen"),
        ("NUNEZ", "Núñez"),
        ("DE<LA<TOUR", "de La Tour"),
        ("CELIK", "Çelik"),
    ],
)
def test_a_name_is_folded_as_icao_9303_does(lue: str, saisi: str) -> None:
    assert meme_nom(lue, saisi, coupe=False)


def test_another_name_is_another_name() -> None:
    assert not meme_nom("LEFEVRE", "Lefebvre", coupe=False)
    assert not meme_nom("LEFEVRE", "Lefèvre-Dupré", coupe=False)
    assert meme_nom("LEFEVRE", "Lefèvre-Dupré", coupe=True)
    assert not meme_nom("", "Dupré", coupe=True)
    assert (ecart_de_nom("LEFEVRE", "Lefebvre", coupe=False), ecart_de_nom("MARTIN", "Roux", coupe=False)) == (1, 5)


def test_all_given_names_count_in_their_order() -> None:
    saisis = ("Éléonore", "Marie-Ange", "Zoé")

    assert memes_prenoms(("ELEONORE", "MARIE", "ANGE", "ZOE"), saisis, coupes=False)
    assert not memes_prenoms(("ELEONORE", "ZOE"), saisis, coupes=False)
    assert not memes_prenoms(("ZOE", "ELEONORE", "MARIE", "ANGE"), saisis, coupes=False)
    assert not memes_prenoms(("ELEONORE",), saisis, coupes=False)


def test_given_names_that_were_cut_count_as_far_as_they_go() -> None:
    saisis = ("Éléonore", "Marie-Ange", "Zoé")

    assert memes_prenoms(("ELEONORE", "MARI"), saisis, coupes=True)
    assert memes_prenoms(("ELEONORE", "M", "A", "Z"), saisis, coupes=True)
    assert not memes_prenoms(("ELEONORE", "MARC"), saisis, coupes=True)
    assert not memes_prenoms((), saisis, coupes=True)


@given(st.text(max_size=40))
def test_whatever_is_typed_folds_to_letters(nom: str) -> None:
    for facon in plier(nom):
        assert all("A" <= lettre <= "Z" for lettre in facon)
