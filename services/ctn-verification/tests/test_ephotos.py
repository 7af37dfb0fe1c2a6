"""A photographer deposits, through the door: the code once, nothing kept of what is refused."""

import asyncio
import hashlib
from uuid import UUID, uuid4

import images
import pytest
from ctn_builders import CLE, Horloge, Porteur
from PIL import Image
from sqlalchemy import func, select

from contracts.events.ctn import EphotoDeposeeV1
from contracts.identity import token_for
from contracts.testing import published
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.domain.code_photo import ALPHABET, empreinte
from ctn_verification.storage.tables import ephotos
from deploy.local.place import Place

ROUTE = "/api/ctn/ephotos"


def parts(photo: bytes | None = None, signature: bytes | None = None) -> dict[str, tuple[str, bytes, str]]:
    photo = images.jpeg(images.portrait(), 95) if photo is None else photo
    signature = images.png(images.signature()) if signature is None else signature
    return {
        "photo": ("IMG 0042 d'Éléonore.jpg", photo, "image/jpeg"),
        "signature": ("signature.png", signature, "image/png"),
    }


async def kept(app: App) -> int:
    async with app.db.begin() as tx:
        return int((await tx.execute(select(func.count()).select_from(ephotos))).scalar_one())


def objects(place: Place) -> set[str]:
    return {file.name for file in (place.folder / "s3" / "photos").iterdir()}


async def test_a_good_deposit_gives_its_code_once(app: App, porteur: Porteur) -> None:
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=parts())

    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert len(body["code"]) == 22
    assert set(body["code"]) <= set(ALPHABET)
    assert body["expire_le"] == "2027-05-20T12:00:00Z"
    assert body["photo"] == body["signature"] == {"controle": "conforme", "causes": []}

    (event,) = await published(app.db, UUID(body["id"]))
    assert isinstance(event, EphotoDeposeeV1)
    assert event.empreinte_code == empreinte(body["code"])
    assert body["code"] not in event.model_dump_json()
    async with app.db.begin() as tx:
        row = (await tx.execute(select(ephotos))).mappings().one()
    assert body["code"] not in str(dict(row))


async def test_the_kept_copies_are_clean_and_are_what_the_event_says(app: App, porteur: Porteur) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Marque de l'appareil"
    sent = images.jpeg_with(images.portrait(), exif=exif) + b"<script>alert(1)</script>"
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=parts(photo=sent))
    (event,) = await published(app.db, UUID(answer.json()["id"]))

    assert isinstance(event, EphotoDeposeeV1)
    for fichier, format in ((event.ephoto.photo, "JPEG"), (event.ephoto.signature, "PNG")):
        octets = await app.objets.get(fichier.bucket, fichier.cle)
        assert (len(octets), hashlib.sha256(octets).hexdigest()) == (fichier.taille, fichier.sha256)
        assert images.opened(octets).format == format
        assert b"Marque" not in octets
        assert b"<script>" not in octets


async def test_what_is_refused_is_told_together_and_nothing_is_kept(app: App, porteur: Porteur, place: Place) -> None:
    before = objects(place)
    bad = parts(
        photo=images.jpeg(images.blurred(images.portrait(), 7)), signature=images.png(Image.new("L", (600, 300), 250))
    )
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=bad)

    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/problemes/ephoto-refusee"
    assert [error["pointer"] for error in problem["errors"]] == ["/photo", "/signature"]
    assert "netteté" in problem["errors"][0]["detail"]
    assert "mise au point" in problem["errors"][0]["detail"]
    assert "Faites signer de nouveau" in problem["errors"][1]["detail"]
    assert "code" not in problem
    assert await kept(app) == 0
    assert await published(app.db) == []
    assert objects(place) == before


async def test_a_doubt_gives_a_code_and_says_so(porteur: Porteur) -> None:
    photo = images.portrait().copy()
    photo.paste((222, 180, 154), (180, 380, 650, 900))
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=parts(photo=images.jpeg(photo)))

    assert answer.status_code == 201
    assert answer.json()["photo"]["controle"] == "a_verifier"
    assert answer.json()["photo"]["causes"][0]["code"] == "visage_introuvable"


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        (b"", "vide"),
        (b"GIF89a" + bytes(100), "JPG"),
        (images.pdf(Image.new("RGB", (413, 531), "grey")), "JPG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "endommagé"),
        (images.jpeg(images.portrait())[:9000], "endommagé"),
        (bytes(11 * 1024 * 1024 + 1), "11 Mo"),
    ],
    ids=["empty", "gif", "pdf", "broken png", "cut off", "too heavy"],
)
async def test_what_is_no_image_is_said_so(porteur: Porteur, sent: bytes, word: str) -> None:
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=parts(photo=sent))

    assert answer.status_code == 422, answer.text
    assert word in answer.json()["detail"]


async def test_a_body_beyond_the_bound_is_not_read(porteur: Porteur) -> None:
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=parts(photo=bytes(25 * 1024 * 1024)))

    assert answer.status_code == 413


async def test_a_missing_file_is_named(porteur: Porteur) -> None:
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files={"photo": parts()["photo"]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/signature"


async def test_the_same_key_gives_the_same_code_and_one_ephoto(app: App, porteur: Porteur, place: Place) -> None:
    client, key = porteur(Role.PHOTOGRAPHE), {"Idempotency-Key": str(uuid4())}
    before = objects(place)
    first = await client.post(ROUTE, files=parts(), headers=key)
    again = await asyncio.gather(*(client.post(ROUTE, files=parts(), headers=key) for _ in range(3)))

    assert {answer.status_code for answer in again} == {201}
    assert {answer.json()["code"] for answer in again} == {first.json()["code"]}
    assert await kept(app) == 1
    assert len(await published(app.db)) == 1
    assert len(objects(place) - before) == 2


async def test_the_same_key_for_another_photo_is_refused(porteur: Porteur) -> None:
    client, key = porteur(Role.PHOTOGRAPHE), {"Idempotency-Key": str(uuid4())}
    await client.post(ROUTE, files=parts(), headers=key)
    other = await client.post(ROUTE, files=parts(photo=images.jpeg(images.portrait(), 80)), headers=key)

    assert other.status_code == 422
    assert other.json()["type"] == "/problemes/cle-idempotence-reutilisee"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PHOTOGRAPHE])
async def test_others_may_not_deposit(porteur: Porteur, role: Role) -> None:
    assert (await porteur(role).post(ROUTE, files=parts())).status_code == 403


async def test_a_photographer_without_the_scope_may_not_deposit(porteur: Porteur, horloge: Horloge) -> None:
    jeton = token_for(CLE, Role.PHOTOGRAPHE, portees=(), now=horloge())
    answer = await porteur(None).post(ROUTE, files=parts(), headers={"Authorization": f"Bearer {jeton}"})

    assert (answer.status_code, answer.json()["type"]) == (403, "/problemes/portee-insuffisante")


async def test_nobody_may_deposit(porteur: Porteur) -> None:
    assert (await porteur(None).post(ROUTE, files=parts())).status_code == 401


async def test_without_storage_the_photographer_is_asked_to_come_again(
    app: App, porteur: Porteur, place: Place
) -> None:
    await place.s3.stop()
    try:
        answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=parts())
    finally:
        await place.s3.start()

    assert answer.status_code == 503
    assert answer.json()["type"] == "/problemes/stockage-indisponible"
    assert answer.headers["Retry-After"]
    assert await kept(app) == 0
