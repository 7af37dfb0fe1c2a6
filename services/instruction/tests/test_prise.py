"""A dossier is in one hand, and decided once, whatever the order of acts and of time."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RuleBroken
from contracts.events.demandes import DemandeTransmiseV1
from contracts.events.parts import PieceAbsente
from contracts.testing import examples
from instruction.domain.acceptation import ExamenNonVerifie, PiecesADecider, verifier_acceptation
from instruction.domain.causes import CauseChoisie, CauseInconnue, motiver
from instruction.domain.indices import indices
from instruction.domain.prise import DUREE, DossierEnMain, Prise, en_cours, prendre, verifier
from instruction.domain.promesses import AGES, age_de
from instruction.domain.rejets import motiver_rejet

MIDI = datetime(2026, 4, 13, 12, 0, tzinfo=UTC)
MESSAGE = next(octets for _, octets in examples("permis.demandes.demande-transmise.v1") if b'"inscription"' in octets)
CONTENU = DemandeTransmiseV1.read(json.loads(MESSAGE)["data"]).dossier
TITRE = CONTENU.model_copy(update={"motif": "titre_examen", "examen_le": date(2026, 4, 1)})
AGENTS = [uuid4(), uuid4(), uuid4()]


@given(st.lists(st.tuples(st.sampled_from(AGENTS), st.integers(0, 30)), max_size=30))
def test_whoever_takes_holds_it_alone_until_twenty_minutes_without_an_act(acts: list[tuple[object, int]]) -> None:
    prise: Prise | None = None
    now = MIDI
    for agent, minutes in acts:
        now += timedelta(minutes=minutes)
        holder = en_cours(prise, now)
        try:
            prise = prendre(prise, agent, "X", now)  # type: ignore[arg-type]
        except RuleBroken:
            assert holder is not None
            assert holder.instructeur != agent
        else:
            assert holder is None or holder.instructeur == agent
            assert prise.jusqu_a == now + DUREE
            assert prise.depuis == (holder.depuis if holder else now)


def test_a_colleague_is_told_who_has_it_and_since_when() -> None:
    prise = prendre(None, AGENTS[0], "Mme Roy", MIDI)

    with pytest.raises(DossierEnMain, match="Mme Roy l'a en main depuis le 13/04/2026 à 14:00"):
        verifier(prise, AGENTS[1], MIDI)
    verifier(prise, AGENTS[1], MIDI + DUREE)


def test_a_success_that_nobody_checked_is_not_accepted() -> None:
    with pytest.raises(ExamenNonVerifie):
        verifier_acceptation(TITRE, examen_verifie=False, absentes_acceptees=(), aujourd_hui=MIDI.date())
    verifier_acceptation(TITRE, examen_verifie=True, absentes_acceptees=(), aujourd_hui=MIDI.date())


def test_an_examination_that_has_not_been_is_not_accepted() -> None:
    with pytest.raises(ExamenNonVerifie):
        verifier_acceptation(TITRE, examen_verifie=True, absentes_acceptees=(), aujourd_hui=date(2026, 3, 1))


def test_each_absent_piece_is_decided_before_acceptance() -> None:
    absente = PieceAbsente(type_piece="service_national", raison="Perdue")
    dossier = CONTENU.model_copy(update={"pieces_absentes": (absente,)})

    with pytest.raises(PiecesADecider, match="JDC"):
        verifier_acceptation(dossier, examen_verifie=False, absentes_acceptees=(), aujourd_hui=MIDI.date())
    verifier_acceptation(
        dossier, examen_verifie=False, absentes_acceptees=["service_national"], aujourd_hui=MIDI.date()
    )


@pytest.mark.parametrize(
    ("code", "type_piece", "motif"),
    [
        ("examen_introuvable", None, "perte"),
        ("avis_medical_incomplet", "domicile", "perte"),
        ("floue", None, "perte"),
        ("taxe_non_payee", "identite", "perte"),
    ],
)
def test_a_cause_that_does_not_fit_is_refused(code: str, type_piece: str | None, motif: str) -> None:
    with pytest.raises(CauseInconnue):
        motiver([CauseChoisie(code, None, type_piece)], CONTENU.pieces, motif)


def test_a_rejection_says_what_can_be_done_next() -> None:
    [cause] = motiver_rejet([CauseChoisie("condition_d_age", None, None)], CONTENU)

    assert "nouveau code photo-signature" in cause.remede
    assert "tribunal administratif" in cause.remede


def test_rules_are_hints() -> None:
    jeune = CONTENU.etat_civil.model_copy(update={"date_naissance": date(2012, 1, 1)})
    dossier = TITRE.model_copy(update={"etat_civil": jeune, "categorie": "C", "categories": ("C",)})

    assert [hint[:11] for hint in indices(dossier, MIDI.date())] == ["Catégorie C", "Catégorie d"]


@given(st.integers(0, 1000))
def test_each_age_has_one_bucket(jours: int) -> None:
    [bucket] = [a.code for a in AGES if a.depuis <= jours and (a.jusqu_a is None or jours <= a.jusqu_a)]

    assert age_de(MIDI.date() - timedelta(days=jours), MIDI.date()) == bucket
