"""Events of others: each has its effect once, in whatever order they come; every committed example is understood."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contracts.delivery import AlreadyHandled
from contracts.errors import RuleBroken
from contracts.events.accounts import CompteExpireV1
from contracts.events.base import Event
from contracts.events.ctn import EphotoDeposeeV1, ImagesConformesV1, ImagesRefuseesV1, PieceControleeV1
from contracts.events.demandes import DemandeExpireeV1, StatutChangeV1
from contracts.events.documents import DocumentProduitV1
from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1, DossierRejeteV1
from contracts.events.notifications import MessageNonRemisV1, MessageRemisV1
from contracts.testing import deliver_example, examples, published
from demandes.app import App
from demandes.handlers import HANDLERS
from demandes.storage import demandes, tables
from services.demandes.tests.acts import (
    AUTRE_ECOLE,
    Parcours,
    candidat_actif,
    candidat_rattache,
    ecole_active,
)
from services.demandes.tests.builders import CANDIDAT, CODE, LUNDI, cause, ephoto
from services.demandes.tests.conftest import Portes

QUELQU_UN = uuid4()
DECISION = {"tour": 1, "prefecture": "921", "instructeur": QUELQU_UN, "decide_le": LUNDI}
AU_CTN: list[Callable[[], Event]] = [
    lambda: ImagesConformesV1(tour=1, verifiees_le=LUNDI),
    lambda: ImagesRefuseesV1(tour=1, causes=(cause(),), verifiees_le=LUNDI),
    lambda: DocumentProduitV1(document=QUELQU_UN, type_document="recepisse_depot", version=1, produit_le=LUNDI),
    lambda: MessageRemisV1(modele="M06", canal="mail", destinataire="candidat", remis_le=LUNDI),
    lambda: MessageNonRemisV1(
        modele="M06", canal="mail", destinataire="candidat", cause="boîte aux lettres inconnue", constate_le=LUNDI
    ),
]
A_L_INSTRUCTION: list[Callable[[], Event]] = [
    lambda: DossierAccepteV1(neph="260492123456", **DECISION),
    lambda: ComplementDemandeV1(causes=(cause(),), **DECISION),
    lambda: DossierRejeteV1(causes=(cause(),), **DECISION),
]


@pytest.fixture
def parcours(portes: Portes) -> Parcours:
    return Parcours(portes)


async def twice(parcours: Parcours, event: Event, sujet: UUID | None = None) -> None:
    id = await parcours.dire(event, sujet)
    avant = await published(parcours.portes.app.db)
    with pytest.raises(AlreadyHandled):
        await parcours.dire(event, sujet, id=id)
    assert await published(parcours.portes.app.db) == avant


@pytest.mark.parametrize("event", AU_CTN)
async def test_once_at_the_ctn(parcours: Parcours, event: Callable[[], Event]) -> None:
    await parcours.jusqu_au_ctn()
    await twice(parcours, event())


@pytest.mark.parametrize("event", A_L_INSTRUCTION)
async def test_once_at_the_prefecture(parcours: Parcours, event: Callable[[], Event]) -> None:
    await parcours.jusqu_a_l_instruction()
    await twice(parcours, event())


async def test_once_for_accounts_and_photos(parcours: Parcours) -> None:
    await twice(parcours, ecole_active(AUTRE_ECOLE), AUTRE_ECOLE)
    photo = ephoto()
    await twice(parcours, EphotoDeposeeV1(ephoto=photo, empreinte_code="0" * 64, expire_le=LUNDI), photo.id)
    await parcours.remplir()
    await parcours.finaliser()
    await twice(parcours, candidat_rattache(CANDIDAT, nouveau=True))
    await twice(parcours, candidat_actif(CANDIDAT), CANDIDAT)
    assert (await parcours.etat()).compte_candidat == "actif"


async def test_the_verdict_on_a_file_reaches_the_demande(parcours: Parcours) -> None:
    await parcours.remplir()
    jointe = (await parcours.etat()).pieces[0]
    verdict = PieceControleeV1(
        piece=jointe.id, controle="non_conforme", causes=(cause(),), moteur="essai", controlee_le=LUNDI
    )

    await twice(parcours, verdict)

    async with parcours.ecole as http:
        piece = (await http.get(parcours.chemin)).json()["pieces"][0]
        refus = await http.post(f"{parcours.chemin}/finalisation")
    assert (piece["controle"], piece["causes"][0]["code"]) == ("non_conforme", "floue")
    assert refus.json()["errors"][0]["pointer"] == "/pieces/0"


async def test_an_older_word_of_accounts_does_not_undo_a_newer_one(parcours: Parcours, app: App) -> None:
    await parcours.dire(ecole_active(AUTRE_ECOLE, "Nouveau nom"), AUTRE_ECOLE, sequence=2)
    await parcours.dire(ecole_active(AUTRE_ECOLE, "Ancien nom"), AUTRE_ECOLE, sequence=1)

    parcours.auto_ecole = AUTRE_ECOLE
    async with parcours.ecole as http:
        id = (await http.post("/api/demandes", json={"motif": "inscription"})).json()["id"]
    async with app.db.begin() as tx:
        assert (await demandes.read(tx, UUID(id))).deposant.nom == "Nouveau nom"


@pytest.mark.parametrize("activation_d_abord", [True, False])
async def test_attachment_and_activation_in_any_order(parcours: Parcours, activation_d_abord: bool) -> None:
    await parcours.remplir()
    await parcours.finaliser()
    if activation_d_abord:
        await parcours.dire(candidat_actif(CANDIDAT), CANDIDAT)
    await parcours.rattacher(nouveau=True)
    attendu = "actif" if activation_d_abord else "a_activer"
    assert (await parcours.etat()).compte_candidat == attendu
    if not activation_d_abord:
        await parcours.dire(candidat_actif(CANDIDAT), CANDIDAT)
        assert (await parcours.etat()).compte_candidat == "actif"


async def test_an_account_that_expired_takes_the_demande_with_it(parcours: Parcours, app: App) -> None:
    await parcours.remplir()
    await parcours.finaliser()
    await parcours.rattacher(nouveau=True)
    await twice(parcours, CompteExpireV1(compte=CANDIDAT, demandes=(parcours.id,)), CANDIDAT)

    demande = await parcours.etat()
    assert (demande.statut, demande.effacee) == ("expiree", True)
    async with app.db.begin() as tx:
        kept = [str((await tx.execute(table.select())).all()) for table in (tables.demandes, tables.historique)]
    for personnel in ("Lefèvre", "lefevre", "Éric", "eric@exemple.fr", "Claudel", "1996", "0612345678", CANDIDAT.hex):
        assert personnel not in "".join(kept)
    events = await published(app.db, parcours.id)
    assert isinstance(events[-2], DemandeExpireeV1)
    assert events[-2].raison == "compte_non_active"
    assert isinstance(events[-1], StatutChangeV1)
    async with parcours.ecole as http:
        vue = (await http.get(parcours.chemin)).json()
    assert vue["etapes"] == {"motif": None, "etat_civil": None, "adresse_contact": None, "photo_signature": None}
    assert vue["pieces"] == []


async def test_an_account_that_expired_does_not_touch_what_was_validated(parcours: Parcours) -> None:
    await parcours.jusqu_au_ctn()

    await parcours.dire(CompteExpireV1(compte=CANDIDAT, demandes=(parcours.id,)), CANDIDAT)

    assert (await parcours.etat()).statut == "verification_images"


async def test_a_photo_deposited_twice_stays_what_it_was(parcours: Parcours) -> None:
    await parcours.jusqu_au_ctn()
    await parcours.deposer_la_photo(CODE)
    autre = Parcours(parcours.portes)
    await autre.ouvrir()

    assert (await autre.choisir_la_photo()).status_code == 409


async def test_an_attachment_that_comes_too_late_changes_nothing(parcours: Parcours) -> None:
    await parcours.jusqu_au_ctn()
    await parcours.dire(candidat_rattache(uuid4(), nouveau=True))

    assert (await parcours.etat()).candidat == CANDIDAT


CONSOMMES = sorted({line.type for line in HANDLERS})


@pytest.mark.parametrize("type_", CONSOMMES)
async def test_every_committed_example_is_understood(app: App, type_: str) -> None:
    """What is about a demande that is not here is early, never unreadable."""
    found = list(examples(type_))
    assert found
    for _, example in found:
        try:
            await deliver_example(HANDLERS, app, example)
        except RuleBroken as rule:
            assert rule.slug == "demande-introuvable"  # noqa: PT017


async def test_a_code_of_six_months_ago_no_longer_serves(parcours: Parcours) -> None:
    await parcours.ouvrir()
    await parcours.deposer_la_photo()
    parcours.portes.horloge.avance(timedelta(days=181))

    reponse = await parcours.choisir_la_photo()

    assert reponse.status_code == 422
    assert "six mois" in reponse.json()["detail"]
