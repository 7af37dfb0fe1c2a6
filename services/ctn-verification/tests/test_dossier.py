"""The rounds of a dossier, without a database: every order of what arrives ends the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import ctn_builders as builders
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.base import Event
from contracts.events.ctn import ImagesConformesV1, ImagesRefuseesV1
from contracts.events.parts import PieceJointe
from contracts.vocabulary.causes import CAUSES_EPHOTO, Cause
from ctn_verification.domain.causes import CHOIX, Objet
from ctn_verification.domain.dossier import Dossier, Etat, Verdicts, clore, ouvrir_tour, trancher
from ctn_verification.domain.examen import (
    CauseRetenue,
    ControleEnCours,
    DecisionIncoherente,
    DossierDejaDecide,
    DossierIntrouvable,
    Examen,
    TourDepasse,
    decider,
)
from ctn_verification.domain.prise import DUREE, DossierEnMain, DossierNonPris, prendre
from ctn_verification.domain.verdict import Controle, Verdict, douter, refuser

MIDI = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BON = Verdict(Controle.CONFORME)
FLOU = refuser(Cause.FLOUE)
DOUTE = douter("essai")
PIECES = [
    builders.piece_jointe(builders.fichier(b"", cle=str(rank)), type)
    for rank, type in enumerate(("identite", "domicile"))
]
IDENTITE, DOMICILE = PIECES
EPHOTO = builders.ephoto_inconnue()
VALIDE = builders.dossier(PIECES, EPHOTO)
NEUF = Dossier(demande=UUID(int=5))
AGENT = UUID(int=8)


def dits(identite: Verdict | None, domicile: Verdict | None, ephoto: Verdict | None = BON) -> Verdicts:
    said = {IDENTITE.id: identite, DOMICILE.id: domicile}
    return Verdicts({id: verdict for id, verdict in said.items() if verdict is not None}, ephoto)


@pytest.mark.parametrize(
    ("connus", "etat"),
    [
        (dits(BON, BON), Etat.CONFORME),
        (dits(BON, FLOU), Etat.REFUSE),
        (dits(DOUTE, FLOU), Etat.REFUSE),
        (dits(BON, DOUTE), Etat.A_EXAMINER),
        (dits(BON, BON, None), Etat.A_EXAMINER),
        (dits(BON, BON, DOUTE), Etat.A_EXAMINER),
        (dits(BON, None), Etat.ATTENTE_CONTROLE),
        (dits(FLOU, None), Etat.ATTENTE_CONTROLE),
    ],
)
def test_the_verdicts_decide(connus: Verdicts, etat: Etat) -> None:
    assert ouvrir_tour(NEUF, 1, VALIDE, connus, now=MIDI).dossier.etat is etat


def test_good_images_go_on_and_bad_ones_come_back_with_their_piece() -> None:
    (conforme,) = ouvrir_tour(NEUF, 1, VALIDE, dits(BON, BON), now=MIDI).events
    (refuse,) = ouvrir_tour(NEUF, 1, VALIDE, dits(BON, FLOU), now=MIDI).events

    assert conforme == ImagesConformesV1(tour=1, verifiees_le=MIDI)
    assert isinstance(refuse, ImagesRefuseesV1)
    assert [(cause.code, cause.piece, cause.type_piece) for cause in refuse.causes] == [
        (Cause.FLOUE, DOMICILE.id, "domicile")
    ]


@given(st.lists(st.sampled_from([BON, FLOU, DOUTE]), min_size=3, max_size=3))
def test_every_order_of_three_verdicts_and_the_validation_ends_the_same(said: list[Verdict]) -> None:
    pieces = [builders.piece_jointe(builders.fichier(b"", cle="x")) for _ in said]
    valide = builders.dossier(pieces, EPHOTO)
    ends = {
        arriving(valide.pieces, dict(zip(pieces, said, strict=True)), order) for order in permutations([None, *pieces])
    }

    assert len(ends) == 1


def arriving(
    pieces: tuple[PieceJointe, ...], said: Mapping[PieceJointe, Verdict], order: tuple[PieceJointe | None, ...]
) -> tuple[Etat, str]:
    """None is the validation."""
    dossier, connus = NEUF, Verdicts({}, BON)
    events: list[Event] = []
    for arrived in order:
        if arrived is None:
            decision = ouvrir_tour(dossier, 1, builders.dossier(list(pieces), EPHOTO), connus, now=MIDI)
        else:
            connus = Verdicts({**connus.pieces, arrived.id: said[arrived]}, BON)
            decision = trancher(dossier, connus, now=MIDI)
        dossier = decision.dossier
        events += decision.events
    return dossier.etat, str(events)


def test_without_a_verdict_an_agent_looks_after_a_time_and_a_late_verdict_still_decides() -> None:
    attente = ouvrir_tour(NEUF, 1, VALIDE, dits(BON, None), now=MIDI).dossier
    a_examiner = trancher(attente, dits(BON, None), now=MIDI, attendre=False)

    assert (a_examiner.dossier.etat, a_examiner.events) == (Etat.A_EXAMINER, ())
    assert trancher(a_examiner.dossier, dits(BON, BON), now=MIDI).dossier.etat is Etat.CONFORME


@pytest.mark.parametrize("etat", [Etat.EN_SAISIE, Etat.CONFORME, Etat.REFUSE, Etat.CLOS])
def test_a_verdict_changes_nothing_where_nothing_waits(etat: Etat) -> None:
    dossier = replace(NEUF, etat=etat, pieces=tuple(PIECES), ephoto=EPHOTO)

    assert trancher(dossier, dits(BON, FLOU), now=MIDI) == (dossier, ())


def test_a_round_that_comes_late_or_after_the_end_changes_nothing() -> None:
    second = ouvrir_tour(NEUF, 2, VALIDE, dits(BON, BON), now=MIDI).dossier

    assert ouvrir_tour(second, 1, VALIDE, dits(BON, FLOU), now=MIDI) == (second, ())
    assert ouvrir_tour(second, 2, VALIDE, dits(BON, FLOU), now=MIDI) == (second, ())
    clos = clore(second).dossier
    assert ouvrir_tour(clos, 3, VALIDE, dits(BON, BON), now=MIDI) == (clos, ())
    assert clos.resume is None


def a_examiner(connus: Verdicts | None = None) -> Dossier:
    """In the agent's hand."""
    return en_main(ouvrir_tour(NEUF, 1, VALIDE, connus or dits(BON, DOUTE), now=MIDI).dossier)


