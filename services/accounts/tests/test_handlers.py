"""A school has finished: the candidate's account, whatever it was before."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from accounts.app import App
from accounts.deadlines import DEADLINES
from accounts.handlers import HANDLERS
from contracts.delivery import AlreadyHandled
from contracts.delivery.deadlines import sweep_once
from contracts.events.accounts import CandidatRattacheV1, CompteExpireV1, CompteOuvertV1
from contracts.testing import deliver, deliver_example, examples, published
from services.accounts.tests.acts import (
    activer,
    compte_actif,
    finalisee,
    finaliser,
    inscrire,
    ouvertures,
)
from services.accounts.tests.conftest import Horloge


async def test_a_candidate_without_account_has_seven_days(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    demande = uuid4()

    await finaliser(app, demande)

    [rattache] = await published(app.db, demande)
    [ouvert] = await ouvertures(app)
    assert isinstance(rattache, CandidatRattacheV1)
    assert (rattache.compte, rattache.nouveau, rattache.prenom) == (ouvert.compte, True, "Romain")
    assert (ouvert.demande, ouvert.role) == (demande, "usager")
    assert ouvert.expire_le == horloge() + timedelta(hours=168)


async def test_the_candidate_is_found_however_the_school_writes_him(app: App, client: httpx.AsyncClient) -> None:
    compte, _ = await compte_actif(app, client)
    demande = uuid4()

    await finaliser(app, demande, nom="LEROY", prenoms=["ROMAIN"], email="ROMAIN.LEROY@exemple.fr")

    [rattache] = await published(app.db, demande)
    assert isinstance(rattache, CandidatRattacheV1)
    assert (rattache.compte, rattache.nouveau) == (compte, False)
    assert len(await ouvertures(app)) == 1


async def test_a_pending_account_gets_a_new_link_and_seven_days(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    premier = await inscrire(app, client)
    demande = uuid4()

    await finaliser(app, demande)

    second = (await ouvertures(app))[-1]
    assert (second.compte, second.demande) == (premier.compte, demande)
    assert (await client.get(f"/api/accounts/activations/{premier.jeton}")).status_code == 410
    horloge.avance(timedelta(hours=24))
    assert await sweep_once(DEADLINES, app) == 0
    assert (await activer(client, second.jeton))["demande"] == str(demande)


async def test_an_event_that_comes_twice_has_its_effect_once(app: App) -> None:
    demande = uuid4()
    id = await deliver(HANDLERS, app, finalisee(), demande)

    with pytest.raises(AlreadyHandled):
        await deliver(HANDLERS, app, finalisee(), demande, id=id)

    assert len(await published(app.db)) == 2


async def test_two_demandes_at_once_make_one_account(app: App) -> None:
    await asyncio.gather(*(finaliser(app, uuid4()) for _ in range(8)))

    events = await published(app.db)
    assert len({event.compte for event in events if isinstance(event, CandidatRattacheV1)}) == 1
    assert len([event for event in events if isinstance(event, CompteOuvertV1)]) == 8


async def test_a_school_and_its_pupil_may_share_a_mailbox(app: App) -> None:
    for prenom in ("Romain", "Rose"):
        await finaliser(app, uuid4(), prenoms=[prenom])

    assert len({ouvert.compte for ouvert in await ouvertures(app)}) == 2


async def test_every_example_is_handled(app: App) -> None:
    types = {line.type for line in HANDLERS}
    found = [body for name, body in examples() if name in types]

    for body in found:
        await deliver_example(HANDLERS, app, body)

    assert found


async def test_nobody_came_in_seven_days(app: App, horloge: Horloge) -> None:
    demandes = uuid4(), uuid4()
    for demande in demandes:
        await finaliser(app, demande)
    compte = (await ouvertures(app))[-1].compte
    horloge.avance(timedelta(hours=168) - timedelta(seconds=1))
    assert await sweep_once(DEADLINES, app) == 0
    horloge.avance(timedelta(seconds=1))

    assert await sweep_once(DEADLINES, app) == 1

    assert (await published(app.db, compte))[-1] == CompteExpireV1(compte=compte, demandes=demandes)
    demande = uuid4()
    await finaliser(app, demande)
    [rattache] = await published(app.db, demande)
    assert isinstance(rattache, CandidatRattacheV1)
    assert rattache.compte != compte


async def test_an_activated_account_does_not_expire(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, _ = await compte_actif(app, client)
    horloge.avance(timedelta(days=8))

    assert await sweep_once(DEADLINES, app) == 0
    assert not [event for event in await published(app.db, compte) if isinstance(event, CompteExpireV1)]


async def test_a_sweep_against_an_activation_leaves_one_truth(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    ouvert = await inscrire(app, client)
    horloge.avance(timedelta(hours=24))

    answer, _ = await asyncio.gather(
        client.get(f"/api/accounts/activations/{ouvert.jeton}"), sweep_once(DEADLINES, app)
    )

    assert answer.status_code == 410
    assert isinstance((await published(app.db, ouvert.compte))[-1], CompteExpireV1)
