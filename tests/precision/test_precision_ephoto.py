"""The engine on photos and signatures it was not tuned on; the whole sets are `python -m tests.precision`."""

from collections.abc import Callable

import pytest

from ctn_verification.domain.releve import Releve
from ctn_verification.domain.verdict import Controle, juger
from ctn_verification.moteur.photo import regarder_photo
from ctn_verification.moteur.signature import regarder_signature
from tests.precision.jeu_ephoto import cas_ephoto

PHOTOS = ["décentrée", "mise au point", "fond vif", "yeux fermés", "écran", "personne"]
SIGNATURES = ["coupée", "cadre visible", "texte imprimé", "deux signatures", "autre chose"]


@pytest.mark.parametrize(
    ("tache", "regarder", "degats"), [("photo", regarder_photo, PHOTOS), ("signature", regarder_signature, SIGNATURES)]
)
def test_nothing_good_is_refused_and_nothing_bad_passes(
    tache: str, regarder: Callable[[bytes], tuple[Releve, bytes]], degats: list[str]
) -> None:
    faux = [
        (un.degat, round(un.force, 2), un.bon, verdict.causes)
        for un in cas_ephoto(tache, graine=7, fois=1, degats=degats)
        if (verdict := juger(tache, [regarder(un.octets)[0]])).controle
        is (Controle.NON_CONFORME if un.bon else Controle.CONFORME)
    ]

    assert faux == []