def en_main(dossier: Dossier, agent: UUID = AGENT) -> Dossier:
    return replace(dossier, prise=prendre(None, agent, MIDI))


def test_what_an_agent_accepted_is_not_asked_again() -> None:
    accepte = decider(a_examiner(), Examen(conforme=True), par=AGENT, now=MIDI)
    assert accepte.dossier.etat is Etat.CONFORME
    assert accepte.events == [ImagesConformesV1(tour=1, verifiees_le=MIDI)]

    assert ouvrir_tour(accepte.dossier, 2, VALIDE, dits(BON, DOUTE), now=MIDI).dossier.etat is Etat.CONFORME


def test_what_an_agent_refused_is_refused_in_the_official_words() -> None:
    retenue = CauseRetenue("piece_non_recevable", IDENTITE.id, "La carte est illisible au verso.")
    refus = decider(a_examiner(), Examen(conforme=False, causes=[retenue], commentaire="Merci"), par=AGENT, now=MIDI)
    (event,) = refus.events

    assert isinstance(event, ImagesRefuseesV1)
    assert event.commentaire == "Merci"
    assert event.causes[0].cause == f"{Cause.PIECE_NON_RECEVABLE.libelle} La carte est illisible au verso."
    assert event.causes[0].type_piece == "identite"


