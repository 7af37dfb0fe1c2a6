"""Who is told what, in the words of the seeds."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.meta import find_undeclared_variables

from contracts.delivery.envelope import received, unwrap
from contracts.events.accounts import CompteOuvertV1
from contracts.events.base import Event
from contracts.events.demandes import (
    DemandeAccepteeV1,
    DemandeACompleterV1,
    DemandeExpireeV1,
    DemandeValideeV1,
    EcheanceProcheV1,
    TaxeDueV1,
    TransfertDecideV1,
)
from contracts.events.documents import DocumentProduitV1
from contracts.events.instruction import TitreAvanceV1
from contracts.testing import examples
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from notifications.domain.catalogue import FICHES
from notifications.domain.contacts import ContactInconnu, Contacts
from notifications.domain.message import AEnvoyer, Canal, Destinataire, Message, prochain_essai, une_seule_adresse
from notifications.domain.regles import REGLES
from notifications.domain.regles.adresses import adresse_morte
from notifications.domain.regles.comptes import compte_ouvert
from notifications.domain.regles.demandes import EXPIREE, document_produit
from notifications.domain.sms import SEGMENTS_MAX, mesurer, segments, tenir
from notifications.modeles import FOLDER, ecrire, environment, instant
from services.notifications.tests.conftest import Horloge

VALIDEE = next(
    DemandeValideeV1.read(json.loads(message)["data"]) for _, message in examples("permis.demandes.demande-validee.v1")
)
CONTACTS = Contacts.of(VALIDEE.dossier)
VARIANTS: dict[type[Event], tuple[str, tuple[str, ...]]] = {
    CompteOuvertV1: ("role", (Role.USAGER, Role.AUTO_ECOLE, Role.INSTRUCTEUR)),
    DemandeExpireeV1: ("raison", tuple(EXPIREE)),
    EcheanceProcheV1: (
        "echeance",
        ("validation_usager", "complement", "formulaire_photo", "brouillon", "retrait_du_titre", "conservation"),
    ),
    DocumentProduitV1: ("type_document", tuple(Document)),
    TitreAvanceV1: ("etape", tuple(Statut)),
    TransfertDecideV1: ("decision", ("accepte", "refuse", "retire", "expire")),
}
"""The open word of an event that chooses the model, and all that it may be."""


def variants(event: Event) -> list[Event]:
    """The event as it is, and with every word that would choose another model."""
    field, words = VARIANTS.get(type(event), ("", ()))
    changed = [event.model_copy(update={field: word}) for word in words]
    if isinstance(event, CompteOuvertV1):
        changed += [other.model_copy(update={"demande": None}) for other in changed]
    if isinstance(event, DemandeAccepteeV1):
        changed += [
            event.model_copy(update={"dossier": event.dossier.model_copy(update={"motif": motif})}) for motif in Motif
        ]
    return [event, *changed]


def of_examples() -> list[tuple[Event, AEnvoyer]]:
    """Every message that the committed events give rise to, and all that their open words may say."""
    found = []
    for kind, regle in REGLES.items():
        for _, message in examples(kind.type):
            for event in variants(received(unwrap(message), kind).data):
                found += [(event, a_envoyer) for a_envoyer in regle(event, CONTACTS)]
    return found


def of_dead_addresses() -> list[AEnvoyer]:
    """What a dead address of the candidate, by either channel, gives rise to."""
    candidat = CONTACTS.candidat
    lost: list[tuple[Canal, str | None]] = [("mail", candidat.email), ("sms", candidat.telephone)]
    return [avis for canal, adresse in lost for avis in adresse_morte(_perdu(canal, adresse or ""), CONTACTS)]


def _perdu(canal: Canal, adresse: str) -> Message:
    now = Horloge().instant
    return Message(uuid4(), uuid4(), "M06", canal, "candidat", adresse, "", "", 1, False, now, CONTACTS.candidat.compte)


def all_messages() -> list[AEnvoyer]:
    return [*(a for _, a in of_examples()), *of_dead_addresses()]


def models() -> set[str]:
    """Those of events; webhooks have theirs."""
    return {file.name for file in FOLDER.glob("*.txt") if not file.name.startswith("W-")}


def test_every_model_is_used_and_every_variable_has_a_value() -> None:
    written = {(a.modele, a.canal): ecrire(a.modele, a.canal, a.valeurs) for a in all_messages()}

    assert {f"{modele}.{canal}.txt" for modele, canal in written} == models()
    assert ecrire("M01", "mail", {"lien": "x"}) == ecrire("N17", "mail", {"lien": "x"})


def test_a_model_says_what_its_row_allows_and_nothing_is_handed_to_it_in_vain() -> None:
    used: dict[str, set[str]] = {}
    for name in models():
        source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
        used.setdefault(name.split(".")[0], set()).update(find_undeclared_variables(environment.parse(source)))

    assert used == {code: set(FICHES[code].variables) for code in used}
    assert set(FICHES) == {name.split(".")[0] for name in models()} | {code for code in FICHES if code.startswith("W-")}
    handed = {(a.modele, a.canal, frozenset(a.valeurs)) for a in all_messages()}
    assert {(m, names) for m, canal, names in handed if canal == "mail"} == {
        (code, frozenset(FICHES[code].variables)) for code in used if f"{code}.mail.txt" in models()
    }
    assert [(m, names) for m, _, names in handed if not names <= set(FICHES[m].variables)] == []


def test_no_message_has_a_hole_or_a_machine_s_word() -> None:
    textes = [texte for a in all_messages() for texte in ecrire(a.modele, a.canal, a.valeurs)]

    assert [texte for texte in textes if "None" in texte or "{" in texte or "  " in texte or "+00:00" in texte] == []


def test_a_message_for_each_person_of_a_step() -> None:
    avance = [(e.etape, a.modele, a.canal) for e, a in of_examples() if isinstance(e, TitreAvanceV1)]

    assert ("en_instance", "N12", "sms") in avance
    assert ("remise", "N11", "mail") in avance
    assert not {etape for etape, *_ in avance} & {"en_production", "produite"}


def test_the_filer_completes_and_the_other_is_told_so() -> None:
    event = next(event for event, _ in of_examples() if isinstance(event, DemandeACompleterV1))
    alone = Contacts(CONTACTS.numero, CONTACTS.candidat, None)

    assert [(a.modele, a.a.role) for a in REGLES[DemandeACompleterV1](event, CONTACTS)] == [
        ("M10", "auto_ecole"),
        ("N19", "candidat"),
    ]
    assert [(a.modele, a.a.role) for a in REGLES[DemandeACompleterV1](event, alone)] == [("M10", "candidat")]


@pytest.mark.parametrize(
    ("le", "said"),
    [
        (datetime(2026, 4, 30, 22, 30, tzinfo=UTC), "1er mai 2026 à 00h30"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "31 décembre 2026 à 23h59"),
    ],
)
def test_dates_are_those_of_paris_in_words(le: datetime, said: str) -> None:
    assert instant(le) == said


def test_messages_without_words_in_a_seed_end_as_the_others_do() -> None:
    mails = [a for a in all_messages() if a.canal == "mail" and a.modele[0] in "NR"]
    ours = {a.modele: ecrire(a.modele, a.canal, a.valeurs).texte for a in mails}

    ours.pop("N17")  # the words of M01
    assert all(texte.startswith("Bonjour,\n") for texte in ours.values())
    assert all(texte.endswith("\n\nCordialement,\nLe système des demandes en ligne") for texte in ours.values())


def test_an_expired_complement_names_the_demande_by_the_number_that_the_school_knows() -> None:
    assert (
        "n°92120170412142448776919"
        in ecrire("N02-complement", "mail", {"numero": "92120170412142448776919", "pre_numero": 4074}).texte
    )
    assert "pré-demande 4074" in ecrire("N02-complement", "mail", {"numero": None, "pre_numero": 4074}).texte


def test_a_variable_without_a_value_is_a_fault_not_a_hole() -> None:
    with pytest.raises(jinja2.UndefinedError):
        ecrire("M02", "mail", {})


def test_a_subject_is_one_line_whatever_the_values_hold() -> None:
    ecrit = ecrire("M06", "mail", {"numero": "1\r\nBcc: tous@example.fr", "prefecture": "Antony"})

    assert "\n" not in ecrit.objet
    assert "\r" not in ecrit.objet


DEUX_SMS = {"M07"}
"""The seed's «contrôlée» holds a letter that is in no small alphabet; every other SMS is worded to be one."""


