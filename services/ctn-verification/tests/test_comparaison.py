"""What was read held against what was entered: who is whom, what has expired, what is a doubt and what a refusal."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.deux_d_doc import Entete, signer
from contracts.deux_d_doc.essai import AutoriteDEssai
from contracts.events.parts import Adresse, EtatCivil
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pieces import Piece
from ctn_verification.domain.lecture.confrontation import Vue, confronter, nouveaux_controles
from ctn_verification.domain.lecture.saisie import Saisie
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.regles.lecture import REGLES_LECTURE, Critere
from ctn_verification.domain.releve import Genre, Lecture, Releve, Sceau
from ctn_verification.domain.verdict import Controle, Verdict
from deploy.local.carte import zone

LE = date(2026, 11, 21)
ID, AUTRE = UUID(int=1), UUID(int=2)
PERSONNE: dict[str, Any] = {
    "nom_naissance": "Lefèvre-Dupré",
    "nom_usage": "Martin",
    "prenoms": ("Éléonore", "Zoé"),
    "sexe": "F",
    "date_naissance": date(2004, 2, 29),
    "pays_naissance": "FR",
    "departement_naissance": "92",
    "commune_naissance": "Antony",
}
ADRESSE = Adresse(lignes=("Appartement 4", "12 bis rue de l'Église"), code_postal="92160", commune="Antony")
CLE = AutoriteDEssai.creer("FR99", depuis=date(2020, 1, 1), jusqu_a=date(2030, 1, 1)).cle


def saisie(**change: Any) -> Saisie:
    return Saisie(EtatCivil(**(PERSONNE | change)), ADRESSE, 1)


def lu(*lectures: Lecture, controle: Controle = Controle.CONFORME) -> Verdict:
    return Verdict(controle, (), (Releve({Mesure.NETTETE: 60.0}, lectures=lectures),))


def mrz(expire_le: date = date(2034, 6, 30), **change: Any) -> Lecture:
    return Lecture(Genre.MRZ, "\n".join(zone(PERSONNE | change, expire_le)))


def vue(lecture: Lecture, type: str = Piece.IDENTITE) -> Vue:
    return Vue(type, lu(lecture))


def jugee(vue: Vue, contre: Saisie | None = None) -> tuple[Controle, list[str]]:
    verdict = confronter({ID: vue}, contre or saisie(), LE)[ID]
    return verdict.controle, [cause.code for cause in verdict.causes]


BON: tuple[Controle, list[str]] = (Controle.CONFORME, [])


def test_the_same_person_letter_for_letter_conforms() -> None:
    assert jugee(vue(mrz())) == BON


@pytest.mark.parametrize(
    ("change", "controle"),
    [
        ({"date_naissance": date(2004, 2, 28)}, Controle.NON_CONFORME),
        ({"nom_naissance": "Boudjellal"}, Controle.NON_CONFORME),
        ({"prenoms": ("Ibrahim",)}, Controle.NON_CONFORME),
        ({"prenoms": ("Éléonore",)}, Controle.NON_CONFORME),  # all given names (seed 000)
        ({"prenoms": ("Zoé", "Éléonore")}, Controle.NON_CONFORME),
        ({"nom_naissance": "Lefebvre-Dupré"}, Controle.A_VERIFIER),  # one letter: a sign may have been read wrong
        ({"prenoms": ("Éléonor", "Zoé")}, Controle.A_VERIFIER),
        ({"sexe": "M"}, Controle.A_VERIFIER),  # no digit covers it
        ({"nom_naissance": "Martin", "nom_usage": "Lefèvre-Dupré"}, Controle.A_VERIFIER),
    ],
)
def test_another_person_is_told_where_he_differs(change: dict[str, Any], controle: Controle) -> None:
    trouve, causes = jugee(vue(mrz()), saisie(**change))

    assert (trouve, set(causes)) == (controle, {Cause.IDENTITE_DIFFERENTE})


def test_causes_name_nobody() -> None:
    verdict = confronter({ID: vue(mrz(nom_naissance="Boudjellal"))}, saisie(), LE)[ID]
    texte = " ".join(cause.cause + cause.remede for cause in verdict.causes).upper()

    assert verdict.causes
    assert not any(mot in texte for mot in ("BOUDJELLAL", "LEFEVRE", "ELEONORE", "2004"))


@pytest.mark.parametrize(
    ("expire_le", "controle"),
    [
        (date(2026, 11, 21), Controle.CONFORME),
        (date(2021, 11, 21), Controle.CONFORME),  # expired for five years at most (domain.md §2.6)
        (date(2021, 11, 20), Controle.NON_CONFORME),
    ],
)
def test_a_french_card_proves_an_identity_for_five_years_after_its_end(expire_le: date, controle: Controle) -> None:
    assert jugee(vue(mrz(expire_le=expire_le)))[0] is controle


def test_a_residence_permit_must_be_in_force() -> None:
    premiere, seconde, noms = zone(PERSONNE, date(2026, 11, 20))
    sejour = Lecture(Genre.MRZ, "\n".join((premiere.replace("IDFRA", "IRFRA"), seconde, noms)))

    assert jugee(vue(sejour, Piece.SEJOUR)) == (Controle.NON_CONFORME, [Cause.PIECE_PERIMEE])


@pytest.mark.parametrize("type", [Piece.IDENTITE_HEBERGEANT, Piece.IDENTITE_REPRESENTANT])
def test_papers_of_other_people_are_not_held_against_the_candidate(type: Piece) -> None:
    assert jugee(vue(mrz(nom_naissance="Boudjellal", date_naissance=date(1970, 1, 1)), type)) == BON
    assert jugee(vue(mrz(expire_le=date(2012, 1, 1)), type)) == (Controle.A_VERIFIER, [Cause.PIECE_PERIMEE])


@pytest.mark.parametrize("type", [Piece.ASSR, Piece.DIPLOME, Piece.AUTRE])
def test_on_other_papers_nothing_is_read(type: Piece) -> None:
    assert jugee(vue(mrz(nom_naissance="Boudjellal"), type)) == BON


def test_a_zone_that_cannot_be_found_is_a_doubt() -> None:
    assert jugee(Vue(Piece.IDENTITE, lu())) == (Controle.A_VERIFIER, [Cause.LECTURE_IMPOSSIBLE])
    assert jugee(Vue(Piece.DOMICILE, lu())) == BON
    assert jugee(Vue(None, lu())) == BON


def test_both_faces_of_a_card_may_be_files_of_their_own() -> None:
    vues = {ID: Vue(Piece.IDENTITE, lu()), AUTRE: vue(mrz())}

    assert {verdict.controle for verdict in confronter(vues, saisie(), LE).values()} == {Controle.CONFORME}


def test_wrong_digits_are_a_doubt_whatever_the_fields_say() -> None:
    texte = mrz(nom_naissance="Boudjellal").texte.replace("040229", "040228")

    assert jugee(vue(Lecture(Genre.MRZ, texte))) == (Controle.A_VERIFIER, [Cause.LECTURE_IMPOSSIBLE])


def test_a_refused_image_is_not_refused_twice() -> None:
    floue = Vue(Piece.IDENTITE, lu(controle=Controle.NON_CONFORME))

    assert jugee(floue) == (Controle.NON_CONFORME, [])


def test_nothing_entered_yet_means_nothing_to_compare() -> None:
    assert jugee(vue(mrz()), Saisie()) == BON


def test_who_corrects_the_person_hears_of_it_and_an_older_word_changes_nothing() -> None:
    vues = {ID: vue(mrz())}
    faux, juste = saisie(prenoms=("Éléonore",)), saisie()
    (dit,) = nouveaux_controles(faux, vues, juste, vues, datetime(2026, 11, 21, tzinfo=UTC))

    assert (dit.piece, dit.controle, dit.causes) == (ID, "conforme", ())
    assert juste.apres(faux.etat_civil, None, 0) == juste


def deux_d_doc(
    sceau: Sceau = Sceau.VERIFIE, emission: date = date(2026, 10, 1), type: str = "01", **champs: str
) -> Lecture:
    donnees = {
        "10": "MME/ELEONORE/LEFEVRE-DUPRE",
        "22": "12 BIS R DE L EGLISE",
        "24": "92160",
        "25": "ANTONY",
    }
    donnees |= {nom.removeprefix("c"): valeur for nom, valeur in champs.items()}
    entete = Entete(version=3, ac="FR99", certificat="0001", emission=emission, signature=emission, type=type)
    return Lecture(Genre.DEUX_D_DOC, signer(entete, list(donnees.items()), CLE), sceau=sceau)


@pytest.mark.parametrize(
    ("lecture", "controle", "causes"),
    [
        (deux_d_doc(), Controle.CONFORME, []),
        (deux_d_doc(c10="M/JEAN/MARTIN"), Controle.CONFORME, []),  # the name in use
        (deux_d_doc(c10="M/JEAN/ROUX"), Controle.A_VERIFIER, [Cause.PIECE_D_UNE_AUTRE_PERSONNE]),
        (deux_d_doc(c24="75001"), Controle.A_VERIFIER, [Cause.PIECE_NON_RECEVABLE]),
        (deux_d_doc(c22="14 R DE L EGLISE"), Controle.A_VERIFIER, [Cause.PIECE_NON_RECEVABLE]),
        (deux_d_doc(emission=date(2026, 5, 21)), Controle.CONFORME, []),
        (deux_d_doc(emission=date(2026, 5, 20)), Controle.NON_CONFORME, [Cause.PIECE_PERIMEE]),
        (deux_d_doc(emission=date(2026, 1, 1), type="28"), Controle.A_VERIFIER, [Cause.PIECE_PERIMEE]),
        (deux_d_doc(Sceau.INCONNU, emission=date(2020, 1, 1)), Controle.A_VERIFIER, [Cause.LECTURE_IMPOSSIBLE]),
        (deux_d_doc(Sceau.FAUX, c10="M/JEAN/ROUX"), Controle.A_VERIFIER, [Cause.LECTURE_IMPOSSIBLE]),
        (replace(deux_d_doc(), texte="DC03", sceau=Sceau.ILLISIBLE), Controle.A_VERIFIER, [Cause.LECTURE_IMPOSSIBLE]),
    ],
)
def test_a_bill_names_its_holder_address_and_day(lecture: Lecture, controle: Controle, causes: list[str]) -> None:
    assert jugee(vue(lecture, Piece.DOMICILE)) == (controle, causes)


def test_who_is_put_up_joins_the_bill_of_the_host() -> None:
    vues = {ID: vue(deux_d_doc(c10="M/JEAN/ROUX"), Piece.DOMICILE), AUTRE: Vue(Piece.HEBERGEMENT, lu())}

    assert confronter(vues, saisie(), LE)[ID].controle is Controle.CONFORME


def test_the_code_of_a_new_card_is_compared_too() -> None:
    champs: dict[str, Any] = {"c62": "LEFEVRE-DUPRE", "c60": "ELEONORE/ZOE", "c68": "F", "c69": "29022004"}
    bon, autre = deux_d_doc(type="07", **champs), deux_d_doc(type="07", **(champs | {"c69": "28022004"}))

    assert jugee(vue(bon)) == BON
    assert jugee(vue(autre)) == (Controle.NON_CONFORME, [Cause.IDENTITE_DIFFERENTE])


def test_every_finding_has_a_row_and_no_reading_problem_refuses() -> None:
    assert {regle.critere for regle in REGLES_LECTURE} == {*Critere}
    assert not any(regle.refuse for regle in REGLES_LECTURE if regle.cause is Cause.LECTURE_IMPOSSIBLE)


@given(st.text(max_size=300), st.sampled_from([*Piece]), st.sampled_from([*Genre]), st.sampled_from([None, *Sceau]))
def test_whatever_is_read_is_judged(texte: str, type: Piece, genre: Genre, sceau: Sceau | None) -> None:
    """Nothing was verified of it: at worst an agent looks."""
    lecture = Lecture(genre, texte, sceau=None if sceau is Sceau.VERIFIE else sceau)

    assert jugee(Vue(type, lu(lecture)))[0] is not Controle.NON_CONFORME
