"""The card: every order of facts stays in the table, its limits are those of seed 003, the order says what it must."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.events.instruction import TitreAvanceV1
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.statuts import Statut
from instruction.domain.ordre import VALIDITES, valable_jusqu_au
from instruction.domain.titre import (
    PUBLIQUES,
    SANS_TITRE,
    TRANSITIONS,
    Etape,
    Fait,
    RepriseImpossible,
    Titre,
    constater,
    dans_des_mois,
    demande_un_titre,
    ouvrir,
    reprendre,
)

MIDI = datetime(2026, 8, 31, 12, tzinfo=UTC)
NEUF = ouvrir(uuid4(), "921", "92120260412142448776918", MIDI)


def mene(*faits: Fait) -> Titre:
    titre = NEUF
    for fait in faits:
        titre = constater(titre, fait, MIDI).titre
    return titre


@given(st.lists(st.sampled_from(Fait), max_size=25))
def test_no_order_of_facts_leaves_the_table(faits: list[Fait]) -> None:
    titre, rangs = NEUF, [0]
    for fait in faits:
        avant = titre
        titre, events = constater(titre, fait, MIDI)
        assert titre.etape is TRANSITIONS.get((avant.etape, fait), avant.etape)
        for event in events:
            assert isinstance(event, TitreAvanceV1)
            assert event.etape == titre.etape
            rangs.append(event.rang)

    assert rangs == list(range(len(rangs)))


@given(st.lists(st.sampled_from(Fait), max_size=15), st.sampled_from(Fait))
def test_a_fact_that_comes_twice_counts_once(faits: list[Fait], fait: Fait) -> None:
    once = constater(mene(*faits), fait, MIDI).titre
    again = constater(once, fait, MIDI)

    assert again.titre == once
    assert again.events == ()


def test_what_the_public_may_see_are_statuses_of_the_demande() -> None:
    assert {etape.value for etape in PUBLIQUES} <= {statut.value for statut in Statut}


def test_only_the_motifs_that_open_an_examination_give_no_card() -> None:
    assert {motif for motif in Motif if not demande_un_titre(motif)} == SANS_TITRE


def test_a_card_waits_fifteen_days_at_the_post_office_and_six_months_after_its_return() -> None:
    expediee = mene(Fait.COMMANDE, Fait.PRODUIT, Fait.EXPEDIE)
    instance = constater(expediee, Fait.ABSENT, MIDI, bureau="Antony Principal").titre
    retournee = constater(instance, Fait.RETOURNE, MIDI).titre

    assert instance.limite_le == datetime(2026, 9, 15, 12, tzinfo=UTC)
    assert instance.bureau == "Antony Principal"
    assert retournee.limite_le == datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert constater(retournee, Fait.DETRUIT, MIDI).titre.etape is Etape.DETRUITE


def test_a_refused_order_is_taken_up_under_another_reference_and_the_holder_hears_of_one_production() -> None:
    refuse = constater(mene(Fait.COMMANDE), Fait.REFUSE, MIDI, incident="La photo ne peut pas être gravée.").titre
    repris, events = reprendre(refuse, MIDI)
    encore = constater(repris, Fait.COMMANDE, MIDI)

    assert refuse.incident == "La photo ne peut pas être gravée."
    assert (repris.etape, repris.reference, events) == (Etape.A_COMMANDER, f"{NEUF.numero}-2", ())
    assert (encore.titre.etape, encore.events) == (Etape.EN_PRODUCTION, ())


@pytest.mark.parametrize("etape", [etape for etape in Etape if etape is not Etape.INCIDENT])
def test_what_was_not_refused_is_not_ordered_again(etape: Etape) -> None:
    with pytest.raises(RepriseImpossible):
        reprendre(Titre(uuid4(), "921", "1", etape, MIDI), MIDI)


@given(st.sampled_from(Categorie), st.dates(date(2013, 1, 1), date(2090, 1, 1)))
def test_a_title_ends_the_day_before_its_birthday(categorie: Categorie, delivre_le: date) -> None:
    fin = valable_jusqu_au(categorie, delivre_le)

    lendemain = date.fromordinal(fin.toordinal() + 1)
    assert lendemain.year - delivre_le.year == VALIDITES[categorie]
    assert (lendemain.month, lendemain.day) in ((delivre_le.month, delivre_le.day), (3, 1))


def test_every_category_has_its_time() -> None:
    assert set(VALIDITES) == set(Categorie)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 30))
def test_months_later_is_the_same_day_or_the_last_of_the_month(le: datetime, mois: int) -> None:
    assume(le.year < 9990)
    plus_tard = dans_des_mois(le, mois)

    assert (plus_tard.year - le.year) * 12 + plus_tard.month - le.month == mois
    assert plus_tard.day == le.day or (plus_tard.day < le.day and plus_tard.day >= 28)
