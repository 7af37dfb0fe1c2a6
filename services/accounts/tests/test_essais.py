"""How long to wait: the table of delays, whatever failures come."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.essais import MEMOIRE, PALIERS, Essais, TropDEssais, attente, essai_suivant

MIDI = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
JAMAIS = Essais(0, MIDI, MIDI)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_failures_never_wait_less(peu: int, plus: int) -> None:
    peu, plus = sorted((peu, plus))

    assert attente(peu) <= attente(plus)


def test_every_step_of_the_table_is_reached_and_the_last_one_stays() -> None:
    assert [attente(palier.echecs) for palier in PALIERS] == [palier.attente for palier in PALIERS]
    assert attente(PALIERS[0].echecs - 1) == timedelta()
    assert attente(10**9) == PALIERS[-1].attente


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=2)), max_size=30))
def test_whoever_tries_when_he_may_waits_as_the_table_says(pauses: list[timedelta]) -> None:
    essais, now = JAMAIS, MIDI
    for pause in pauses:
        avant, now = essais, max(now, essais.ferme_jusqu_au) + pause
        essais = essai_suivant(avant, now)
        assert essais.nombre == (1 if now >= avant.oublie_le else avant.nombre + 1)
        assert essais.ferme_jusqu_au - now == attente(essais.nombre)
        assert essais.oublie_le - essais.ferme_jusqu_au == MEMOIRE


@given(st.integers(PALIERS[0].echecs, 50), st.timedeltas(timedelta(microseconds=1), PALIERS[0].attente))
def test_a_closed_door_says_when_it_opens_and_counts_nothing(nombre: int, reste: timedelta) -> None:
    ferme = Essais(nombre, MIDI + attente(nombre), MIDI + attente(nombre) + MEMOIRE)
    now = ferme.ferme_jusqu_au - reste

    with pytest.raises(TropDEssais) as refus:
        essai_suivant(ferme, now)

    assert now + timedelta(seconds=refus.value.retry_after) >= ferme.ferme_jusqu_au
