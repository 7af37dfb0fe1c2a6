"""The worker on real parts: files in S3 in, verdicts and decisions in the outbox out."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import images
import pytest
from ctn_builders import (
    Horloge,
    complement_fourni,
    demande_expiree,
    demande_validee,
    deposer_objet,
    fichier,
    piece_deposee,
    piece_jointe,
)
from PIL import Image
from sqlalchemy import select

from contracts.delivery import AlreadyHandled
from contracts.delivery.deadlines import sweep_once
from contracts.events.base import Event
from contracts.events.ctn import ImagesConformesV1, ImagesRefuseesV1, PieceControleeV1
from contracts.events.parts import Ephoto, PieceJointe
from contracts.objects import ObjetAbsent, StockageAbsent
from contracts.testing import deliver, deliver_example, examples, published
from ctn_verification.app import App
from ctn_verification.deadlines import DEADLINES
from ctn_verification.domain.regles import MOTEUR
from ctn_verification.handlers import HANDLERS
from ctn_verification.storage.tables import controles, dossiers
from deploy.local.place import Place

BONNE = images.jpeg(images.page((1240, 1754)))
FLOUE = images.jpeg(images.blurred(images.page((1240, 1754)), 4))
DOUTEUSE = images.jpeg(images.dark(images.page((1240, 1754)), 0.45))


async def piece_of(app: App, octets: bytes, type: str = "service_national") -> PieceJointe:
    return piece_jointe(await deposer_objet(app, octets), type)


async def handle(app: App, demande: UUID, *events: Event) -> Sequence[Event]:
    for sequence, event in enumerate(events, start=1):
        await deliver(HANDLERS, app, event, demande, sequence=sequence)
    return await published(app.db, demande)


async def state_of(app: App, demande: UUID) -> str:
    async with app.db.begin() as tx:
        return str((await tx.execute(select(dossiers.c.etat).where(dossiers.c.demande == demande))).scalar_one())


@pytest.mark.parametrize(
    ("octets", "controle", "code"),
    [(BONNE, "conforme", None), (FLOUE, "non_conforme", "floue"), (DOUTEUSE, "a_verifier", "trop_sombre")],
    ids=["good", "blurred", "dim"],
)
async def test_a_file_gets_its_verdict(app: App, octets: bytes, controle: str, code: str | None) -> None:
    demande, piece = uuid4(), await piece_of(app, octets)
    (event,) = await handle(app, demande, piece_deposee(piece))

    assert isinstance(event, PieceControleeV1)
    assert (event.piece, event.controle, event.moteur) == (piece.id, controle, MOTEUR)
    assert [cause.code for cause in event.causes] == ([] if code is None else [code])
    assert {(cause.piece, cause.type_piece) for cause in event.causes} <= {(piece.id, "service_national")}


async def test_the_same_event_twice_has_its_effect_once(app: App) -> None:
    demande, piece = uuid4(), await piece_of(app, BONNE)
    id = await deliver(HANDLERS, app, piece_deposee(piece), demande)
    with pytest.raises(AlreadyHandled):
        await deliver(HANDLERS, app, piece_deposee(piece), demande, id=id)

    assert len(await published(app.db, demande)) == 1


async def test_a_file_that_is_not_the_one_deposited_is_left_to_an_agent(app: App) -> None:
    piece = await piece_of(app, BONNE)
    await app.objets.put("pieces", piece.fichier.cle, FLOUE, "image/jpeg")
    (event,) = await handle(app, uuid4(), piece_deposee(piece))

    assert isinstance(event, PieceControleeV1)
    assert event.controle == "a_verifier"
    assert "n'est pas celui qui a été déposé" in event.causes[0].cause


async def test_a_file_that_is_not_there_comes_again_later(app: App) -> None:
    piece = piece_jointe(fichier(BONNE, cle="nulle-part"))
    with pytest.raises(ObjetAbsent):
        await handle(app, uuid4(), piece_deposee(piece))


async def test_without_storage_the_event_stays_in_hand(app: App, place: Place) -> None:
    piece = await piece_of(app, BONNE)
    await place.s3.stop()
    try:
        with pytest.raises(StockageAbsent) as outage:
            await handle(app, uuid4(), piece_deposee(piece))
        assert isinstance(outage.value, ConnectionError)  # what the consumer waits out, without using up its tries
    finally:
        await place.s3.start()
    (event,) = await handle(app, uuid4(), piece_deposee(piece))

    assert isinstance(event, PieceControleeV1)


@pytest.mark.parametrize(
    ("octets", "expected"), [(BONNE, ImagesConformesV1), (FLOUE, ImagesRefuseesV1)], ids=["good", "blurred"]
)
async def test_every_order_of_pieces_and_validation_ends_the_same(
    app: App, ephoto: Ephoto, octets: bytes, expected: type[Event]
) -> None:
    for order in permutations(range(3)):
        pieces = [await piece_of(app, BONNE), await piece_of(app, octets, "domicile")]
        facts: list[Event] = [*map(piece_deposee, pieces), demande_validee(pieces, ephoto)]
        events = await handle(app, uuid4(), *(facts[place] for place in order))

        assert [type(event) for event in events if not isinstance(event, PieceControleeV1)] == [expected], order


async def test_refused_images_name_the_piece_and_the_remedy(app: App, ephoto: Ephoto) -> None:
    piece = await piece_of(app, FLOUE, "domicile")
    *_, event = await handle(app, uuid4(), piece_deposee(piece), demande_validee([piece], ephoto))

    assert isinstance(event, ImagesRefuseesV1)
    (cause,) = event.causes
    assert (cause.piece, cause.type_piece, cause.code) == (piece.id, "domicile", "floue")
    assert "il en faut 35" in cause.cause
    assert cause.remede


async def test_a_complement_is_a_new_round(app: App, ephoto: Ephoto) -> None:
    demande, mauvaise, bonne = uuid4(), await piece_of(app, FLOUE), await piece_of(app, BONNE)
    events = await handle(
        app,
        demande,
        piece_deposee(mauvaise),
        demande_validee([mauvaise], ephoto),
        piece_deposee(bonne),
        complement_fourni(2, [bonne], ephoto),
    )

    assert [event.tour for event in events if isinstance(event, ImagesConformesV1)] == [2]
    again = await handle(app, demande, complement_fourni(2, [mauvaise], ephoto), demande_validee([mauvaise], ephoto))
    assert again == events


async def test_a_doubt_or_an_unknown_ephoto_waits_for_an_agent(app: App, ephoto: Ephoto) -> None:
    douteuse, bonne, inconnue = await piece_of(app, DOUTEUSE), await piece_of(app, BONNE), replace_id(ephoto)
    for piece, photo in ((douteuse, ephoto), (bonne, inconnue)):
        demande = uuid4()
        events = await handle(app, demande, piece_deposee(piece), demande_validee([piece], photo))

        assert [type(event) for event in events] == [PieceControleeV1]
        assert await state_of(app, demande) == "a_examiner"


async def test_a_verdict_that_never_comes_is_an_agents_after_a_quarter_of_an_hour(
    app: App, ephoto: Ephoto, horloge: Horloge
) -> None:
    demande, piece = uuid4(), await piece_of(app, BONNE)
    await handle(app, demande, demande_validee([piece], ephoto))
    assert await sweep_once(DEADLINES, app) == 0
    assert await state_of(app, demande) == "attente_controle"

    horloge.avance(timedelta(minutes=15))
    assert await sweep_once(DEADLINES, app) == 1
    assert await state_of(app, demande) == "a_examiner"

    *_, event = await handle(app, demande, piece_deposee(piece))
    assert isinstance(event, ImagesConformesV1)


async def test_an_expired_demande_is_closed_and_forgotten(app: App, ephoto: Ephoto) -> None:
    demande, piece = uuid4(), await piece_of(app, DOUTEUSE)
    await handle(app, demande, piece_deposee(piece), demande_validee([piece], ephoto), demande_expiree())
    before = await published(app.db, demande)

    assert await state_of(app, demande) == "clos"
    async with app.db.begin() as tx:
        assert (await tx.execute(select(dossiers.c.resume).where(dossiers.c.demande == demande))).scalar_one() is None
    assert await handle(app, demande, complement_fourni(2, [piece], ephoto)) == before


async def test_many_at_once_meet_at_the_dossier(app: App, ephoto: Ephoto) -> None:
    """Two workers hold events of one demande at the same moment: whoever is last decides, once."""
    demande, pieces = uuid4(), [await piece_of(app, BONNE) for _ in range(6)]
    facts: list[Event] = [*map(piece_deposee, pieces), demande_validee(pieces, ephoto)]
    await asyncio.gather(
        *(deliver(HANDLERS, app, fact, demande, sequence=place) for place, fact in enumerate(facts, start=1))
    )

    events = await published(app.db, demande)
    assert [type(event) for event in events].count(ImagesConformesV1) == 1
    assert len(events) == 7


async def test_hostile_files_are_judged_and_hurt_nobody(app: App) -> None:
    hostile: dict[str, tuple[bytes, str | None, str | None]] = {
        "bombe.png": (bomb(), "non_conforme", "trop_de_pixels"),
        "texte": (b"#!/bin/sh\nrm -rf /\n" * 50, "non_conforme", "format_refuse"),
        "coupe.jpg": (BONNE[: len(BONNE) // 2], "non_conforme", "fichier_illisible"),
        "casse.pdf": (b"%PDF-1.7\n%%EOF", "non_conforme", "fichier_illisible"),
        "casse.tif": (b"II*\x00\x08\x00\x00\x00\xff\xff", "non_conforme", "fichier_illisible"),
        "rempli.jpg": (BONNE[:3000] + bytes(40_000) + BONNE[43_000:], None, None),
        "vide": (b"", "non_conforme", "fichier_vide"),
    }
    for octets, controle, code in hostile.values():
        (event,) = await handle(app, uuid4(), piece_deposee(await piece_of(app, octets)))

        assert isinstance(event, PieceControleeV1)
        assert controle in (None, event.controle)
        assert code in (None, *(cause.code for cause in event.causes))
    (after,) = await handle(app, uuid4(), piece_deposee(await piece_of(app, BONNE)))
    assert isinstance(after, PieceControleeV1)
    assert after.controle == "conforme"


async def test_every_example_of_what_is_consumed_can_be_handled(app: App) -> None:
    """Their files stand in no bucket of ours: those events end as a file that is not there, not as a fault."""
    for line in HANDLERS:
        found = list(examples(line.type))
        assert found
        for _, example in found:
            try:
                await deliver_example(HANDLERS, app, example)
            except ObjetAbsent:
                assert line.type == "permis.demandes.piece-deposee.v1"


async def test_what_the_engine_measured_is_kept(app: App) -> None:
    piece = await piece_of(app, images.pdf(images.page(), images.verso()))
    await handle(app, uuid4(), piece_deposee(piece))
    async with app.db.begin() as tx:
        row = (await tx.execute(select(controles).where(controles.c.piece == piece.id))).mappings().one()

    assert len(row["releves"]) == 2
    assert row["releves"][0]["mesures"]["nettete"] > 40


def replace_id(ephoto: Ephoto) -> Ephoto:
    return ephoto.model_copy(update={"id": uuid4()})


def bomb() -> bytes:
    """A megabyte at most on the wire, 100 megapixels when decoded."""
    return images.png(Image.new("1", (10_000, 10_000)))
