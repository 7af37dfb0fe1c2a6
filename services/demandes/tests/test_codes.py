"""Photo codes cannot be tried in bulk, are used once, and leave nobody who slips without help."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from contracts.delivery.deadlines import sweep_once
from demandes.api.codes import AIDES, PAR_COMPTE
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.storage.tables import ephotos, journal
from services.demandes.tests.acts import AUTRE_CODE, AUTRE_ECOLE, Parcours
from services.demandes.tests.builders import CODE
from services.demandes.tests.conftest import Portes

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def faux(rang: int) -> str:
    return "WRNG" + ALPHABET[rang // 32] + ALPHABET[rang % 32] + "A" * 16


@pytest.fixture
async def parcours(portes: Portes) -> Parcours:
    parcours = Parcours(portes)
    await parcours.ouvrir()
    return parcours


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


async def test_few_different_wrong_codes_then_a_wait_that_grows(parcours: Parcours) -> None:
    answers = [await parcours.choisir_la_photo(faux(rang)) for rang in range(PAR_COMPTE[0].au_plus + 1)]
    assert [slug(answer) for answer in answers[:-1]] == ["code-photo-inconnu"] * PAR_COMPTE[0].au_plus
    assert (answers[-1].status_code, slug(answers[-1])) == (429, "trop-de-codes")
    premiere = int(answers[-1].headers["Retry-After"])
    assert 0 < premiere <= 15 * 60

    parcours.portes.horloge.avance(timedelta(minutes=15))
    suite = [await parcours.choisir_la_photo(faux(100 + rang)) for rang in range(PAR_COMPTE[0].au_plus + 1)]
    assert suite[-1].status_code == 429
    parcours.portes.horloge.avance(timedelta(minutes=15))
    encore = await parcours.choisir_la_photo(faux(300))
    assert (encore.status_code, int(encore.headers["Retry-After"]) > 15 * 60) == (429, True)


async def test_many_at_once_are_counted_all(parcours: Parcours) -> None:
    answers = await asyncio.gather(*(parcours.choisir_la_photo(faux(rang)) for rang in range(20)))

    assert sum(answer.status_code == 429 for answer in answers) == 20 - PAR_COMPTE[0].au_plus


async def test_a_good_code_is_no_try_and_is_refused_to_who_guesses(parcours: Parcours, app: App) -> None:
    await parcours.deposer_la_photo()
    for _ in range(PAR_COMPTE[0].au_plus + 2):
        assert (await parcours.choisir_la_photo()).status_code == 200
    for rang in range(PAR_COMPTE[0].au_plus):
        await parcours.choisir_la_photo(faux(rang))

    assert (await parcours.choisir_la_photo(AUTRE_CODE)).status_code == 429


async def test_the_same_wrong_code_again_is_one_try(parcours: Parcours) -> None:
    for _ in range(PAR_COMPTE[0].au_plus + 5):
        assert (await parcours.choisir_la_photo(faux(1))).status_code == 422
    await parcours.deposer_la_photo(faux(1))

    assert (await parcours.choisir_la_photo(faux(1))).status_code == 200


async def test_a_code_whose_photo_came_late_is_no_wrong_one_after_all(parcours: Parcours) -> None:
    for rang in range(PAR_COMPTE[0].au_plus + 2):
        assert (await parcours.choisir_la_photo(faux(rang))).status_code == 422
        await parcours.deposer_la_photo(faux(rang))
        assert [(await parcours.choisir_la_photo(faux(rang))).status_code for _ in range(2)] == [200, 200]
    for rang in range(PAR_COMPTE[0].au_plus):
        assert (await parcours.choisir_la_photo(faux(500 + rang))).status_code == 422
    for _ in range(2):  # a good code gives back nothing but its own try
        assert (await parcours.choisir_la_photo(faux(PAR_COMPTE[0].au_plus + 1))).status_code == 429


async def test_who_slips_is_told_what_is_wrong_and_who_guesses_is_not(portes: Portes, parcours: Parcours) -> None:
    autre = Parcours(portes, auto_ecole=AUTRE_ECOLE)
    await autre.ouvrir()
    await autre.deposer_la_photo(CODE)
    await autre.choisir_la_photo(CODE)
    await parcours.deposer_la_photo(AUTRE_CODE)
    portes.horloge.avance(timedelta(days=181))
    aide = [await parcours.choisir_la_photo(code) for code in (faux(0), CODE, AUTRE_CODE)]
    assert [slug(answer) for answer in aide] == ["code-photo-inconnu", "code-photo-utilise", "code-photo-inconnu"]
    assert len({answer.json()["detail"] for answer in aide}) == 3

    for rang in range(1, AIDES):
        await parcours.choisir_la_photo(faux(rang))
    devine = [await parcours.choisir_la_photo(code) for code in (faux(90), CODE, AUTRE_CODE)]
    assert {(answer.status_code, slug(answer), answer.json()["detail"]) for answer in devine} == {
        (422, "code-photo-inconnu", devine[0].json()["detail"])
    }


async def test_what_has_no_form_is_no_try(parcours: Parcours) -> None:
    for _ in range(PAR_COMPTE[0].au_plus + 2):
        assert (await parcours.choisir_la_photo("TROP COURT")).status_code == 422


async def test_wrong_codes_stand_in_the_log_without_the_code(parcours: Parcours, app: App) -> None:
    await parcours.choisir_la_photo(faux(0))
    await parcours.choisir_la_photo(faux(1))
    async with app.db.begin() as tx:
        lines = (await tx.execute(select(journal).where(journal.c.quoi == "code_refuse"))).mappings().all()
    async with parcours.ecole as http:
        shown = await http.get(f"{parcours.chemin}/journal")

    assert len(lines) == 2
    assert faux(0) not in str(lines)
    assert shown.text.count("Code photo-signature erroné saisi") == 2


async def test_a_used_code_stays_used_however_many_ask_at_once(portes: Portes, app: App) -> None:
    premier = Parcours(portes)
    await premier.jusqu_au_ctn()
    autres = [Parcours(portes) for _ in range(4)]
    for autre in autres:
        await autre.ouvrir()
    answers = await asyncio.gather(*(autre.choisir_la_photo() for autre in autres))

    assert {answer.status_code for answer in answers} == {409}
    async with app.db.begin() as tx:
        query = select(func.count()).select_from(ephotos).where(ephotos.c.demande == premier.id, ephotos.c.consommee)
        assert (await tx.execute(query)).scalar_one() == 1


async def test_somebody_else_s_demande_is_no_place_to_try_codes(portes: Portes, parcours: Parcours) -> None:
    async with portes.ecole(AUTRE_ECOLE) as http:
        headers = {"If-Match": '"1"'}
        corps = {"mode": "numerique", "code": faux(0)}
        answer = await http.put(f"{parcours.chemin}/etapes/photo-signature", json=corps, headers=headers)

    assert answer.status_code == 404


async def test_a_code_that_nobody_used_is_forgotten_a_month_after_its_end(portes: Portes, app: App) -> None:
    utilise = Parcours(portes)
    await utilise.jusqu_au_ctn()
    oublie = Parcours(portes)
    await oublie.deposer_la_photo(AUTRE_CODE)
    portes.horloge.avance(timedelta(days=180 + 29))
    await sweep_once(DEADLINES, app)
    await oublie.ouvrir()
    assert "n'est plus valable" in (await oublie.choisir_la_photo(AUTRE_CODE)).json()["detail"]

    portes.horloge.avance(timedelta(days=1, minutes=1))
    await sweep_once(DEADLINES, app)
    async with app.db.begin() as tx:
        left = (await tx.execute(select(ephotos.c.demande))).scalars().all()
    assert left == [utilise.id]