def test_every_sms_is_one_sms_but_the_seed_s() -> None:
    counted = {
        (a.modele, mesurer(ecrire(a.modele, "sms", a.valeurs).texte)) for a in all_messages() if a.canal == "sms"
    }

    assert {modele for modele, mesure in counted if mesure != ("GSM-7", 1)} == DEUX_SMS
    assert {mesure for modele, mesure in counted if modele in DEUX_SMS} == {("UCS-2", 2)}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_a_long_name_makes_no_sms_too_long(raison_sociale: str) -> None:
    texte = ecrire("N15", "sms", {"auto_ecole": raison_sociale}).texte

    assert segments(texte) <= SEGMENTS_MAX
    assert texte.startswith("L'auto-école ")


def test_an_sms_that_is_too_long_keeps_its_letters_without_their_hats() -> None:
    assert tenir("Être «œuvré» à l’été ! " * 20).startswith('Etre "oeuvré" à l\'été ! Etre')
    assert tenir("Être à l’été") == "Être à l’été"
    assert tenir("中" * 500) == "?" * 500


def test_every_sms_is_short_enough() -> None:
    assert all(
        segments(ecrire(a.modele, "sms", a.valeurs).texte) <= SEGMENTS_MAX for a in all_messages() if a.canal == "sms"
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
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro stands for two: not cut in two, and one place is lost
        ("😀" * 35, 1),
        ("😀" * 36, 2),
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
        assert timedelta(0) < again - now <= timedelta(hours=4)
        later = prochain_essai(essais + 1, now)
        assert later is None or later >= again


@pytest.mark.parametrize("adresse", ["zoe@example.fr", "zoé@exemple.fr", "a.b+c@x.example", "o'neil@x.fr"])
def test_an_address_is_one_mailbox(adresse: str) -> None:
    assert une_seule_adresse(adresse)


@given(st.text(max_size=20), st.sampled_from('\r\n ,;<>"\x00\u2028'), st.text(max_size=20))
def test_nothing_else_is(before: str, bad: str, after: str) -> None:
    assert not une_seule_adresse(f"{before}{bad}{after}@example.fr")
    assert not une_seule_adresse(f"a@{before}{bad}{after}")


def test_a_document_before_its_demande_comes_again() -> None:
    event = next(event for event, a in of_examples() if a.modele == "N08")

    with pytest.raises(ContactInconnu):
        document_produit(event, None)  # type: ignore[arg-type]


def test_who_signs_up_alone_has_a_day_and_who_was_filed_for_a_week() -> None:
    opened = next(event for event, a in of_examples() if isinstance(event, CompteOuvertV1))
    alone = opened.model_copy(update={"demande": None, "role": Role.USAGER, "telephone": "+33612345678"})
    filed = opened.model_copy(update={"demande": uuid4(), "role": Role.USAGER, "telephone": "+33612345678"})

    assert [(a.modele, a.confidentiel) for a in compte_ouvert(alone, None)] == [("M01", True)]
    assert [(a.modele, a.confidentiel) for a in compte_ouvert(filed, None)] == [("M03", True), ("M05", False)]


def test_what_opens_an_account_is_never_shown_in_it() -> None:
    assert {a.modele for _, a in of_examples() if a.confidentiel} == {
        "M01",
        "M03",
        "N17",
        "N17-agent",
        "N18-mot-de-passe",
        "N18-adresse",
        "N18-telephone",
    }


def test_without_a_phone_there_is_no_sms() -> None:
    assert AEnvoyer("M05", "sms", Destinataire("candidat", uuid4(), "a@example.fr")).adresse is None


def test_the_tax_is_told_to_the_filer_and_to_the_person() -> None:
    event = next(event for event, _ in of_examples() if isinstance(event, TaxeDueV1))
    alone = event.model_copy(update={"auto_ecole": None, "montant": "26,50"})

    told = [(a.modele, a.a.role) for a in REGLES[TaxeDueV1](event, None)]
    (mail,) = REGLES[TaxeDueV1](alone, None)

    assert told == [("N04", "candidat"), ("N04", "auto_ecole")]
    assert "elle est de 26,50 euros" in ecrire(mail.modele, mail.canal, mail.valeurs)[1]
