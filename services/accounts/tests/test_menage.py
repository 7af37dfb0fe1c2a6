"""What has had its time is forgotten, every hour."""

from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import func, select

from accounts.app import App
from accounts.deadlines import DEADLINES, MENAGE
from accounts.storage.tables import activations, captchas, coordonnees, echecs, sessions
from contracts.delivery import plan
from contracts.delivery.deadlines import sweep_once
from services.accounts.tests.acts import NOUVEL_EMAIL, compte_actif, connecter, demander, inscrire
from services.accounts.tests.conftest import Horloge


async def lignes(app: App) -> list[int]:
    async with app.db.begin() as tx:
        counts = [await tx.execute(select(func.count()).select_from(t)) for t in (activations, sessions, echecs)]
        return [count.scalar_one() for count in counts]


async def test_links_sessions_and_tries_are_forgotten(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    async with app.db.begin() as tx:
        await plan(tx, MENAGE, UUID(int=0), horloge())
    await compte_actif(app, client)
    await connecter(client, "nobody")
    horloge.avance(timedelta(minutes=5))
    await sweep_once(DEADLINES, app)
    assert await lignes(app) == [1, 1, 3]

    horloge.avance(timedelta(hours=2))
    await sweep_once(DEADLINES, app)
    assert await lignes(app) == [1, 1, 1]

    horloge.avance(timedelta(hours=24))
    await sweep_once(DEADLINES, app)
    assert await lignes(app) == [1, 1, 0]

    horloge.avance(timedelta(days=32))
    await sweep_once(DEADLINES, app)
    assert await lignes(app) == [0, 0, 0]


async def test_proofs_and_changes_that_nobody_confirmed_are_forgotten(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    async def restent() -> list[int]:
        async with app.db.begin() as tx:
            counts = [await tx.execute(select(func.count()).select_from(t)) for t in (captchas, coordonnees)]
            return [count.scalar_one() for count in counts]

    async with app.db.begin() as tx:
        await plan(tx, MENAGE, UUID(int=0), horloge())
    _, session = await compte_actif(app, client)
    await demander(client, session, "email", NOUVEL_EMAIL)
    counts = []
    for duree in (timedelta(minutes=9), timedelta(hours=1), timedelta(hours=24)):
        horloge.avance(duree)
        await sweep_once(DEADLINES, app)
        counts.append(await restent())

    assert counts == [[1, 1], [0, 1], [0, 0]]


async def test_a_link_is_remembered_for_a_month_after_its_end(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    ouvert = await inscrire(app, client)
    async with app.db.begin() as tx:
        await plan(tx, MENAGE, UUID(int=0), horloge())
    for duree, status in ((timedelta(days=30), 410), (timedelta(days=2), 404)):
        horloge.avance(duree)
        await sweep_once(DEADLINES, app)
        assert (await client.get(f"/api/accounts/activations/{ouvert.jeton}")).status_code == status
