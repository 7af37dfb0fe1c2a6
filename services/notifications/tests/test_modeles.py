"""Who is told what, in the words of the seeds."""

import json
from uuid import uuid4

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.delivery.envelope import received, unwrap
from contracts.events.base import Event
from contracts.events.demandes import DemandeExpireeV1, DemandeValideeV1
from contracts.testing import examples
from notifications.domain.message import AEnvoyer, Destinataire, prochain_essai
from notifications.domain.regles import REGLES, ContactInconnu, Contacts, document_produit
from notifications.domain.sms import SEGMENTS_MAX, segments
from notifications.modeles import FOLDER, ecrire
from services.notifications.tests.conftest import Horloge

VALIDEE = next(
    DemandeValideeV1.read(json.loads(message)["data"]) for _, message in examples("permis.demandes.demande-validee.v1")
)
CONTACTS = Contacts.of(VALIDEE.dossier)


def of_examples() -> list[tuple[Event, AEnvoyer]]:
    """Every message that the committed events give rise to."""
    found = []
    for kind, regle in REGLES.items():
        for _, message in examples(kind.type):
            event = received(unwrap(message), kind).data
            found += [(event, a_envoyer) for a_envoyer in regle(event, CONTACTS)]
    return found


def test_every_model_is_used_and_every_variable_has_a_value() -> None:
    written = {(a.modele, a.canal): ecrire(a.modele, a.canal, a.valeurs) for _, a in of_examples()}
    expired = DemandeExpireeV1.read(
        json.loads(next(message for _, message in examples("permis.demandes.demande-expiree.v1")))["data"]
    )
    for raison in ("validation_usager", "complement"):
        for a in REGLES[DemandeExpireeV1](expired.model_copy(update={"raison": raison}), CONTACTS):
            written[a.modele, a.canal] = ecrire(a.modele, a.canal, a.valeurs)

    assert {f"{modele}.{canal}.txt" for modele, canal in written} | {"M01.mail.txt"} == {
        file.name for file in FOLDER.glob("*.txt")
    }
    assert ecrire("M01", "mail", {"lien": "x"}) == ecrire("N17", "mail", {"lien": "x"})


GOLDEN = [
    (
        "M03",
        {"lien": "https://x"},
        "Votre école de conduite a effectué une démarche pour vous. Plus qu'une seule étape pour valider les "
        "informations saisies.",
    ),
    (
        "M03",
        {"lien": "https://x"},
        "* Attention, sans connexion de votre part dans les 7 jours le compte sera supprimé.",
    ),
    ("M01", {"lien": "https://x"}, "* Attention, sans connexion de votre part dans les 24h le compte sera supprimé."),
    ("M02", {"identifiant": "rleroy"}, "Votre identifiant est : rleroy"),
    ("M04", {"civilite": "Monsieur", "nom": "Renaud"}, "Bonjour Monsieur Renaud,"),
    (
        "M06",
        {"numero": "92120170412142448776919", "prefecture": "Antony"},
        "La demande en ligne n°92120170412142448776919 est enregistrée, et sera contrôlée avant transmission à la "
        "préfecture de Antony pour instruction.",
    ),
    (
        "M10",
        {"numero": "92120170321142037561607"},
        "Dans le cadre de la demande en ligne n° 92120170321142037561607, certaines pièces justificatives fournies "
        "sont incorrectes ou manquantes.",
    ),
]


@pytest.mark.parametrize(("modele", "valeurs", "phrase"), GOLDEN)
def test_mails_say_what_the_seeds_say(modele: str, valeurs: dict[str, str], phrase: str) -> None:
    assert phrase in ecrire(modele, "mail", valeurs).texte.splitlines()


def test_the_sms_are_those_of_seed_000() -> None:
    assert ecrire("M05", "sms", {}).texte == (
        "Votre auto-école a terminé la saisie de votre demande de permis de conduire. Merci de vous rendre sur votre "
        "compte ANTS pour valider les informations saisies."
    )
    assert ecrire("M07", "sms", {"numero": "92120170412142448776919"}).texte == (
        "Votre demande en ligne 92120170412142448776919 est enregistrée, et sera contrôlée avant transmission à la "
        "préfecture pour instruction."
    )


def test_a_variable_without_a_value_is_a_fault_not_a_hole() -> None:
    with pytest.raises(jinja2.UndefinedError):
        ecrire("M02", "mail", {})


def test_a_subject_is_one_line_whatever_the_values_hold() -> None:
    ecrit = ecrire("M06", "mail", {"numero": "1\r\nBcc: tous@example.fr", "prefecture": "Antony"})

    assert "\n" not in ecrit.objet
    assert "\r" not in ecrit.objet


def test_every_sms_is_short_enough() -> None:
    assert all(
        segments(ecrire(a.modele, "sms", a.valeurs).texte) <= SEGMENTS_MAX for _, a in of_examples() if a.canal == "sms"
    )


@pytest.mark.parametrize(
    ("texte", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("é" * 160, 1),
        ("", 1),
    ],
)
def test_sms_are_counted_as_the_operator_counts_them(texte: str, count: int) -> None:
    assert segments(texte) == count


@given(st.integers(0, 60))
def test_tries_come_ever_later_and_end(essais: int) -> None:
    now = Horloge().instant
    again = prochain_essai(essais, now)

    assert (again is None) == (essais >= 48)
    if again is not None:
        assert again > now


def test_a_document_before_its_demande_comes_again() -> None:
    event = next(event for event, a in of_examples() if a.modele == "N08")

    with pytest.raises(ContactInconnu):
        document_produit(event, None)  # type: ignore[arg-type]


def test_what_opens_an_account_is_never_shown_in_it() -> None:
    assert {a.modele for _, a in of_examples() if a.confidentiel} == {"M03", "N17"}


def test_without_a_phone_there_is_no_sms() -> None:
    assert AEnvoyer("M05", "sms", Destinataire("candidat", uuid4(), "a@example.fr")).adresse is None