def test_a_refused_piece_that_comes_again_goes_to_an_agent_and_its_replacement_does_not() -> None:
    retenue = CauseRetenue("piece_non_recevable", IDENTITE.id)
    refuse = decider(
        a_examiner(dits(BON, DOUTE)), Examen(conforme=False, causes=[retenue]), par=AGENT, now=MIDI
    ).dossier
    nouvelle = builders.piece_jointe(builders.fichier(b"", cle="n"))
    remplace = builders.dossier([nouvelle, DOMICILE], EPHOTO)
    connus = Verdicts({nouvelle.id: BON, IDENTITE.id: BON, DOMICILE.id: DOUTE}, BON)

    assert ouvrir_tour(refuse, 2, VALIDE, connus, now=MIDI).dossier.etat is Etat.A_EXAMINER
    assert ouvrir_tour(refuse, 2, remplace, connus, now=MIDI).dossier.etat is Etat.CONFORME


def test_a_refused_photo_needs_a_new_one() -> None:
    refuse = decider(
        a_examiner(), Examen(conforme=False, causes=[CauseRetenue("photo_inutilisable")]), par=AGENT, now=MIDI
    ).dossier
    autre = builders.dossier(PIECES, builders.ephoto_inconnue())

    assert ouvrir_tour(refuse, 2, VALIDE, dits(BON, DOUTE), now=MIDI).dossier.etat is Etat.A_EXAMINER
    assert ouvrir_tour(refuse, 2, autre, dits(BON, DOUTE), now=MIDI).dossier.etat is Etat.CONFORME


def test_a_cause_of_the_whole_dossier_brings_it_back_to_an_agent() -> None:
    refuse = decider(
        a_examiner(), Examen(conforme=False, causes=[CauseRetenue("piece_manquante")]), par=AGENT, now=MIDI
    ).dossier
    revenu = ouvrir_tour(refuse, 2, VALIDE, dits(BON, BON), now=MIDI).dossier

    assert revenu.etat is Etat.A_EXAMINER
    assert decider(en_main(revenu), Examen(conforme=True), par=AGENT, now=MIDI).dossier.a_revoir is False


@pytest.mark.parametrize(
    ("examen", "pointer"),
    [
        (Examen(conforme=False), "/causes"),
        (Examen(conforme=True, causes=[CauseRetenue("floue")]), "/causes"),
        (Examen(conforme=False, causes=[CauseRetenue("moche")]), "/causes/0/code"),
        (Examen(conforme=False, causes=[CauseRetenue("piece_manquante"), CauseRetenue("floue")]), "/causes/1/piece"),
        (Examen(conforme=False, causes=[CauseRetenue("floue", uuid4())]), "/causes/0/piece"),
        (Examen(conforme=False, causes=[CauseRetenue("signature_vide", IDENTITE.id)]), "/causes/0/piece"),
        (Examen(conforme=False, causes=[CauseRetenue("fichier_trop_lourd", IDENTITE.id)]), "/causes/0/code"),
        (Examen(conforme=False, causes=[CauseRetenue("piece_manquante", type_piece="rien")]), "/causes/0/type_piece"),
        (Examen(conforme=False, causes=[CauseRetenue("floue", IDENTITE.id, None, "jdc")]), "/causes/0/type_piece"),
    ],
)
def test_a_decision_that_makes_no_sense_says_where(examen: Examen, pointer: str) -> None:
    with pytest.raises(DecisionIncoherente) as refusal:
        decider(a_examiner(), examen, par=AGENT, now=MIDI)

    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_one_decision_for_each_round() -> None:
    decide = decider(a_examiner(), Examen(conforme=True), par=AGENT, now=MIDI).dossier
    cases = [
        (decide, DossierDejaDecide),
        (clore(decide).dossier, DossierDejaDecide),
        (NEUF, DossierIntrouvable),
        (ouvrir_tour(NEUF, 1, VALIDE, dits(BON, None), now=MIDI).dossier, ControleEnCours),
    ]
    for dossier, rule in cases:
        with pytest.raises(rule):
            decider(dossier, Examen(conforme=True), par=AGENT, now=MIDI)
    with pytest.raises(TourDepasse):
        decider(a_examiner(), Examen(conforme=True, tour=2), par=AGENT, now=MIDI)


