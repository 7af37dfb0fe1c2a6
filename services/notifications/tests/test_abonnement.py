"""The rules of webhooks: which addresses are taken, what an answer means, when a subscription is suspended."""

import ipaddress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.adapters.webhook import publique
from notifications.domain.abonnement import (
    ESSAIS,
    SUSPENDU_APRES,
    Abonnement,
    AbonnementRefuse,
    Etat,
    Reponse,
    apres_reponse,
    changer_de_secret,
    exiger_recevable,
    lire_reponse,
    prochain_essai,
    reprendre,
    secrets_de,
)

NOW = datetime(2026, 4, 13, 12, 0, tzinfo=UTC)
CLE = b"une cle de service assez longue"
ABONNEMENT = Abonnement(
    id=UUID(int=1),
    partenaire=UUID(int=2),
    adresse="https://partenaire.example.fr/statuts",
    contact="exploitation@partenaire.example.fr",
    description="",
    statuts=(),
    etat=Etat.ACTIF,
    generation=1,
    cree_le=NOW,
)


@pytest.mark.parametrize(
    "adresse",
    [
        "http://partenaire.example.fr/",
        "ftp://partenaire.example.fr/",
        "https://",
        "https://moi:secret@partenaire.example.fr/",
        "https://partenaire.example.fr:8443/",
        "https://partenaire.example.fr:port/",
        "https://partenaire.example.fr/#ancre",
        "https://partenaire.example.fr/deux mots",
        "https://[::1/",
        f"https://partenaire.example.fr/{'a' * 500}",
    ],
)
def test_an_address_that_cannot_be_called_is_refused_with_its_remedy(adresse: str) -> None:
    with pytest.raises(AbonnementRefuse) as refus:
        exiger_recevable(adresse, (), locale_permise=False)

    assert [faute.pointer for faute in refus.value.errors] == ["/adresse"]


def test_an_unknown_status_is_named_by_its_place() -> None:
    with pytest.raises(AbonnementRefuse) as refus:
        exiger_recevable(ABONNEMENT.adresse, ("acceptee", "perdue"), locale_permise=False)

    assert [faute.pointer for faute in refus.value.errors] == ["/statuts/1"]


@pytest.mark.parametrize(
    "adresse",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "::127.0.0.1",
    ],
)  # fmt: skip
def test_what_only_this_machine_or_its_neighbours_can_reach_is_not_public(adresse: str) -> None:
    assert not publique(ipaddress.ip_address(adresse))


@pytest.mark.parametrize("adresse", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9"])
def test_the_rest_is(adresse: str) -> None:
    assert publique(ipaddress.ip_address(adresse))


@pytest.mark.parametrize(
    ("statut", "reponse"),
    [
        (200, Reponse.REMISE),
        (204, Reponse.REMISE),
        (302, Reponse.REFUSEE),
        (400, Reponse.REFUSEE),
        (410, Reponse.PARTIE),
        (429, Reponse.ABSENTE),
        (500, Reponse.ABSENTE),
        (503, Reponse.ABSENTE),
    ],
)
def test_what_an_answer_means(statut: int, reponse: Reponse) -> None:
    assert lire_reponse(statut) is reponse


def test_an_absent_receiver_is_tried_later_each_time_and_suspended_after_three_days() -> None:
    abonnement, now, waits = ABONNEMENT, NOW, []
    while abonnement.etat is Etat.ACTIF:
        abonnement = apres_reponse(abonnement, Reponse.ABSENTE, "réponse 503", now)
        if abonnement.reprise_le is not None:
            waits.append(abonnement.reprise_le - now)
            now = abonnement.reprise_le

    assert waits == list(ESSAIS[: len(waits)])
    assert abonnement.suspendu_le is not None
    assert abonnement.suspendu_le - NOW >= SUSPENDU_APRES
    assert reprendre(abonnement) == ABONNEMENT


def test_a_word_of_parting_suspends_at_once() -> None:
    assert apres_reponse(ABONNEMENT, Reponse.PARTIE, "réponse 410", NOW).etat is Etat.SUSPENDU


@given(st.lists(st.sampled_from([Reponse.ABSENTE, Reponse.REFUSEE]), max_size=30))
def test_one_yes_makes_up_for_all_that_failed(echecs: list[Reponse]) -> None:
    abonnement = ABONNEMENT
    for echec in echecs:
        abonnement = apres_reponse(abonnement, echec, "réponse 500", NOW)

    assert apres_reponse(abonnement, Reponse.REMISE, "", NOW) == ABONNEMENT


def test_a_refused_event_is_given_up_in_the_end() -> None:
    assert prochain_essai(1, NOW) == NOW + ESSAIS[0]
    assert prochain_essai(len(ESSAIS) + 1, NOW) is None


def test_both_secrets_sign_for_a_day() -> None:
    (premier,) = secrets_de(CLE, ABONNEMENT, NOW)
    change = changer_de_secret(ABONNEMENT, NOW)
    nouveau, ancien = secrets_de(CLE, change, NOW + timedelta(hours=23))

    assert ancien == premier != nouveau
    assert secrets_de(CLE, change, NOW + timedelta(hours=24)) == [nouveau]


def test_no_two_subscriptions_and_no_two_services_have_the_same_secret() -> None:
    autre = replace(ABONNEMENT, id=UUID(int=9))
    secrets = {*secrets_de(CLE, ABONNEMENT, NOW), *secrets_de(CLE, autre, NOW), *secrets_de(b"autre", autre, NOW)}

    assert len(secrets) == 3
