"""What an identity of FranceConnect must hold, and what it decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.compte import Compte, Secrets
from accounts.domain.franceconnect import (
    RETOURS,
    Aller,
    Connecter,
    Demander,
    IdentiteDejaLiee,
    Rattacher,
    RetourInconnu,
    RetourRefuse,
    retour_local,
    suite,
    verifier_aller,
)
from accounts.domain.identite import Identite, IdentiteIncomplete, lire_identite
from accounts.domain.rattachement import (
    CompteDejaLie,
    CompteExistant,
    CreationRefusee,
    MotDePasseAbsent,
    MotDePassePresent,
    ReserveAuxParticuliers,
    adresse_choisie,
    choisir_secrets,
    nouveau_compte,
    ouvrir,
    verifier_detachable,
    verifier_liable,
)
from contracts.events.accounts import CompteActiveV1, MotDePasseChangeV1
from contracts.vocabulary.roles import Role

MIDI = datetime(2026, 11, 20, 12, tzinfo=UTC)
ISSUER = "https://fournisseur.example.fr"
ELOISE: Mapping[str, Any] = {
    "sub": "b6048e95v1",
    "given_name": "Éloïse Marie",
    "given_name_array": ["Éloïse", "Marie"],
    "family_name": "LEFÈVRE-NOËL",
    "preferred_username": "GARÇON",
    "gender": "female",
    "birthdate": "1998-08-24",
    "birthplace": "30189",
    "birthcountry": "99100",
    "email": "eloise@exemple.example.fr",
}


def identite(**change: Any) -> Identite:
    return lire_identite(ISSUER, {**ELOISE, **change})


def test_the_pivot_identity_is_read() -> None:
    assert identite() == Identite(
        issuer=ISSUER,
        sub="b6048e95v1",
        nom="LEFÈVRE-NOËL",
        prenoms=("Éloïse", "Marie"),
        sexe="F",
        date_naissance="1998-08-24",
        commune_naissance="30189",
        pays_naissance="99100",
        nom_usage="GARÇON",
        email="eloise@exemple.example.fr",
    )


def test_born_abroad_on_a_day_that_nobody_knows() -> None:
    etranger = identite(birthplace="", birthcountry="99208", birthdate="1998-00-00", given_name_array=None, email=None)

    assert etranger.commune_naissance is None
    assert etranger.pays_naissance == "99208"
    assert etranger.prenoms == ("Éloïse", "Marie")
    assert etranger.email is None


@pytest.mark.parametrize(
    "change",
    [
        {"sub": ""},
        {"sub": "s" * 256},
        {"sub": 3},
        {"family_name": None},
        {"family_name": "<b>"},
        {"family_name": "N" * 101},
        {"given_name_array": [""]},
        {"given_name_array": None, "given_name": " "},
        {"gender": "unknown"},
        {"gender": ["female"]},
        {"birthdate": "24/08/1998"},
        {"birthdate": "1998-13-01"},
    ],
    ids=str,
)
def test_what_no_account_can_be_made_of_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(IdentiteIncomplete) as refus:
        identite(**change)
    assert "créez un compte" in refus.value.detail


JSON: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 3, [], [None], ["Zoé", 3], {}, {"a": []}, "", "Zoé", "\x00", "é" * 300]
)


@given(st.dictionaries(st.sampled_from(sorted(ELOISE)), JSON))
def test_whatever_is_told_it_is_an_identity_or_a_refusal(change: dict[str, Any]) -> None:
    try:
        lue = identite(**change)
    except IdentiteIncomplete:
        return
    assert lue.sub
    assert lue.nom
    assert lue.prenom
    assert lue.sexe in ("F", "M")


COMPTES = st.none() | st.sampled_from([UUID(int=1), UUID(int=2)])


@given(COMPTES, COMPTES)
def test_an_identity_opens_the_account_that_it_is_linked_to_and_no_other(
    liee_a: UUID | None, demandeur: UUID | None
) -> None:
    try:
        ou = suite(liee_a, demandeur)
    except IdentiteDejaLiee:
        assert None not in (liee_a, demandeur)
        assert liee_a != demandeur
        return
    match ou:
        case Connecter(compte):
            assert (liee_a, demandeur) == (compte, None)
        case Rattacher(compte):
            assert demandeur == compte
            assert liee_a in (None, compte)
        case Demander():
            assert (liee_a, demandeur) == (None, None)


@given(st.text(max_size=60) | st.sampled_from([f"{retour}/" for retour in RETOURS]))
def test_only_pages_of_the_list_are_returned_to(demande: str) -> None:
    if demande in RETOURS:
        assert retour_local(demande) == demande
    else:
        with pytest.raises(RetourRefuse):
            retour_local(demande)


def test_without_a_wish_it_is_the_first_page() -> None:
    assert retour_local(None) == RETOURS[0]


ALLER = Aller(b"n" * 32, "nonce", "verificateur", "/monespace", MIDI + timedelta(minutes=10))


@given(st.integers(-1, 20), st.sampled_from([b"n" * 32, b"m" * 32, b""]))
def test_a_login_ends_in_its_browser_and_in_its_time(minutes: int, navigateur: bytes) -> None:
    now = MIDI + timedelta(minutes=minutes)
    if minutes < 10 and navigateur == ALLER.navigateur:
        assert verifier_aller(ALLER, navigateur, now) is ALLER
    else:
        with pytest.raises(RetourInconnu):
            verifier_aller(ALLER, navigateur, now)


def compte(**change: Any) -> Compte:
    neuf = nouveau_compte(identite(), email="e@exemple.fr", cgu_acceptees=True, id=uuid4(), now=MIDI)
    return replace(neuf, identifiant="elefevrenoel", active_le=MIDI, **change)


def test_a_new_account_is_active_and_its_identifiant_leaves_by_mail() -> None:
    neuf = nouveau_compte(identite(), email="e@exemple.fr", cgu_acceptees=True, id=uuid4(), now=MIDI)
    ouvert, [fait], lien = ouvrir(neuf, None, identifiant="elefevrenoel", appareil="Firefox", now=MIDI)

    assert (ouvert.actif, ouvert.mot_de_passe, ouvert.sexe, ouvert.role) == (True, None, "F", Role.USAGER)
    assert (ouvert.cgu_acceptees_le, ouvert.expire_le, lien) == (MIDI, None, None)
    assert isinstance(fait.event, CompteActiveV1)
    assert fait.sujet == fait.event.compte == ouvert.id


@pytest.mark.parametrize(("actif", "remede"), [(MIDI, "mot de passe"), (None, "activation")])
def test_the_same_mail_and_name_open_nothing(actif: datetime | None, remede: str) -> None:
    neuf = compte()
    with pytest.raises(CompteExistant) as refus:
        ouvrir(neuf, replace(neuf, active_le=actif), identifiant="x", appareil="", now=MIDI)
    assert remede in refus.value.detail


def test_without_conditions_or_address_there_is_no_account() -> None:
    with pytest.raises(CreationRefusee):
        nouveau_compte(identite(), email="e@exemple.fr", cgu_acceptees=False, id=uuid4(), now=MIDI)
    with pytest.raises(CreationRefusee):
        adresse_choisie(identite(email=None), None)
    assert adresse_choisie(identite(), None) == "eloise@exemple.example.fr"
    assert adresse_choisie(identite(), "autre@exemple.fr") == "autre@exemple.fr"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.USAGER])
def test_who_has_a_second_factor_cannot_go_round_it(role: Role) -> None:
    with pytest.raises(ReserveAuxParticuliers):
        verifier_liable(compte(role=role), None, identite())


def test_an_account_has_one_identity() -> None:
    verifier_liable(compte(), None, identite())
    verifier_liable(compte(), identite(email=None), identite())
    with pytest.raises(CompteDejaLie):
        verifier_liable(compte(), identite(sub="autre"), identite())
    with pytest.raises(CompteDejaLie):
        verifier_liable(compte(), replace(identite(), issuer="https://autre.example.fr"), identite())


def test_the_last_way_in_is_not_taken_away() -> None:
    with pytest.raises(MotDePasseAbsent):
        verifier_detachable(compte())
    verifier_detachable(compte(mot_de_passe="haché"))


def test_a_first_password_is_chosen_once() -> None:
    secrets = Secrets("haché", "prenom_pere", "hachée")
    avec, [fait], _ = choisir_secrets(compte(), secrets, MIDI)

    assert (avec.mot_de_passe, avec.question_secrete, avec.reponse_secrete) == ("haché", "prenom_pere", "hachée")
    assert isinstance(fait.event, MotDePasseChangeV1)
    with pytest.raises(MotDePassePresent):
        choisir_secrets(avec, secrets, MIDI)
