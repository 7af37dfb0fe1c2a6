"""Renewal: a refresh token reaches accounts once, however many requests of a browser bring it at the same time."""

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest

from portal.clients import Interlocuteurs, ServiceAbsent, Visiteur
from portal.session.jetons import KEPT, Paire, Renouveleur

NAVIGATEUR = Visiteur("203.0.113.7", "essai")


@dataclass
class Accounts:
    """What accounts answers to a renewal; like the real one it takes a token only once."""

    seen: list[str] = field(default_factory=list)
    away: bool = False
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await self.go_on.wait()
        if self.away:
            raise httpx.ConnectError("away")
        token = request.read().decode()
        self.seen.append(token)
        if self.seen.count(token) > 1:
            return httpx.Response(401, json={}, headers={"content-type": "application/json"})
        return httpx.Response(200, json={"access_token": "a2", "refresh_token": "r2"})


def renouveleur(accounts: Accounts, clock: "list[float]") -> Renouveleur:
    transport = httpx.MockTransport(accounts)
    services = Interlocuteurs({"accounts": "http://accounts"}, transport=transport)
    return Renouveleur(services, monotonic=lambda: clock[0])


async def test_requests_that_come_together_share_one_renewal() -> None:
    accounts = Accounts()
    subject = renouveleur(accounts, [0.0])

    asked = [asyncio.create_task(subject.renouveler("r1", NAVIGATEUR)) for _ in range(20)]
    accounts.go_on.set()

    assert await asyncio.gather(*asked) == [Paire("a2", "r2")] * 20
    assert len(accounts.seen) == 1


async def test_a_request_that_comes_late_gets_the_same_pair() -> None:
    accounts, clock = Accounts(), [0.0]
    accounts.go_on.set()
    subject = renouveleur(accounts, clock)

    first = await subject.renouveler("r1", NAVIGATEUR)
    clock[0] = KEPT - 1

    assert await subject.renouveler("r1", NAVIGATEUR) == first


async def test_a_token_that_comes_very_late_is_asked_for_and_refused() -> None:
    accounts, clock = Accounts(), [0.0]
    accounts.go_on.set()
    subject = renouveleur(accounts, clock)

    await subject.renouveler("r1", NAVIGATEUR)
    clock[0] = KEPT + 1

    assert await subject.renouveler("r1", NAVIGATEUR) is None


async def test_a_request_that_is_given_up_does_not_lose_the_session() -> None:
    accounts = Accounts()
    subject = renouveleur(accounts, [0.0])

    given_up = asyncio.create_task(subject.renouveler("r1", NAVIGATEUR))
    await asyncio.sleep(0)
    given_up.cancel()
    accounts.go_on.set()

    assert await subject.renouveler("r1", NAVIGATEUR) == Paire("a2", "r2")


async def test_while_accounts_is_away_nobody_is_logged_out() -> None:
    accounts = Accounts(away=True)
    accounts.go_on.set()
    subject = renouveleur(accounts, [0.0])

    with pytest.raises(ServiceAbsent):
        await subject.renouveler("r1", NAVIGATEUR)
    accounts.away = False

    assert await subject.renouveler("r1", NAVIGATEUR) == Paire("a2", "r2")
