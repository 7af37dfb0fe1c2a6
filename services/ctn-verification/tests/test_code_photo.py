"""The code: what it looks like, what is kept of it, how long it is good."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctn_verification.domain.code_photo import ALPHABET, empreinte, expiration, tirer_code

MIDI = (12, 0)


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("IO01") & set(ALPHABET)


@given(st.lists(st.integers(0, 31), min_size=22, max_size=22))
def test_a_code_has_22_letters_of_the_alphabet(draws: list[int]) -> None:
    drawn = iter(draws)
    code = tirer_code(lambda bound: next(drawn))

    assert code == "".join(ALPHABET[draw] for draw in draws)


def test_spaces_and_case_do_not_count() -> None:
    assert empreinte("ab cd\t23 ") == empreinte("ABCD23")
    assert len(empreinte("ABCD23")) == 64


@pytest.mark.parametrize(
    ("depot", "fin"),
    [
        ((2026, 11, 20), (2027, 5, 20)),
        ((2026, 8, 31), (2027, 2, 28)),
        ((2027, 8, 30), (2028, 2, 29)),
        ((2026, 6, 30), (2026, 12, 30)),
    ],
)
def test_six_months(depot: tuple[int, int, int], fin: tuple[int, int, int]) -> None:
    assert expiration(datetime(*depot, *MIDI, tzinfo=UTC)) == datetime(*fin, *MIDI, tzinfo=UTC)
