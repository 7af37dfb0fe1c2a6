"""What comes back to the filer on paper: what is to be completed, or why it is over."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from document_samples import CAUSES, a_completer, boites, dossier, order_of, rejetee, texte, validee

from contracts.events.documents import DocumentProduitV1
from contracts.events.parts import CauseRejet
from contracts.testing import deliver, published
from contracts.vocabulary.documents import Document
from contracts.vocabulary.roles import Role
from documents_pdf.app import App
from documents_pdf.domain.modeles import documents_de
from documents_pdf.domain.sujet import Fait
from documents_pdf.handlers import HANDLERS
from documents_pdf.rendering.press import Press

COMPLEMENTS, REJET = Document.DEMANDE_COMPLEMENTS, Document.AVIS_REJET
DIT = "Le justificatif n'est pas lisible : reprenez-le.\n\nL'attestation JDC manque."


def printed(press: Press, fait: Fait, type: Document) -> str:
    return texte(press.print(order_of(fait, type)).octets).replace("\u00a0", " ")


def test_a_complement_says_what_why_and_until_when(press: Press) -> None:
    text = printed(press, a_completer(dossier(), commentaire=DIT), COMPLEMENTS)

    for words in (
        "À compléter au plus tard le 27 avril 2026.",
        "certaines pièces justificatives fournies sont incorrectes ou manquantes",  # seed 000
        "La préfecture de Antony demande ce qui suit, le 12 avril 2026.",
        "Justificatif de domicile",
        "L’image est floue.",
        "Joignez la pièce demandée.",
        "Le justificatif n'est pas lisible : reprenez-le.",
        "L'attestation JDC manque.",
        "Seule l’école de conduite qui a déposé la demande peut la compléter",
        "renvoyée au CTN pour vérification des pièces",
    ):
        assert words in text


def test_who_filed_alone_completes_from_his_own_account(press: Press) -> None:
    text = printed(press, a_completer(dossier(auto_ecole=None), demandeur="ctn"), COMPLEMENTS)

    assert "La demande se complète depuis le compte qui l’a déposée." in text
    assert "Le Centre de traitement et de numérisation (CTN) demande ce qui suit" in text
    assert "Seule l’école" not in text
    assert "Précisions" not in text


def test_a_rejection_says_why_what_next_and_how_to_contest(press: Press) -> None:
    text = printed(press, rejetee(dossier(), commentaire=DIT), REJET)

    for words in (
        "La préfecture de Antony a rejeté cette demande le 1er mai 2026.",
        "L’image est floue.",
        "L'attestation JDC manque.",
        "Toute demande rejetée par les services instructeurs doit faire l’objet d’une nouvelle demande et nécessite un"
        " nouveau code photo.",  # seed 003
        "dans les deux mois",
        "recours gracieux",
        "tribunal administratif",
    ):
        assert words in text


@pytest.mark.parametrize(("fait", "type"), [(a_completer, COMPLEMENTS), (rejetee, REJET)])
def test_many_reasons_go_on_over_the_page_and_none_is_lost(press: Press, fait: Any, type: Document) -> None:
    many = tuple(
        CauseRejet(code="piece_non_recevable", cause=f"Cause n° {n}. " * 4, remede=f"Remède n° {n}. " * 4)
        for n in range(30)
    )
    one = press.print(order_of(fait(dossier()).model_copy(update={"causes": many}), type))
    text = texte(one.octets).replace("\u00a0", " ")

    assert one.pages > 1
    assert all(f"Remède n° {n}." in text for n in range(30))
    for page, words in enumerate(boites(one.octets), start=1):
        assert max(word.bas for word in words) <= 842 - 33
        assert f"Page {page} sur {one.pages}" in texte(one.octets, page)


def test_a_complement_that_does_not_carry_the_dossier_makes_no_document() -> None:
    told_little = a_completer(dossier())

    for gone in ("dossier", "demande_le"):
        assert documents_de(told_little.model_copy(update={gone: None})) == []


def test_asked_again_for_another_reason_it_is_another_version() -> None:
    [first] = documents_de(a_completer(dossier()))
    [same] = documents_de(a_completer(dossier()))
    [other] = documents_de(a_completer(dossier()).model_copy(update={"causes": CAUSES[:1]}))

    assert first.empreinte == same.empreinte != other.empreinte


async def test_every_round_has_its_version_and_a_rejection_its_own_document(app: App) -> None:
    demande, of = uuid4(), dossier()
    await deliver(HANDLERS, app, a_completer(of), demande)
    await deliver(HANDLERS, app, a_completer(of, commentaire="Encore une fois."), demande, sequence=2)
    await deliver(HANDLERS, app, rejetee(of), demande, sequence=3)

    said = [event for event in await published(app.db, demande) if isinstance(event, DocumentProduitV1)]
    assert [(event.type_document, event.version) for event in said] == [
        ("demande_complements", 1),
        ("demande_complements", 2),
        ("avis_rejet", 1),
    ]


async def test_what_tells_too_little_is_handled_without_a_document(app: App) -> None:
    demande = uuid4()

    await deliver(HANDLERS, app, a_completer(dossier()).model_copy(update={"dossier": None}), demande)

    assert await published(app.db, demande) == []


async def test_school_candidate_and_instructor_read_them_and_nobody_else(
    app: App, client: httpx.AsyncClient, bearer: Any
) -> None:
    demande, of = uuid4(), dossier()
    for sequence, fait in enumerate((validee(of), a_completer(of), rejetee(of)), start=1):
        await deliver(HANDLERS, app, fait, demande, sequence=sequence)

    async def lus(role: Role, id: UUID, prefecture: str | None = None) -> set[str]:
        headers = bearer(role, id, prefecture)
        answer = await client.get("/api/documents", params={"demande": str(demande)}, headers=headers)
        elements = answer.json()["elements"]
        for element in elements:
            file = await client.get(f"/api/documents/{element['id']}/contenu", headers=headers)
            assert file.status_code == 200
        return {element["type"] for element in elements}

    assert of.candidat is not None
    assert of.auto_ecole is not None
    everything = {"justificatif_depot", "recapitulatif", "demande_complements", "avis_rejet"}
    assert await lus(Role.USAGER, of.candidat) == everything
    assert await lus(Role.AUTO_ECOLE, of.auto_ecole.compte) == everything
    assert await lus(Role.INSTRUCTEUR, uuid4(), "921") == everything
    for role, id, prefecture in (
        (Role.USAGER, uuid4(), None),
        (Role.AUTO_ECOLE, of.candidat, None),
        (Role.INSTRUCTEUR, uuid4(), "922"),
        (Role.AGENT_CTN, uuid4(), "921"),
    ):
        assert await lus(role, id, prefecture) == set()
