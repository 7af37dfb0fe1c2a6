"""Two at once: one wins, the other is told; nothing happens twice and nothing is lost."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from contracts.testing import published
from contracts.vocabulary.pieces import Piece
from demandes.app import App
from demandes.storage import demandes, historique
from services.demandes.tests.acts import AUTRE_CODE, Parcours, candidat_actif
from services.demandes.tests.builders import CANDIDAT
from services.demandes.tests.conftest import Portes


@pytest.fixture
def parcours(portes: Portes) -> Parcours:
    return Parcours(portes)


async def test_two_validations_at_once_are_one(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_valider()

    reponses = await asyncio.gather(*(parcours.valider() for _ in range(5)))

    assert sorted(reponse.status_code for reponse in reponses) == [200, 409, 409, 409, 409]
    assert sum("demande-validee" in event.type for event in await published(app.db, parcours.id)) == 1


async def test_the_same_validation_sent_at_once_is_answered_alike(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()
    cle = {"Idempotency-Key": str(uuid4())}

    reponses = await asyncio.gather(*(parcours.valider(**cle) for _ in range(3)))

    assert {reponse.status_code for reponse in reponses} == {200}
    assert len({reponse.json()["numero"] for reponse in reponses}) == 1


async def test_one_of_validation_and_refusal_wins(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()

    async def refuser() -> httpx.Response:
        async with parcours.usager as http:
            return await http.post(f"{parcours.chemin}/refus", json={})

    reponses = await asyncio.gather(parcours.valider(), refuser())

    assert sorted(reponse.status_code for reponse in reponses) == [200, 409]


async def test_one_code_for_two_demandes_at_once_one_wins(portes: Portes) -> None:
    tous = [Parcours(portes) for _ in range(4)]
    await tous[0].deposer_la_photo()
    for parcours in tous:
        await parcours.ouvrir()

    reponses = await asyncio.gather(*(parcours.choisir_la_photo() for parcours in tous))

    assert sorted(reponse.status_code for reponse in reponses) == [200, 409, 409, 409]
    perdante = next(reponse for reponse in reponses if reponse.status_code == 409)
    assert perdante.json()["type"] == "/problemes/code-photo-utilise"


async def test_two_demandes_that_exchange_their_codes_do_not_block_each_other(portes: Portes) -> None:
    un, deux = Parcours(portes), Parcours(portes, code=AUTRE_CODE)
    for parcours in (un, deux):
        await parcours.ouvrir()
        await parcours.deposer_la_photo()
        assert (await parcours.choisir_la_photo()).status_code == 200

    reponses = await asyncio.gather(un.choisir_la_photo(AUTRE_CODE), deux.choisir_la_photo(un.code))

    assert {reponse.status_code for reponse in reponses} == {409}


async def test_a_code_that_was_changed_serves_another(portes: Portes) -> None:
    un, deux = Parcours(portes), Parcours(portes)
    for code in (un.code, AUTRE_CODE):
        await un.deposer_la_photo(code)
    await un.ouvrir()
    await deux.ouvrir()
    await un.choisir_la_photo()
    assert (await deux.choisir_la_photo()).status_code == 409

    await un.choisir_la_photo(AUTRE_CODE)

    assert (await deux.choisir_la_photo()).status_code == 200


async def test_pieces_that_come_at_once_are_all_kept(parcours: Parcours, app: App) -> None:
    await parcours.ouvrir()

    await asyncio.gather(*(parcours.joindre(Piece.DOMICILE) for _ in range(5)))

    assert len((await parcours.etat()).pieces) == 5


async def test_attachment_and_activation_at_once_leave_an_active_account(portes: Portes) -> None:
    for _ in range(5):
        parcours = Parcours(portes, candidat=uuid4(), code=f"{uuid4().hex[:22].upper()}")
        await parcours.remplir()
        await parcours.finaliser()
        await asyncio.gather(
            parcours.rattacher(nouveau=True),
            parcours.dire(candidat_actif(parcours.candidat), parcours.candidat),
        )
        assert (await parcours.etat()).compte_candidat == "actif"


async def test_the_chain_of_the_history_holds_under_concurrence(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_valider()
    await asyncio.gather(parcours.valider(), parcours.dire(candidat_actif(CANDIDAT), CANDIDAT), parcours.valider())

    async with app.db.begin() as tx:
        lignes = await historique.read(tx, parcours.id)
        demande = await demandes.read(tx, parcours.id)
    assert historique.intacte(parcours.id, lignes)
    assert lignes[-1].ligne.statut is demande.statut
