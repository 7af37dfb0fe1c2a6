"""What answers lead to before they are saved: certain and possible pieces, ages, prerequisites, the préfecture."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from demandes.domain.apercu import Personne, apercu
from demandes.domain.demande import Demande
from demandes.domain.motif import MotifSaisi
from demandes.domain.pieces import pieces_requises
from demandes.domain.saisie import ouvrir, saisir_etat_civil, saisir_motif, situation
from services.demandes.tests.acts import AUTRE_CANDIDAT, MOTIF, Parcours
from services.demandes.tests.builders import AUTO_ECOLE, ETAT_CIVIL, LUNDI
from services.demandes.tests.builders import MOTIF as MOTIF_LU
from services.demandes.tests.conftest import Portes

JOUR = date(2026, 4, 13)
JEUNE = date(2008, 5, 2)
INCONNUE = Personne()


def brouillon(motif: Motif = Motif.INSCRIPTION) -> Demande:
    return ouvrir(AUTRE_CANDIDAT, motif, AUTO_ECOLE, 1000, LUNDI).demande


def prevues(saisi: MotifSaisi | None, personne: Personne = INCONNUE, *, certaines: bool = True) -> set[Piece]:
    found = apercu(brouillon(), saisi, personne, JOUR).pieces
    return {piece.type for piece in found if piece.certaine or not certaines}


def test_with_no_answer_at_all_only_what_everybody_brings_is_certain() -> None:
    assert prevues(None) == {Piece.IDENTITE, Piece.DOMICILE}


def test_what_depends_on_the_person_is_possible_until_the_person_is_known() -> None:
    saisi = MotifSaisi(motif="inscription", premier_permis=True, categories=["B"])

    assert Piece.SERVICE_NATIONAL not in prevues(saisi)
    assert Piece.SERVICE_NATIONAL in prevues(saisi, certaines=False)
    assert Piece.SERVICE_NATIONAL in prevues(saisi, Personne(naissance=JEUNE, nationalite="FR"))
    assert Piece.SERVICE_NATIONAL not in prevues(saisi, Personne(date(1980, 1, 1), "FR"), certaines=False)


def test_a_heavy_category_asks_for_the_doctor_and_for_what_comes_before_it() -> None:
    trouve = apercu(brouillon(), MotifSaisi(motif="inscription", categories=["C"]), Personne(), JOUR)

    assert Piece.AVIS_MEDICAL in {piece.type for piece in trouve.pieces if piece.certaine}
    assert [faute.pointer for faute in trouve.remarques] == ["/categories_detenues"]


def test_too_young_is_said_with_the_birth_date_as_it_is_typed() -> None:
    saisi = MotifSaisi(motif="inscription", categories=["B"], premier_permis=True)
    trouve = apercu(brouillon(), saisi, Personne(naissance=date(2014, 1, 1)), JOUR)

    assert [faute.pointer for faute in trouve.remarques] == ["/date_naissance"]


def test_an_affection_that_is_declared_asks_for_the_doctor() -> None:
    oui = MotifSaisi(**{**MOTIF, "declarations": type(MotifSaisi().declarations)(affection=True)})

    assert Piece.AVIS_MEDICAL in prevues(oui)


@given(
    st.sampled_from(Motif),
    st.lists(st.sampled_from([*Categorie, "ZZ"]), max_size=3),
    st.dictionaries(st.sampled_from(["suspension_mois", "formation_nature", "x"]), st.text(max_size=6)),
    st.sampled_from([None, True, False]),
)
def test_nothing_typed_halfway_is_ever_refused(
    motif: Motif, categories: list[str], precisions: dict[str, str], premier: bool | None
) -> None:
    saisi = MotifSaisi(motif=motif, categories=categories, precisions=precisions, premier_permis=premier)

    pieces = apercu(brouillon(), saisi, Personne(), JOUR).pieces

    assert Piece.IDENTITE in {piece.type for piece in pieces if piece.certaine}


def test_once_all_is_known_what_was_foreseen_is_what_is_required() -> None:
    demande = saisir_motif(brouillon(), MOTIF_LU, LUNDI).demande
    demande = saisir_etat_civil(demande, ETAT_CIVIL, LUNDI).demande
    cas = situation(demande, LUNDI)
    assert cas is not None

    foreseen = apercu(demande, None, Personne(commune="92049"), JOUR).pieces

    assert [piece.type for piece in foreseen if piece.certaine] == pieces_requises(cas)


@pytest.fixture
async def parcours(portes: Portes) -> Parcours:
    found = Parcours(portes)
    await found.ouvrir()
    return found


async def demander(parcours: Parcours, corps: dict[str, Any], http: Any = None) -> Any:
    async with http or parcours.ecole as client:
        return await client.post(f"{parcours.chemin}/apercu", json=corps)


async def test_the_question_saves_nothing(parcours: Parcours) -> None:
    avant = await parcours.etat()

    reponse = await demander(parcours, {"motif": MOTIF, "personne": {"commune": "92049", "date_naissance": "hier"}})

    assert reponse.status_code == 200, reponse.text
    assert reponse.json()["prefecture"]["code"]
    assert {"identite", "domicile"} <= {piece["type"] for piece in reponse.json()["pieces"] if piece["certaine"]}
    assert await parcours.etat() == avant


async def test_of_somebody_elses_demande_nothing_is_said(parcours: Parcours) -> None:
    reponse = await demander(parcours, {}, parcours.portes.candidat(AUTRE_CANDIDAT))

    assert reponse.status_code == 404