def test_only_who_has_it_in_hand_decides() -> None:
    libre = replace(a_examiner(), prise=None)
    for dossier, par, now, rule in (
        (libre, AGENT, MIDI, DossierNonPris),
        (a_examiner(), UUID(int=9), MIDI, DossierEnMain),
        (a_examiner(), AGENT, MIDI + DUREE, DossierNonPris),
    ):
        with pytest.raises(rule):
            decider(dossier, Examen(conforme=True), par=par, now=now)
    juste_avant = MIDI + DUREE - timedelta(microseconds=1)
    assert decider(a_examiner(), Examen(conforme=True), par=AGENT, now=juste_avant).dossier.etat is Etat.CONFORME


def test_what_the_agent_reads_of_why_he_looks() -> None:
    maintenue = DOMICILE.model_copy(update={"maintenue": True, "raison": "Je n'ai que cette copie."})
    cases = [
        (VALIDE, dits(BON, DOUTE), ("fichier_illisible",)),
        (VALIDE, dits(BON, BON, None), ("ephoto_inconnue",)),
        (
            builders.dossier([IDENTITE, maintenue], EPHOTO),
            dits(DOUTE, FLOU),
            ("fichier_illisible", "floue", "maintenue"),
        ),
    ]
    for valide, connus, doutes in cases:
        assert ouvrir_tour(NEUF, 1, valide, connus, now=MIDI).dossier.doutes == doutes


def test_a_piece_that_the_filer_keeps_goes_to_an_agent_whose_word_then_counts() -> None:
    maintenue = DOMICILE.model_copy(update={"maintenue": True, "raison": "Je n'ai que cette copie."})
    valide = builders.dossier([IDENTITE, maintenue], EPHOTO)
    gardee = ouvrir_tour(NEUF, 1, valide, dits(BON, FLOU), now=MIDI)

    assert (gardee.dossier.etat, gardee.events) == (Etat.A_EXAMINER, ())
    acceptee = decider(en_main(gardee.dossier), Examen(conforme=True), par=AGENT, now=MIDI).dossier
    assert ouvrir_tour(acceptee, 2, valide, dits(BON, FLOU), now=MIDI).dossier.etat is Etat.CONFORME
    causes = [CauseRetenue("floue", DOMICILE.id)]
    refusee = decider(en_main(gardee.dossier), Examen(conforme=False, causes=causes), par=AGENT, now=MIDI).dossier
    revenue = ouvrir_tour(refusee, 2, valide, dits(BON, FLOU), now=MIDI).dossier
    assert (revenue.etat, revenue.doutes) == (Etat.A_EXAMINER, ("deja_refusee",))


def test_another_piece_that_the_engine_refuses_is_not_saved_by_the_one_that_is_kept() -> None:
    maintenue = DOMICILE.model_copy(update={"maintenue": True})
    (refuse,) = ouvrir_tour(NEUF, 1, builders.dossier([IDENTITE, maintenue], EPHOTO), dits(FLOU, FLOU), now=MIDI).events

    assert isinstance(refuse, ImagesRefuseesV1)
    assert [cause.piece for cause in refuse.causes] == [IDENTITE.id]


def test_keys_and_causes_of_the_list_are_one_to_one() -> None:
    touches = [choix.touche for choix in CHOIX.values()]

    assert len(set(touches)) == len(touches)
    assert all(len(touche) == 1 for touche in touches)


def test_what_a_new_photo_code_puts_right_is_the_same_here_as_in_the_vocabulary() -> None:
    de_l_ephoto = {cause for cause, choix in CHOIX.items() if choix.objet is Objet.EPHOTO}

    assert de_l_ephoto <= CAUSES_EPHOTO
    assert not (set(CHOIX) - de_l_ephoto) & CAUSES_EPHOTO
