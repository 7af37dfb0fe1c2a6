"""Many e-photos in one deposit: each pair its code or its causes, once, whoever sends it again or dies over it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import images
import pytest
from ctn_builders import Horloge, Porteur, complement_fourni, demande_validee, ephoto_inconnue
from PIL import Image
from sqlalchemy import func, select, update

from contracts.delivery.deadlines import sweep_once
from contracts.events.ctn import EphotoDeposeeV1
from contracts.events.parts import Ephoto
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.deadlines import DEADLINES
from ctn_verification.domain.code_photo import empreinte
from ctn_verification.domain.delais import MARGE_EPHOTO
from ctn_verification.domain.lot import ESSAIS_MAX, GARDE, PAIRES_MAX
from ctn_verification.handlers import HANDLERS
from ctn_verification.lots_ephotos import traiter_ce_qui_attend
from ctn_verification.storage import lots as stored
from ctn_verification.storage.tables import ephotos, lot_elements
from deploy.local.place import Place

ROUTE = "/api/ctn/ephotos/lots"
PHOTO, SIGNATURE = images.jpeg(images.portrait(), 95), images.png(images.signature())
VIDE = images.png(Image.new("L", (600, 300), 250))
JOUR = timedelta(days=1)
MOI = uuid4()

Fichiers = list[tuple[str, tuple[str | None, Any, str] | tuple[None, str]]]


def envoi(*paires: tuple[str, bytes, bytes]) -> Any:
    """Multipart, in the order of the references."""
    files: list[Any] = []
    for reference, photo, signature in paires:
        files += [
            ("references", (None, reference)),
            ("photos", ("p.jpg", photo, "image/jpeg")),
            ("signatures", ("s.png", signature, "image/png")),
        ]
    return files


async def deposer(porteur: Porteur, *paires: tuple[str, bytes, bytes], **headers: str) -> httpx.Response:
    answer: httpx.Response = await porteur(Role.PHOTOGRAPHE, MOI).post(ROUTE, files=envoi(*paires), headers=headers)
    return answer


async def voir(porteur: Porteur, lot: Any, moi: UUID = MOI) -> Any:
    return (await porteur(Role.PHOTOGRAPHE, moi).get(f"{ROUTE}/{lot}")).json()


async def nombre(app: App) -> int:
    async with app.db.begin() as tx:
        return int((await tx.execute(select(func.count()).select_from(ephotos))).scalar_one())


def objets(place: Place) -> set[str]:
    return {file.name for file in (place.folder / "s3" / "photos").iterdir()}


async def test_each_pair_gets_its_code_or_its_causes(app: App, porteur: Porteur, place: Place) -> None:
    before = objets(place)
    answer = await deposer(porteur, ("A-1", PHOTO, SIGNATURE), ("A-2", PHOTO, VIDE))
    assert answer.status_code == 202, answer.text
    assert [answer.json()[key] for key in ("total", "traites")] == [2, 0]
    assert await traiter_ce_qui_attend(app) == 2

    lot = await voir(porteur, answer.json()["id"])
    bonne, mauvaise = lot["elements"]
    assert (lot["traites"], bonne["etat"], mauvaise["etat"]) == (2, "accepte", "refuse")
    assert (bonne["reference"], len(bonne["code"]), bonne["expire_le"]) == ("A-1", 22, "2027-05-20T12:00:00Z")
    assert (mauvaise["code"], mauvaise["id"]) == (None, None)
    assert mauvaise["signature"]["causes"][0]["remede"]
    (event,) = await published(app.db, UUID(bonne["id"]))
    assert isinstance(event, EphotoDeposeeV1)
    assert event.empreinte_code == empreinte(bonne["code"])
    assert len(objets(place) - before) == 2  # the clean copies; of what was sent nothing is left


async def test_the_same_pair_again_is_the_same_e_photo(app: App, porteur: Porteur, place: Place) -> None:
    premier = (await deposer(porteur, ("A-1", PHOTO, SIGNATURE))).json()["id"]
    await traiter_ce_qui_attend(app)
    before = objets(place)
    answers = await asyncio.gather(*(deposer(porteur, ("A-1", PHOTO, SIGNATURE)) for _ in range(3)))
    assert await traiter_ce_qui_attend(app) == 0

    codes = {(await voir(porteur, id))["elements"][0]["code"] for id in (premier, *(a.json()["id"] for a in answers))}
    assert len(codes) == 1
    assert {answer.json()["elements"][0]["code"] for answer in answers} == {None}  # answers are kept, codes are not
    assert (await nombre(app), objets(place)) == (1, before)


async def test_many_at_once_with_the_same_pairs_make_each_once(app: App, porteur: Porteur, place: Place) -> None:
    before = objets(place)
    un, deux = ("A-1", PHOTO, SIGNATURE), ("A-2", PHOTO, SIGNATURE)
    answers = await asyncio.gather(*(deposer(porteur, *order) for order in ((un, deux), (deux, un)) * 2))
    assert {answer.status_code for answer in answers} == {202}
    done = await asyncio.gather(*(traiter_ce_qui_attend(app) for _ in range(3)))

    assert (sum(done), await nombre(app), len(objets(place) - before)) == (2, 2, 4)


async def test_a_better_photo_under_the_same_reference_is_another(app: App, porteur: Porteur) -> None:
    await deposer(porteur, ("A-1", PHOTO, VIDE))
    meilleure = (await deposer(porteur, ("A-1", PHOTO, SIGNATURE))).json()["id"]
    await traiter_ce_qui_attend(app)

    assert (await voir(porteur, meilleure))["elements"][0]["etat"] == "accepte"


async def test_the_same_key_is_the_same_deposit(porteur: Porteur) -> None:
    cle = {"Idempotency-Key": str(uuid4())}
    first = await deposer(porteur, ("A-1", PHOTO, SIGNATURE), **cle)
    again = await deposer(porteur, ("A-1", PHOTO, SIGNATURE), **cle)
    other = await deposer(porteur, ("A-2", PHOTO, SIGNATURE), **cle)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["type"]) == (422, "/problemes/cle-idempotence-reutilisee")


async def test_what_a_worker_left_lying_is_taken_again_and_given_up_in_the_end(
    app: App, porteur: Porteur, horloge: Horloge
) -> None:
    lot = (await deposer(porteur, ("A-1", PHOTO, SIGNATURE))).json()["id"]
    async with app.db.begin() as tx:
        assert await stored.claim(tx, horloge()) is not None
    assert await traiter_ce_qui_attend(app) == 0
    horloge.avance(timedelta(minutes=2))
    assert await traiter_ce_qui_attend(app) == 1
    assert (await voir(porteur, lot))["elements"][0]["etat"] == "accepte"

    mortel = (await deposer(porteur, ("A-2", PHOTO, SIGNATURE))).json()["id"]
    async with app.db.begin() as tx:
        await tx.execute(update(lot_elements).where(lot_elements.c.reference == "A-2").values(essais=ESSAIS_MAX))
    await traiter_ce_qui_attend(app)
    (element,) = (await voir(porteur, mortel))["elements"]
    assert (element["etat"], element["photo"]["causes"][0]["code"]) == ("refuse", "fichier_illisible")


async def test_a_worker_that_was_too_slow_changes_nothing(app: App, porteur: Porteur, horloge: Horloge) -> None:
    await deposer(porteur, ("A-1", PHOTO, SIGNATURE))
    async with app.db.begin() as tx:
        lente = await stored.claim(tx, horloge())
    assert lente is not None
    horloge.avance(timedelta(minutes=2))
    await traiter_ce_qui_attend(app)
    async with app.db.begin() as tx:
        assert not await stored.still(tx, lente)

    assert await nombre(app) == 1


async def test_while_the_store_is_away_nothing_is_lost(app: App, porteur: Porteur, place: Place) -> None:
    lot = (await deposer(porteur, ("A-1", PHOTO, SIGNATURE))).json()["id"]
    await place.s3.stop()
    try:
        with pytest.raises(ConnectionError):
            await traiter_ce_qui_attend(app)
        refused = await deposer(porteur, ("A-2", PHOTO, SIGNATURE))
    finally:
        await place.s3.start()
    assert (refused.status_code, refused.json()["type"]) == (503, "/problemes/stockage-indisponible")
    await traiter_ce_qui_attend(app)

    assert (await voir(porteur, lot))["elements"][0]["etat"] == "accepte"


async def test_codes_stand_for_a_day_and_deposits_for_a_month(app: App, porteur: Porteur, horloge: Horloge) -> None:
    lot = (await deposer(porteur, ("A-1", PHOTO, SIGNATURE))).json()["id"]
    await traiter_ce_qui_attend(app)
    horloge.avance(JOUR)
    await sweep_once(DEADLINES, app)
    assert (await voir(porteur, lot))["elements"][0]["code"]
    horloge.avance(timedelta(hours=1))
    await sweep_once(DEADLINES, app)
    (element,) = (await voir(porteur, lot))["elements"]
    assert (element["etat"], element["code"]) == ("accepte", None)
    async with app.db.begin() as tx:
        assert (await tx.execute(select(lot_elements.c.code))).scalars().all() == [None]

    horloge.avance(GARDE)
    await sweep_once(DEADLINES, app)
    assert (await voir(porteur, lot))["type"] == "/problemes/lot-introuvable"
    assert await nombre(app) == 1


async def test_an_e_photo_that_nobody_used_goes_after_its_six_months(
    app: App, porteur: Porteur, horloge: Horloge, place: Place
) -> None:
    before = objets(place)
    await deposer(porteur, ("A-1", PHOTO, SIGNATURE))
    await traiter_ce_qui_attend(app)
    async with app.db.begin() as tx:
        fin = (await tx.execute(select(ephotos.c.expire_le))).scalar_one()
    horloge.avance(fin - horloge() + MARGE_EPHOTO - timedelta(seconds=1))
    await sweep_once(DEADLINES, app)
    assert await nombre(app) == 1
    horloge.avance(timedelta(seconds=1))
    await sweep_once(DEADLINES, app)

    assert (await nombre(app), objets(place)) == (0, before)


async def test_an_e_photo_that_a_dossier_speaks_of_stays_and_the_one_it_gave_up_goes(
    app: App, porteur: Porteur, horloge: Horloge, ephoto: Ephoto
) -> None:
    demande = uuid4()
    await deliver(HANDLERS, app, demande_validee([], ephoto), demande, sequence=1)
    horloge.avance(timedelta(days=300))
    await sweep_once(DEADLINES, app)
    assert await nombre(app) == 1
    await deliver(HANDLERS, app, complement_fourni(2, [], ephoto_inconnue()), demande, sequence=2)
    horloge.avance(MARGE_EPHOTO)
    await sweep_once(DEADLINES, app)

    assert await nombre(app) == 0


async def test_another_photographer_s_deposit_does_not_exist(porteur: Porteur) -> None:
    lot = (await deposer(porteur, ("A-1", PHOTO, SIGNATURE))).json()["id"]

    assert (await voir(porteur, lot, uuid4()))["type"] == "/problemes/lot-introuvable"
    assert (await voir(porteur, uuid4()))["type"] == "/problemes/lot-introuvable"


@pytest.mark.parametrize(
    ("files", "pointer"),
    [
        (envoi(("A-1", PHOTO, SIGNATURE))[:-1] + envoi(("A-2", PHOTO, SIGNATURE)), "/references"),
        (envoi(("A-1", b"x", b"x"), ("A-1", b"x", b"x")), "/references/1"),
        (envoi((" espace ", b"x", b"x")), "/references/0"),
        (envoi(("x" * 65, b"x", b"x")), "/references/0"),
        (envoi(*((f"A-{rang}", b"x", b"x") for rang in range(PAIRES_MAX + 1))), "/photos"),
        ([], "/references"),
    ],
    ids=["one missing", "twice", "blanks", "long", "too many", "nothing"],
)
async def test_a_deposit_that_makes_no_sense_says_where(porteur: Porteur, files: Any, pointer: str) -> None:
    answer = await porteur(Role.PHOTOGRAPHE).post(ROUTE, files=files or {"rien": ("x", b"x")})

    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_what_is_too_heavy_is_refused_unseen(porteur: Porteur) -> None:
    answer = await deposer(porteur, ("A-1", bytes(11 * 1024 * 1024 + 1), SIGNATURE))
    (element,) = answer.json()["elements"]

    assert (element["etat"], element["photo"]["causes"][0]["code"]) == ("refuse", "fichier_trop_lourd")


async def test_others_may_not_deposit(porteur: Porteur) -> None:
    for role, expected in ((None, 401), (Role.AGENT_CTN, 403), (Role.USAGER, 403)):
        assert (await porteur(role).post(ROUTE, files=envoi(("A", b"x", b"x")))).status_code == expected
        assert (await porteur(role).get(f"{ROUTE}/{uuid4()}")).status_code == expected
