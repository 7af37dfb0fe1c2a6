"""The table of checks and the verdicts it gives, without any image."""

from collections.abc import Sequence
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure, Mesures
from ctn_verification.domain.regles import MOTEUR, REGLES, Regle, Sens
from ctn_verification.domain.releve import Cadre, Genre, Lecture, Releve
from ctn_verification.domain.verdict import Controle, Verdict, comparer, douter, pire, refuser
from ctn_verification.domain.verdict import juger as juger_releves

BONNE_PAGE: dict[Mesure, float] = {
    Mesure.COTE_LONG: 2339.0,
    Mesure.CLARTE: 245.0,
    Mesure.PART_ECRITE: 0.1,
    Mesure.ENCRE: 60.0,
    Mesure.NETTETE: 130.0,
    Mesure.NETTETE_ZONE: 80,
}
TOUTES = [regle for regles in REGLES.values() for regle in regles]


def juger(tache: str, pages: Sequence[Mesures]) -> Verdict:
    return juger_releves(tache, [Releve(mesures) for mesures in pages])


def test_a_good_page_has_no_cause() -> None:
    verdict = juger("document", [BONNE_PAGE])

    assert (verdict.controle, verdict.causes, verdict.moteur) == (Controle.CONFORME, (), MOTEUR)


def test_the_cause_carries_the_figure_and_the_remedy() -> None:
    (cause,) = juger("document", [BONNE_PAGE | {Mesure.NETTETE: 12.4}]).causes

    assert cause.code == Cause.FLOUE
    assert cause.cause == "L'image est floue (netteté 12, il en faut 35)."
    assert cause.remede == Cause.FLOUE.remede


def test_shares_are_said_in_percent_with_a_french_comma() -> None:
    (cause,) = juger("document", [BONNE_PAGE | {Mesure.PART_ECRITE: 0.0005}]).causes

    assert cause.cause == "La page est vide (0,1 % de la page est écrit)."


def test_the_worst_page_decides_and_every_page_is_named() -> None:
    doute, refus = BONNE_PAGE | {Mesure.CLARTE: 100.0}, BONNE_PAGE | {Mesure.NETTETE: 3.0}
    verdict = juger("document", [BONNE_PAGE, doute, refus])

    assert verdict.controle is Controle.NON_CONFORME
    assert [cause.cause[:9] for cause in verdict.causes] == ["Page 2 : ", "Page 3 : "]


def test_in_the_dark_neither_blur_nor_emptiness_is_told() -> None:
    noire = BONNE_PAGE | {Mesure.CLARTE: 12.0, Mesure.NETTETE: 0.0, Mesure.PART_ECRITE: 0.0, Mesure.NETTETE_ZONE: 0.0}

    assert [cause.code for cause in juger("document", [noire]).causes] == [Cause.TROP_SOMBRE]


def test_a_measure_that_an_image_does_not_have_is_not_held_against_it() -> None:
    sans_pixels: dict[Mesure, float] = {
        mesure: valeur for mesure, valeur in BONNE_PAGE.items() if mesure is not Mesure.COTE_LONG
    }

    assert juger("document", [sans_pixels]).controle is Controle.CONFORME


def test_the_place_of_a_cause_is_told_with_its_page() -> None:
    floue = Releve(BONNE_PAGE | {Mesure.NETTETE: 3.0}, {Mesure.NETTETE: (Cadre(0.1, 0.2, 0.3, 0.4),)})
    (cause,) = juger_releves("document", [Releve(BONNE_PAGE), floue]).causes

    assert [zone.model_dump() for zone in cause.zones] == [
        {"page": 2, "x": 0.1, "y": 0.2, "largeur": 0.3, "hauteur": 0.4}
    ]


def test_what_an_engine_found_is_heard_as_it_was_said() -> None:
    cadre = Cadre(0.0, 0.5, 1.0, 0.25)
    releve = Releve(BONNE_PAGE, {Mesure.NETTETE: (cadre,)}, (Lecture(Genre.MRZ, "P<FRA", cadre),))

    assert Releve.entendre(releve.dire()) == releve


@pytest.mark.parametrize(
    "dit",
    [
        {},
        {"mesures": {"nettete": "beaucoup"}},
        {"mesures": {"nettete": nan}},
        {"mesures": {}, "zones": {"nettete": [[0, 0, 2, 1]]}},
        {"mesures": {}, "zones": {"nettete": [[0, 0, 1, 1]] * 99}},
        {"mesures": {}, "lectures": [{"genre": "roman", "texte": "", "cadre": None}]},
        {"mesures": {}, "lectures": [{"genre": "mrz", "texte": "x" * 9999, "cadre": None}]},
    ],
)
def test_nonsense_from_a_child_is_not_heard(dit: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        Releve.entendre(dit)


@pytest.mark.parametrize("regle", TOUTES, ids=lambda regle: f"{regle.cause}-{regle.mesure}-{regle.sens.name}")
def test_each_row_is_sound(regle: Regle) -> None:
    assert regle.source
    assert regle.constat.format(valeur=1, admis=2, taille=1, ecart=1, facteur=2)
    assert "{" not in regle.remede.format(valeur=1, admis=2, taille=1, ecart=1, facteur=2)
    assert comparer(regle, regle.admis) is Controle.CONFORME
    assert comparer(regle, nan) is Controle.A_VERIFIER
    if regle.refus is not None:
        assert regle.refus <= regle.admis if regle.sens is Sens.AU_MOINS else regle.refus >= regle.admis


@given(st.sampled_from(TOUTES), st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_better_is_never_judged_worse(regle: Regle, one: float, other: float) -> None:
    better, worse = (max, min) if regle.sens is Sens.AU_MOINS else (min, max)
    ranks = [Controle.CONFORME, Controle.A_VERIFIER, Controle.NON_CONFORME]

    assert ranks.index(comparer(regle, better(one, other))) <= ranks.index(comparer(regle, worse(one, other)))


def test_the_vocabulary_of_each_task_is_known() -> None:
    assert set(REGLES) == {"document", "photo", "signature"}


def test_bytes_that_are_no_image_are_refused_and_a_silent_engine_is_a_doubt() -> None:
    assert refuser(Cause.PDF_PROTEGE).controle is Controle.NON_CONFORME
    doute = douter("essai")
    assert doute.controle is Controle.A_VERIFIER
    assert "essai" in doute.causes[0].cause


def test_no_image_at_all_is_no_reason_to_refuse() -> None:
    assert pire([]) is Controle.CONFORME
