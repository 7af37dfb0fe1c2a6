"""What a person types in steps 1 to 4: what is kept, and every fault said at once, in French, at its place."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.parts import Prefecture
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.roles import Role
from demandes.domain.adresse_contact import AdresseContact, lire_adresse_contact
from demandes.domain.ages import age
from demandes.domain.categories import AGES, Demandees, age_minimum
from demandes.domain.etat_civil import EtatCivil, lire_etat_civil
from demandes.domain.motif import DeclarationsSaisies, EtapeMotif, MotifSaisi, lire_motif
from demandes.domain.releve import EtapeIncorrecte, Releve, texte_libre
from demandes.domain.representant import RepresentantSaisi, lire_representant
from services.demandes.tests.territoire import TERRITOIRE

JOUR = date(2026, 4, 13)
NON = DeclarationsSaisies(True, False, False, False, False)
MOTIF: dict[str, Any] = {
    "motif": "inscription",
    "beneficiaire": "majeur",
    "premier_permis": True,
    "categories": ["B"],
    "visite_medicale": False,
    "formation_complementaire": "aucune",
    "declarations": NON,
}
PERMIS_B = Demandees((Categorie.B,), titre=False, formation="aucune")
ETAT_CIVIL: dict[str, Any] = {
    "nom_naissance": "LEFÈVRE",
    "nom_usage": "",
    "sexe": "M",
    "prenoms": ["Éric", "Jean-Pierre"],
    "date_naissance": "1996-05-02",
    "pays_naissance": "FR",
    "departement_naissance": "92",
    "commune_naissance": "Suresnes",
    "nationalite": "",
}
ADRESSE: dict[str, Any] = {
    "numero_voie": "12",
    "extension": "bis",
    "type_voie": "rue",
    "nom_voie": "Camille Claudel",
    "complement": "",
    "code_postal": "92120",
    "commune": "92049",
    "prefecture": "",
    "email": "eric@exemple.fr",
    "telephone": "06 12 34 56 78",
    "reutilisation_donnees": False,
}


def motif(**changes: Any) -> EtapeMotif:
    return lire_motif(MotifSaisi(**(MOTIF | changes)), role=Role.AUTO_ECOLE, aujourdhui=JOUR)


def etat_civil(**changes: Any) -> EtatCivil:
    values = {"demandees": PERMIS_B, "releve": Releve(), **ETAT_CIVIL, **changes}
    return lire_etat_civil(**values, aujourdhui=JOUR, territoire=TERRITOIRE)


def adresse(**changes: Any) -> AdresseContact:
    return lire_adresse_contact(**(ADRESSE | changes), territoire=TERRITOIRE)


def test_step_one() -> None:
    assert motif().categorie is Categorie.B


def test_every_fault_of_step_one_at_once() -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        lire_motif(MotifSaisi(motif="inscription"), role=Role.AUTO_ECOLE, aujourdhui=JOUR)

    assert [faute.pointer for faute in refus.value.errors] == [
        "/categories",
        "/beneficiaire",
        "/premier_permis",
        "/visite_medicale",
        "/declarations/lit_le_francais",
        "/declarations/vehicule_amenage",
        "/declarations/correction_vision",
        "/declarations/affection",
        "/declarations/pension_invalidite",
    ]


@pytest.mark.parametrize(
    ("categories", "pointers"),
    [(["B", "B"], ["/categories"]), (["AM"], ["/categories/0"]), (["B", "ZZ"], ["/categories/1", "/categories"])],
)
def test_one_category_for_one_examination(categories: list[str], pointers: list[str]) -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        motif(categories=categories)

    assert [faute.pointer for faute in refus.value.errors] == pointers


def test_an_unknown_motif_is_said_alone() -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        motif(motif="conduite_lunaire", categories=[])

    assert [faute.pointer for faute in refus.value.errors] == ["/motif"]


@pytest.mark.parametrize(
    ("beneficiaire", "saisi", "pointers"),
    [
        ("majeur", None, []),
        ("majeur", RepresentantSaisi("mere", "Lefèvre", ("Anne",), "F"), ["/representant"]),
        ("mineur", None, ["/representant"]),
        ("mineur", RepresentantSaisi("mere", "Lefèvre", ("Anne",), "F"), []),
        (
            "tutelle",
            RepresentantSaisi("voisin", "", (), "X"),
            ["/representant/qualite", "/representant/nom", "/representant/prenoms", "/representant/sexe"],
        ),
    ],
)
def test_who_acts_for_a_minor_or_a_ward_is_named(
    beneficiaire: str, saisi: RepresentantSaisi | None, pointers: list[str]
) -> None:
    releve = Releve()
    lu = lire_representant(releve, saisi, beneficiaire)

    assert [faute.pointer for faute in releve.fautes] == pointers
    assert (lu is not None) == (saisi is not None and beneficiaire != "majeur")


def test_step_two() -> None:
    lu = etat_civil(nom_usage="  d’Ormesson ", prenoms=["E\u0301ric", "Jean‑Pierre"])

    assert (lu.nom_usage, lu.prenoms) == ("d'Ormesson", ("Éric", "Jean-Pierre"))
    assert lu.nationalite == "FR"
    assert lu.part().nom_naissance == "LEFÈVRE"
    assert lu.nom_affiche == "Éric d'Ormesson"


def test_every_fault_of_step_two_at_once() -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        etat_civil(
            nom_naissance="",
            nom_usage="Lefèvre2",
            sexe="X",
            prenoms=["Éric", ""],
            date_naissance="31/02/1996",
            pays_naissance="XX",
            commune_naissance="",
            nationalite="YY",
        )

    assert [faute.pointer for faute in refus.value.errors] == [
        "/nom_naissance",
        "/nom_usage",
        "/sexe",
        "/prenoms/1",
        "/date_naissance",
        "/pays_naissance",
        "/commune_naissance",
        "/nationalite",
    ]


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        ("nom_naissance", "R2D2", "chiffre"),
        ("nom_naissance", "Иванов", "lettres latines"),
        ("nom_naissance", "-Martin", "lettres latines"),
        ("nom_naissance", "Martin;", "lettres latines"),
        ("prenoms", [], "tous les prénoms"),
        ("departement_naissance", "", "département"),
        ("departement_naissance", "99", "liste"),
        ("date_naissance", "2027-01-01", "à venir"),
        ("date_naissance", "1896-05-02", "109 ans"),
        ("date_naissance", "2011-04-14", "15 ans"),
        ("date_naissance", "1996-02-30", "n'existe pas"),
        ("commune_naissance", "Sures\x07nes", "imprime"),
    ],
)
def test_faults_of_step_two(champ: str, valeur: object, attendu: str) -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        etat_civil(**{champ: valeur})

    (faute,) = refus.value.errors
    assert faute.pointer == f"/{champ}"
    assert attendu in faute.detail


@pytest.mark.parametrize("nom", ["O'Brien", "Đặng", "Müller-Lüdenscheidt", "de La Fontaine", "Ñandú", "Ÿ"])
def test_names_of_every_origin(nom: str) -> None:
    assert etat_civil(nom_naissance=nom).nom_naissance == nom


def test_born_abroad_needs_no_departement() -> None:
    assert etat_civil(pays_naissance="ma", departement_naissance="").departement_naissance is None


def test_fifteen_on_the_day_is_old_enough() -> None:
    assert etat_civil(date_naissance="2011-04-13").date_naissance == date(2011, 4, 13)


@pytest.mark.parametrize(("le", "epreuve"), [(date(2023, 12, 31), 18), (date(2024, 1, 1), 17)])
def test_ages_are_dated(le: date, epreuve: int) -> None:
    assert age_minimum(Categorie.B, le, titre=True) == epreuve
    assert all(regle.source for regle in AGES)


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 100))
def test_one_is_a_year_older_on_the_birthday(naissance: date, annees: int) -> None:
    jour = date(naissance.year + annees, naissance.month, min(naissance.day, 28))

    assert age(naissance, jour) in (annees, annees - 1)
    assert age(naissance, jour + timedelta(days=3)) >= annees - (naissance.day > 28)


def test_step_three() -> None:
    lue = adresse(complement="Bâtiment B")

    assert lue.prefecture == Prefecture(code="921", nom="Antony")
    assert lue.telephone == "+33612345678"
    assert lue.adresse().lignes == ("Bâtiment B", "12 bis rue Camille Claudel")
    assert lue.adresse().commune == "Montrouge"


def test_every_fault_of_step_three_at_once() -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        adresse(
            numero_voie="12 bis",
            nom_voie="",
            code_postal="9212",
            commune="99999",
            email="",
            telephone="01 40 50 60 70",
            reutilisation_donnees=None,
        )

    assert [faute.pointer for faute in refus.value.errors] == [
        "/numero_voie",
        "/nom_voie",
        "/code_postal",
        "/commune",
        "/email",
        "/telephone",
        "/reutilisation_donnees",
    ]


@pytest.mark.parametrize(
    ("changes", "pointer", "attendu"),
    [
        ({"code_postal": "75014"}, "/code_postal", "92120"),
        ({"prefecture": "751"}, "/prefecture", "Antony"),
        ({"commune": "98818", "code_postal": "98800"}, "/commune", "Nouméa"),
        ({"email": "eric"}, "/email", "nom@exemple.fr"),
        ({"email": "Éric <eric@exemple.fr>"}, "/email", "nom@exemple.fr"),
        ({"email": "eric@exemple.fr\nBcc: x@y.fr"}, "/email", "nom@exemple.fr"),
        ({"telephone": "0612"}, "/telephone", "dix chiffres"),
        ({"telephone": "+32 470 12 34 56"}, "/telephone", "français"),
    ],
)
def test_faults_of_step_three(changes: dict[str, str], pointer: str, attendu: str) -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        adresse(**changes)

    (faute,) = refus.value.errors
    assert faute.pointer == pointer
    assert attendu in faute.detail


def test_the_prefecture_may_be_named() -> None:
    assert adresse(prefecture="921").prefecture.code == "921"


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("", None),
        ("0612345678", "+33612345678"),
        ("07.12.34.56.78", "+33712345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 612345678", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("+262 692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0694123456", "+594694123456"),
    ],
)
def test_mobile_numbers(saisi: str, attendu: str | None) -> None:
    assert adresse(telephone=saisi).telephone == attendu


@given(st.text(max_size=40))
def test_whatever_is_typed_as_a_name_is_kept_or_explained(texte: str) -> None:
    releve = Releve()

    lu = releve.nom("/nom", texte)

    assert releve.fautes or lu is None or lu == lu.strip()


@given(st.text(max_size=60))
def test_free_text_can_be_stored_and_printed(texte: str) -> None:
    texte_libre(texte).encode()
    assert "\x00" not in texte_libre(texte)
