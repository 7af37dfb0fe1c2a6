"""The number of a demande: the seeds' own, there and back, and no slip of one digit goes unseen."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demandes.domain.numero import PARIS, NumeroIncorrect, en_chiffres, lire_numero, numero_de_demande

GOLDEN = [
    ("92120170412142448776919", datetime(2017, 4, 12, 12, 24, 48, tzinfo=UTC), 77691),
    ("92120170315141818248119", datetime(2017, 3, 15, 13, 18, 18, tzinfo=UTC), 24811),
    ("92120170321142037561607", datetime(2017, 3, 21, 13, 20, 37, tzinfo=UTC), 56160),
    ("92120170320121447574054", datetime(2017, 3, 20, 11, 14, 47, tzinfo=UTC), 57405),
]
ARRONDISSEMENTS = st.one_of(
    st.integers(11, 958).map(lambda n: f"{n:03d}"),
    st.integers(9711, 9769).map(str),
    st.sampled_from(["2A1", "2A4", "2B2", "2B3", "2B5"]),
)
MOMENTS = st.datetimes(datetime(2017, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
TIRAGES = st.integers(0, 99_999)


@pytest.mark.parametrize(("numero", "moment", "tirage"), GOLDEN)
def test_numbers_of_the_seeds(numero: str, moment: datetime, tirage: int) -> None:
    assert numero_de_demande("921", moment, tirage) == numero
    lu = lire_numero(numero)
    assert (lu.arrondissement, lu.moment.astimezone(UTC), lu.tirage) == ("921", moment, tirage)


@given(ARRONDISSEMENTS, MOMENTS, TIRAGES)
def test_there_and_back(arrondissement: str, moment: datetime, tirage: int) -> None:
    lu = lire_numero(numero_de_demande(arrondissement, moment, tirage))

    heure = moment.astimezone(PARIS).replace(microsecond=0, tzinfo=None)
    assert (lu.arrondissement, lu.moment.replace(tzinfo=None), lu.tirage) == (
        en_chiffres(arrondissement),
        heure,
        tirage,
    )


@given(ARRONDISSEMENTS, MOMENTS, TIRAGES, st.data())
def test_one_wrong_digit_is_seen(arrondissement: str, moment: datetime, tirage: int, data: st.DataObject) -> None:
    numero = numero_de_demande(arrondissement, moment, tirage)
    place = data.draw(st.integers(0, len(numero) - 1))
    autre = data.draw(st.sampled_from([chiffre for chiffre in "0123456789" if chiffre != numero[place]]))

    with pytest.raises(NumeroIncorrect):
        lire_numero(numero[:place] + autre + numero[place + 1 :])


def test_overseas_takes_one_digit_more() -> None:
    assert len(numero_de_demande("9711", GOLDEN[0][1], 1)) == 24


def test_corsican_arrondissements_never_collide() -> None:
    corses = ["2A1", "2A4", "2B2", "2B3", "2B5"]
    assert len({en_chiffres(code) for code in corses}) == len(corses)


@pytest.mark.parametrize("numero", ["", "921", "9" * 23, "92120170412142448776918", "9212017O412142448776919"])
def test_what_is_no_number(numero: str) -> None:
    with pytest.raises(NumeroIncorrect):
        lire_numero(numero)


@pytest.mark.parametrize(("arrondissement", "tirage"), [("", 1), ("92", 1), ("2C1", 1), ("921", -1), ("921", 100_000)])
def test_what_gives_no_number(arrondissement: str, tirage: int) -> None:
    with pytest.raises(NumeroIncorrect):
        numero_de_demande(arrondissement, GOLDEN[0][1], tirage)
