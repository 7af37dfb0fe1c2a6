"""The decisions of the préfecture as pure functions: the table, the reasons, the rounds."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RuleBroken
from contracts.events.demandes import DemandeTransmiseV1
from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1, DossierRejeteV1
from contracts.events.parts import CauseRejet
from contracts.testing import examples
from contracts.vocabulary.causes import Cause
from instruction.domain.causes import CauseChoisie, CauseInconnue, motiver
from instruction.domain.dossier import (
    TRANSITIONS,
    Acte,
    CauseObligatoire,
    Decision,
    DecisionImpossible,
    DossierInstruit,
    Etat,
    Reserves,
    accepter,
    clore,
    demander_complement,
    recevoir,
    rejeter,
)
from instruction.domain.neph import NEPH, NephInvalide, former_neph, lire_neph

MIDI = datetime(2026, 4, 13, 12, 0, tzinfo=UTC)
MESSAGE = next(octets for _, octets in examples("permis.demandes.demande-transmise.v1") if b'"inscription"' in octets)
CONTENU = DemandeTransmiseV1.read(json.loads(MESSAGE)["data"]).dossier
FLOUE = CauseRejet(code="floue", cause=Cause.FLOUE.libelle, remede=Cause.FLOUE.remede)
INSTRUCTEUR = uuid4()
DOSSIER = DossierInstruit(uuid4(), version=1, tour=1, etat=Etat.A_INSTRUIRE, dossier=CONTENU, recu_le=MIDI)


def act(acte: Acte, dossier: DossierInstruit) -> Decision:
    match acte:
        case Acte.ACCEPTER:
            return accepter(dossier, instructeur=INSTRUCTEUR, neph="260492123456", now=MIDI)
        case Acte.DEMANDER_COMPLEMENT:
            return demander_complement(dossier, Reserves((FLOUE,), "Illisible"), instructeur=INSTRUCTEUR, now=MIDI)
        case Acte.REJETER:
            return rejeter(dossier, Reserves((FLOUE,)), instructeur=INSTRUCTEUR, now=MIDI)
        case Acte.TRANSMETTRE:
            return recevoir(dossier, CONTENU, tour=dossier.tour + 1, recu_le=MIDI)
        case Acte.CLORE:
            return clore(dossier)


@given(st.lists(st.sampled_from(Acte), max_size=12))
def test_no_sequence_of_acts_leaves_the_table(actes: list[Acte]) -> None:
    dossier = DOSSIER
    for acte in actes:
        try:
            after, _ = act(acte, dossier)
        except RuleBroken:
            assert (dossier.etat, acte) not in TRANSITIONS
        else:
            assert after.etat == TRANSITIONS.get((dossier.etat, acte), dossier.etat if acte is Acte.CLORE else None)
            dossier = after


@pytest.mark.parametrize(
    ("acte", "fact"),
    [
        (Acte.ACCEPTER, DossierAccepteV1),
        (Acte.DEMANDER_COMPLEMENT, ComplementDemandeV1),
        (Acte.REJETER, DossierRejeteV1),
    ],
)
def test_a_decision_says_who_decided_in_which_round(acte: Acte, fact: type) -> None:
    _, [event] = act(acte, DOSSIER)

    assert isinstance(event, fact)
    assert event.model_dump()["instructeur"] == INSTRUCTEUR
    assert event.model_dump()["tour"] == 1


@pytest.mark.parametrize("acte", [Acte.ACCEPTER, Acte.DEMANDER_COMPLEMENT, Acte.REJETER])
def test_a_second_decision_says_what_happened_and_when(acte: Acte) -> None:
    decided, _ = act(Acte.ACCEPTER, DOSSIER)

    with pytest.raises(DecisionImpossible, match="acceptée depuis le 13/04/2026"):
        act(acte, decided)


def test_a_complement_without_a_cause_is_refused() -> None:
    with pytest.raises(CauseObligatoire):
        demander_complement(DOSSIER, Reserves((), "?"), instructeur=INSTRUCTEUR, now=MIDI)


def test_an_older_round_changes_nothing() -> None:
    asked, _ = act(Acte.DEMANDER_COMPLEMENT, DOSSIER)

    assert recevoir(asked, CONTENU, tour=1, recu_le=MIDI) == (asked, [])


def test_causes_are_written_out_with_their_remedy_and_piece() -> None:
    piece = CONTENU.pieces[0]

    [cause] = motiver([CauseChoisie("floue", piece.id, None)], CONTENU.pieces)

    assert (cause.cause, cause.remede) == (Cause.FLOUE.libelle, Cause.FLOUE.remede)
    assert (cause.piece, cause.type_piece) == (piece.id, piece.type)


def test_every_wrong_cause_is_named() -> None:
    with pytest.raises(CauseInconnue) as refused:
        motiver([CauseChoisie("laide", None, None), CauseChoisie("floue", uuid4(), None)], CONTENU.pieces)

    assert [fault.pointer for fault in refused.value.errors] == ["/causes/0", "/causes/1"]


@given(
    st.integers(2000, 2099), st.integers(1, 12), st.sampled_from(["921", "011", "2A1", "974"]), st.integers(0, 10**6)
)
def test_a_number_that_is_made_has_the_form_of_the_registry(
    annee: int, mois: int, prefecture: str, tirage: int
) -> None:
    assert NEPH.match(former_neph(annee, mois, prefecture, tirage))


def test_a_number_may_be_typed_with_spaces() -> None:
    assert lire_neph("26 04 92 123456") == "260492123456"


@pytest.mark.parametrize("faux", ["", "123", "261392123456", "260496123456", "26049212345é"])
def test_a_number_of_another_form_is_refused(faux: str) -> None:
    with pytest.raises(NephInvalide):
        lire_neph(faux)
