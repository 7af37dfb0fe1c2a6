"""The margin of a text stands square to its lines, unless the sheet was not seen from straight above."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.releve import Releve
from ctn_verification.domain.verdict import Controle, juger
from ctn_verification.moteur.marge import lire_marge

HAUTEUR = 12


def texte(
    *, penche: float = 0.0, tourne: float = 0.0, lignes: int = 30, alinea: bool = False, centre: bool = False
) -> NDArray[np.int32]:
    """Letters of a page: `penche` degrees of its margin, `tourne` degrees of the whole."""
    boites = []
    for ligne in range(lignes):
        longueur = 20 + ligne * 7 % 25
        debut = 100.0 + np.tan(np.radians(penche)) * ligne * 24 + (40 if alinea and ligne % 5 == 0 else 0)
        if centre:
            debut = 400.0 - longueur * 6
        boites += [(debut + lettre * 12, 200 + ligne * 24) for lettre in range(longueur)]
    x, y = np.array(boites, np.float64).T
    tour = np.radians(tourne)
    gauche, haut = x * np.cos(tour) - y * np.sin(tour), x * np.sin(tour) + y * np.cos(tour)
    tailles = np.full_like(x, HAUTEUR)
    return np.stack([gauche, haut, tailles * 0.7, tailles], axis=1).round().astype(np.int32)


@given(penche=st.floats(-25, 25), tourne=st.floats(-20, 20), alinea=st.booleans())
def test_it_is_read_whatever_the_page_is_turned_by(penche: float, tourne: float, alinea: bool) -> None:
    marge = lire_marge(texte(penche=penche, tourne=tourne, alinea=alinea), tourne, HAUTEUR)

    assert marge == pytest.approx(abs(penche), abs=1.5)


@pytest.mark.parametrize("boites", [texte(centre=True), texte(lignes=5), texte()[:3]])
def test_without_a_margin_there_is_nothing_to_read(boites: NDArray[np.int32]) -> None:
    assert lire_marge(boites, 0.0, HAUTEUR) is None


def test_a_leaning_margin_is_an_agent_s_with_its_figure() -> None:
    bonne = {
        Mesure.COTE_LONG: 2400.0,
        Mesure.NETTETE: 80.0,
        Mesure.NETTETE_ZONE: 80.0,
        Mesure.HAUTEUR_TEXTE: 25.0,
        Mesure.ENCRE: 60.0,
        Mesure.CLARTE: 240.0,
        Mesure.PART_ECRITE: 0.1,
        Mesure.FUITE: 1.2,
        Mesure.PENTE: 0.0,
    }

    droite = juger("document", [Releve({**bonne, Mesure.MARGE: 2.0})])
    penchee = juger("document", [Releve({**bonne, Mesure.MARGE: 12.0})])

    assert Cause.PAGE_DE_TRAVERS not in [cause.code for cause in droite.causes]
    assert penchee.controle is Controle.A_VERIFIER
    assert [(cause.code, "12" in str(cause)) for cause in penchee.causes] == [(Cause.PAGE_DE_TRAVERS, True)]
