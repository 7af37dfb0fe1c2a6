"""What an account does, without any database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.activation import Activation, Lien, LienInconnu, LienPerime, verifier_lien
from accounts.domain.compte import (
    Compte,
    Inscription,
    Secrets,
    activer,
    cle,
    cle_du_candidat,
    expirer,
    inscrire,
    rattacher,
)
from accounts.domain.session import SessionTerminee, jeton_de_renouvellement, lire_jeton
from contracts.events.accounts import CandidatRattacheV1, CompteExpireV1, CompteOuvertV1, InscriptionEnDoubleV1
from contracts.events.parts import Representant
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import finalisee

MIDI = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)  # the night after it is one hour short in Paris
LIEN = Lien("j" * 43, "https://permis.exemple.fr/monespace/activer/" + "j" * 43)
SAISIE = Inscription(Role.USAGER, "Leroy", "Romain", "romain.leroy@exemple.fr")
SECRETS = Secrets("hash", "prenom_pere", "hash")


def ouvert() -> Compte:
    decision = inscrire(None, SAISIE, id=uuid4(), lien=LIEN, now=MIDI)
    return replace(decision.compte, version=1)


def actif() -> Compte:
    return activer(ouvert(), sexe="F", secrets=SECRETS, identifiant="rleroy", now=MIDI).compte


def test_seven_days_are_168_hours() -> None:
    decision = rattacher(None, uuid4(), finalisee(), id=uuid4(), lien=LIEN, now=MIDI)

    assert decision.compte.expire_le == MIDI + timedelta(hours=168)


def test_a_candidate_without_account_gets_one() -> None:
    demande, id = uuid4(), uuid4()

    compte, faits, lien = rattacher(None, demande, finalisee(), id=id, lien=LIEN, now=MIDI)

    assert (compte.id, compte.nom, compte.prenom, compte.demandes) == (id, "Leroy", "Romain", (demande,))
    assert lien == LIEN
    rattache, ouverture = [fait.event for fait in faits]
    assert [fait.sujet for fait in faits] == [demande, id]
    assert isinstance(rattache, CandidatRattacheV1)
    assert rattache.nouveau
    assert isinstance(ouverture, CompteOuvertV1)
    assert (ouverture.demande, ouverture.telephone) == (demande, "+33612345678")


def test_an_account_that_waits_waits_seven_days_more() -> None:
    demande = uuid4()

    compte, faits, lien = rattacher(ouvert(), demande, finalisee(), id=uuid4(), lien=LIEN, now=MIDI)

    assert compte.expire_le == MIDI + timedelta(days=7)
    assert [type(fait.event) for fait in faits] == [CandidatRattacheV1, CompteOuvertV1]
    assert lien is not None


def test_an_active_account_is_told_only() -> None:
    demande, compte = uuid4(), actif()

    decision = rattacher(compte, demande, finalisee(), id=uuid4(), lien=LIEN, now=MIDI)

    assert decision.compte == compte
    assert decision.lien is None
    [(sujet, event)] = decision.faits
    assert isinstance(event, CandidatRattacheV1)
    assert (sujet, event.compte, event.nouveau) == (demande, compte.id, False)


def test_who_signs_up_again_learns_it_by_mail_and_nothing_changes() -> None:
    compte = actif()
    decision = inscrire(compte, SAISIE, id=uuid4(), lien=LIEN, now=MIDI)

    assert (decision.compte, decision.lien) == (compte, None)
    [(sujet, event)] = decision.faits
    assert isinstance(event, InscriptionEnDoubleV1)
    assert (sujet, event.email) == (compte.id, compte.email)


def test_a_minor_s_account_is_the_one_of_who_acts_for_him() -> None:
    mere = Representant(qualite="mere", nom="Lefèvre", prenoms=("Anne", "Zoé"), sexe="F")
    finalise = finalisee().model_copy(update={"representant": mere})
    compte, faits, _ = rattacher(None, uuid4(), finalise, id=uuid4(), lien=LIEN, now=MIDI)

    assert (compte.nom, compte.prenom) == ("Lefèvre", "Anne")
    assert cle_du_candidat(finalise) == compte.cle
    [rattache] = [event for _, event in faits if isinstance(event, CandidatRattacheV1)]
    assert (rattache.sexe, rattache.nom) == ("F", "Lefèvre")


def test_an_account_that_expires_takes_its_demandes_along() -> None:
    demandes = uuid4(), uuid4()
    compte = ouvert()
    for demande in demandes:
        compte = rattacher(compte, demande, finalisee(), id=uuid4(), lien=LIEN, now=MIDI).compte

    [(sujet, event)] = expirer(compte).faits

    assert event == CompteExpireV1(compte=compte.id, demandes=demandes)
    assert sujet == compte.id


@given(st.lists(st.tuples(st.sampled_from(["inscrire", "rattacher"]), st.integers(0, 200), st.integers(0, 2))))
def test_a_life_is_never_shortened(actes: list[tuple[str, int, int]]) -> None:
    demandes = [UUID(int=n) for n in range(3)]
    compte: Compte | None = None
    now = MIDI
    for acte, heures, rang in actes:
        avant = compte
        if acte == "inscrire":
            decision = inscrire(compte, SAISIE, id=uuid4(), lien=LIEN, now=now)
        else:
            decision = rattacher(compte, demandes[rang], finalisee(), id=uuid4(), lien=LIEN, now=now)
        compte = decision.compte
        assert compte.expire_le is not None
        assert avant is None or avant.expire_le is None or compte.expire_le >= avant.expire_le
        assert len(set(compte.demandes)) == len(compte.demandes)
        now += timedelta(hours=heures)


def test_one_person_however_written() -> None:
    assert cle(Role.USAGER, "A@b.fr", "Lefèvre", "Jean-Noël") == cle(Role.USAGER, "a@B.fr", "LEFEVRE", "jean noel")
    assert cle(Role.USAGER, "a@b.fr", "Leroy", "Ana") != cle(Role.INSTRUCTEUR, "a@b.fr", "Leroy", "Ana")


@pytest.mark.parametrize(
    ("activation", "mot"),
    [
        (Activation(uuid4(), MIDI), "délai"),
        (Activation(None, MIDI + timedelta(hours=1)), "délai"),
        (Activation(uuid4(), MIDI + timedelta(hours=1), utilisee_le=MIDI), "déjà servi"),
        (Activation(uuid4(), MIDI - timedelta(hours=1), remplacee_le=MIDI), "plus récent"),
    ],
)
def test_a_dead_link_says_why(activation: Activation, mot: str) -> None:
    with pytest.raises(LienPerime, match=mot):
        verifier_lien(activation, MIDI)


def test_a_link_that_lives_and_one_that_never_was() -> None:
    compte = uuid4()

    assert verifier_lien(Activation(compte, MIDI + timedelta(seconds=1)), MIDI) == compte
    with pytest.raises(LienInconnu):
        verifier_lien(None, MIDI)


@given(st.uuids(), st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True))
def test_a_token_names_its_family(id: UUID, tirage: str) -> None:
    assert lire_jeton(jeton_de_renouvellement(id, tirage)) == id


@given(st.text())
def test_anything_else_is_no_token(texte: str) -> None:
    with pytest.raises(SessionTerminee):
        lire_jeton(texte)


def test_secrets_do_not_show() -> None:
    assert "hash" not in repr(actif()) + repr(SECRETS)
    assert LIEN.jeton not in repr(LIEN)
