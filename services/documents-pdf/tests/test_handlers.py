"""From an event to a document in the register and in the store, once."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from document_samples import ETAT_CIVIL, SIGNATURE, TRANSMISE_LE, acceptee, dossier, fichier, infos, texte, transmise
from sqlalchemy import select, text

from contracts.delivery import AlreadyHandled, Received
from contracts.delivery.deadlines import sweep_once
from contracts.events.base import Event
from contracts.events.demandes import DemandePurgeeV1, TransfertDecideV1
from contracts.events.documents import DocumentProduitV1
from contracts.events.parts import Dossier, Fichier
from contracts.objects import S3, ObjetAbsent, StockageAbsent
from contracts.testing import deliver, deliver_example, examples, published
from documents_pdf.app import App
from documents_pdf.deadlines import DEADLINES
from documents_pdf.domain.document import Pdf
from documents_pdf.handlers import HANDLERS
from documents_pdf.production import ImageRefusee
from documents_pdf.rendering.order import Order
from documents_pdf.storage.tables import documents

HOUR = timedelta(hours=1)


async def rows(app: App) -> list[Any]:
    async with app.db.begin() as tx:
        return list(await tx.execute(select(documents).order_by(documents.c.version)))


async def planned(app: App) -> list[UUID]:
    async with app.db.begin() as tx:
        return [UUID(row.subject) for row in await tx.execute(text("SELECT subject FROM deadlines ORDER BY due_at"))]


async def exists(app: App, cle: str) -> bool:
    try:
        await app.objects.get("documents", cle)
    except ObjetAbsent:
        return False
    return True


async def test_a_transmitted_demande_gets_its_recepisse(app: App) -> None:
    demande, dossier_b = uuid4(), dossier()

    await deliver(HANDLERS, app, transmise(dossier_b), demande)

    [row] = await rows(app)
    stored = await app.objects.get("documents", row.cle)
    assert (row.demande, row.type, row.version, row.pages) == (demande, "recepisse_depot", 1, 1)
    assert (row.candidat, row.auto_ecole, row.prefecture) == (dossier_b.candidat, dossier_b.auto_ecole.compte, "921")  # type: ignore[union-attr]
    assert (row.sha256, row.taille) == (sha256(stored).hexdigest(), len(stored))
    assert infos(stored)["Pages"] == "1"
    assert await published(app.db, demande) == [
        DocumentProduitV1(document=row.id, type_document="recepisse_depot", version=1, produit_le=app.now())
    ]
    assert await planned(app) == []


async def test_an_accepted_demande_gets_its_attestation(app: App, inscription: Dossier) -> None:
    demande = uuid4()

    await deliver(HANDLERS, app, acceptee(inscription), demande)

    [row] = await rows(app)
    stored = await app.objects.get("documents", row.cle)
    assert (row.type, row.pages) == ("attestation_inscription", 2)
    assert infos(stored)["Pages"] == "2"
    assert "Renaud-Lefèvre" in texte(stored)
    assert [event.type for event in await published(app.db, demande)] == ["permis.documents.document-produit.v1"]


async def test_the_store_knows_nobody_by_name(app: App) -> None:
    await deliver(HANDLERS, app, transmise(dossier()), uuid4())

    [row] = await rows(app)
    assert len(row.cle) == 32
    assert UUID(row.cle).version == 4


@pytest.mark.parametrize("changes", [{"categorie": "A2"}, {"motif": "perte"}])
async def test_no_recepisse_but_for_category_b(app: App, changes: dict[str, str]) -> None:
    demande = uuid4()
    event = transmise(dossier(**changes))

    id = await deliver(HANDLERS, app, event, demande)

    assert await rows(app) == await published(app.db, demande) == []
    with pytest.raises(AlreadyHandled):
        await deliver(HANDLERS, app, event, demande, id=id)


async def test_the_same_event_twice_makes_one_document(app: App) -> None:
    demande, event = uuid4(), transmise(dossier())
    id = await deliver(HANDLERS, app, event, demande)

    with pytest.raises(AlreadyHandled):
        await deliver(HANDLERS, app, event, demande, id=id)

    assert len(await rows(app)) == len(await published(app.db, demande)) == 1


async def test_a_second_round_that_changes_nothing_makes_no_second_document(app: App) -> None:
    demande, same = uuid4(), dossier()
    await deliver(HANDLERS, app, transmise(same), demande)

    await deliver(HANDLERS, app, transmise(same, tour=2, le=TRANSMISE_LE + HOUR), demande, sequence=2)

    assert len(await rows(app)) == len(await published(app.db, demande)) == 1


async def test_a_corrected_identity_makes_a_second_version(app: App) -> None:
    demande = uuid4()
    corrected = dossier(etat_civil=ETAT_CIVIL.model_copy(update={"nom_naissance": "Renaud"}))
    await deliver(HANDLERS, app, transmise(dossier()), demande)

    await deliver(HANDLERS, app, transmise(corrected, tour=2), demande, sequence=2)

    assert [(row.version, row.numero) for row in await rows(app)] == [(1, corrected.numero), (2, corrected.numero)]
    assert [event.version for event in await published(app.db, demande) if isinstance(event, DocumentProduitV1)] == [
        1,
        2,
    ]


class Overtaken:
    """A printer during whose work another process finishes the same event."""

    def __init__(self, app: App, event: Event, demande: UUID, id: UUID) -> None:
        self.app, self.event, self.demande, self.id = app, event, demande, id

    async def print(self, order: Order) -> Pdf:
        await deliver(HANDLERS, self.app, self.event, self.demande, id=self.id)
        return await self.app.printer.print(order)

    def close(self) -> None: ...


async def test_who_comes_second_leaves_no_object_behind(app: App, clock: Any) -> None:
    demande, event, id = uuid4(), transmise(dossier()), uuid4()
    slow = replace(app, printer=Overtaken(app, event, demande, id))

    with pytest.raises(AlreadyHandled):
        await deliver(HANDLERS, slow, event, demande, id=id)

    [row] = await rows(app)
    [orphan] = await planned(app)
    assert orphan.hex != row.cle
    assert await exists(app, orphan.hex)

    assert await sweep_once(DEADLINES, app) == 0
    clock.advance(HOUR)
    assert await sweep_once(DEADLINES, app) == 1

    assert not await exists(app, orphan.hex)
    assert await exists(app, row.cle)


class FailsAfterPut:
    """A store that takes the object and then its process dies."""

    def __init__(self, objects: Any) -> None:
        self.objects, self.stored = objects, ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.objects, name)

    async def put(self, bucket: str, cle: str, octets: bytes, format: str) -> None:
        await self.objects.put(bucket, cle, octets, format)
        self.stored = cle
        raise StockageAbsent("no answer came")


async def test_a_crash_after_the_object_is_repaired_by_the_next_delivery(app: App, clock: Any) -> None:
    demande, event, id = uuid4(), transmise(dossier()), uuid4()
    failing = FailsAfterPut(app.objects)
    with pytest.raises(StockageAbsent):
        await deliver(HANDLERS, replace(app, objects=failing), event, demande, id=id)

    await deliver(HANDLERS, app, event, demande, id=id)
    clock.advance(2 * HOUR)
    await sweep_once(DEADLINES, app)

    [row] = await rows(app)
    assert row.cle != failing.stored
    assert await exists(app, row.cle)
    assert not await exists(app, failing.stored)


async def test_while_the_store_is_away_nothing_is_registered(app: App, place: Any, inscription: Dossier) -> None:
    demande, event, id = uuid4(), acceptee(inscription), uuid4()
    await place.s3.kill()
    try:
        with pytest.raises(StockageAbsent):
            await deliver(HANDLERS, app, event, demande, id=id)
        assert await rows(app) == await published(app.db, demande) == []
    finally:
        await place.s3.restart()

    await deliver(HANDLERS, app, event, demande, id=id)

    assert len(await rows(app)) == 1


def with_photo(dossier: Dossier, photo: Fichier) -> Dossier:
    return dossier.model_copy(update={"ephoto": dossier.ephoto.model_copy(update={"photo": photo})})


@pytest.mark.parametrize(
    "photo",
    [
        fichier(b"x", bucket="pieces"),
        fichier(b"x", "image/svg+xml"),
        fichier(b"x", "application/pdf"),
    ],
)
async def test_only_a_photo_of_the_photo_bucket_is_printed(app: App, inscription: Dossier, photo: Fichier) -> None:
    with pytest.raises(ImageRefusee):
        await deliver(HANDLERS, app, acceptee(with_photo(inscription, photo)), uuid4())

    assert await rows(app) == []


async def test_a_photo_that_was_exchanged_is_not_printed(app: App, inscription: Dossier) -> None:
    photo = inscription.ephoto.photo
    await app.objects.put("photos", photo.cle, SIGNATURE, "image/jpeg")

    with pytest.raises(ImageRefusee, match="announced"):
        await deliver(HANDLERS, app, acceptee(inscription), uuid4())


async def test_a_file_that_is_not_what_it_says_is_not_printed(app: App, inscription: Dossier) -> None:
    page = fichier(b"<svg/>", "image/jpeg")
    await app.objects.put("photos", page.cle, b"<svg/>", "image/jpeg")

    with pytest.raises(ImageRefusee):
        await deliver(HANDLERS, app, acceptee(with_photo(inscription, page)), uuid4())


async def test_a_missing_photo_is_told(app: App) -> None:
    with pytest.raises(ObjetAbsent):
        await deliver(HANDLERS, app, acceptee(dossier()), uuid4())


@pytest.mark.parametrize("line", HANDLERS, ids=lambda line: line.type)
async def test_every_committed_example_can_be_handled(app: App, line: Any, inscription: Dossier) -> None:
    """The examples name photos that nobody stored: those of `inscription` take their place."""

    async def with_stored_photo(event: Received[Any], app: App) -> None:
        data = event.data
        if (about := getattr(data, "dossier", None)) is not None:
            stored = about.model_copy(update={"ephoto": inscription.ephoto})
            data = data.model_copy(update={"dossier": stored})
        await line.handle(replace(event, data=data), app)

    found = list(examples(line.type))
    for _, example in found:
        await deliver_example([replace(line, handle=with_stored_photo)], app, example)

    assert found


def test_the_store_of_the_tests_is_the_real_one(app: App) -> None:
    assert isinstance(app.objects, S3)


async def test_after_a_transfer_the_new_school_reads_and_the_old_one_does_not(app: App) -> None:
    demande = uuid4()
    await deliver(HANDLERS, app, transmise(dossier()), demande)
    example = next(message for _, message in examples("permis.demandes.transfert-decide.v1"))
    decide = TransfertDecideV1.read(json.loads(example)["data"])

    await deliver(HANDLERS, app, decide.model_copy(update={"decision": "refuse"}), demande, sequence=2)
    [row] = await rows(app)
    assert row.auto_ecole == dossier().auto_ecole.compte  # type: ignore[union-attr]

    await deliver(HANDLERS, app, decide, demande, sequence=3)
    [row] = await rows(app)
    assert row.auto_ecole == decide.nouvelle.compte


async def test_a_document_that_is_made_after_the_transfer_is_the_new_school_s(app: App) -> None:
    """Its event was sent before, and tried again until after it."""
    demande = uuid4()
    example = next(message for _, message in examples("permis.demandes.transfert-decide.v1"))
    decide = TransfertDecideV1.read(json.loads(example)["data"])
    encore = decide.model_copy(update={"nouvelle": decide.ancienne})

    await deliver(HANDLERS, app, decide, demande, sequence=5)
    await deliver(HANDLERS, app, encore, demande, sequence=3)  # an older transfer, late
    await deliver(HANDLERS, app, transmise(dossier()), demande, sequence=4)

    [row] = await rows(app)
    assert row.auto_ecole == decide.nouvelle.compte


async def test_a_purged_demande_leaves_neither_line_nor_file(app: App) -> None:
    demande = uuid4()
    await deliver(HANDLERS, app, transmise(dossier()), demande)
    [row] = await rows(app)

    await deliver(HANDLERS, app, DemandePurgeeV1(raison="conservation", purgee_le=app.now()), demande, sequence=2)
    await sweep_once(DEADLINES, app)

    assert await rows(app) == []
    assert not await exists(app, row.cle)


async def test_a_demande_without_candidate_s_account_has_its_documents(app: App) -> None:
    demande = uuid4()

    await deliver(HANDLERS, app, transmise(dossier(candidat=None, mandat_papier=True)), demande)

    [row] = await rows(app)
    assert row.candidat is None
