"""The engine on papers it was not tuned on; the whole set is `python -m tests.precision`."""

from ctn_verification.domain.verdict import Controle, juger
from ctn_verification.moteur.document import regarder_document
from tests.precision.jeu import cas

HORS_DE_PORTEE = {"moitié floue", "perspective", "écran"}
"""Smears without any contrast left look like empty paper; a sheet that is seen aslant or on a screen is not always
known: see « Not yet » in the service's README."""


def test_no_readable_letter_is_refused_and_no_unreadable_one_passes() -> None:
    faux = [
        (un.degat, round(un.force, 2), un.bon, verdict.controle)
        for un in cas(graine=7, fois=1, papiers=["lettre"], prises=["telephone"])
        if (verdict := juger("document", regarder_document(un.octets))).controle
        is (Controle.NON_CONFORME if un.bon else Controle.CONFORME)
        and un.degat not in HORS_DE_PORTEE
    ]

    assert faux == []
