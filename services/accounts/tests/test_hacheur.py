"""Hashing: the same time for accounts that exist and for those that do not."""

import asyncio
from time import process_time

import pytest

from accounts.adapters.hacheur import ConnexionsSaturees, Hacheur


async def test_a_password_is_known_again() -> None:
    hacheur = Hacheur(fils=1, attente=1)
    empreinte = await hacheur.hacher("Tramway!48 lent")

    assert empreinte.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert await hacheur.verifier(empreinte, "Tramway!48 lent")
    assert not await hacheur.verifier(empreinte, "Tramway!48 vite")
    assert not await hacheur.verifier(None, "leurre")
    assert not await hacheur.verifier("not a hash", "Tramway!48 lent")
    assert not hacheur.est_ancien(empreinte)
    hacheur.close()


async def test_an_account_that_does_not_exist_costs_as_much() -> None:
    hacheur = Hacheur(fils=1, attente=1)
    empreinte = await hacheur.hacher("Tramway!48 lent")

    async def duree(connue: str | None) -> float:
        begun = process_time()
        await hacheur.verifier(connue, "Autre!48 chose")
        return process_time() - begun

    durees = [(await duree(empreinte), await duree(None)) for _ in range(15)]
    hacheur.close()

    connu, inconnu = (min(column) for column in zip(*durees, strict=True))  # CPU seconds: neighbours do not count
    assert abs(connu - inconnu) < max(0.005, 0.15 * connu)


async def test_what_nobody_waits_for_any_more_gives_its_place_back() -> None:
    hacheur = Hacheur(fils=1, attente=1)
    for _ in range(3):
        waiting = [asyncio.ensure_future(hacheur.hacher("x")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ConnexionsSaturees):
            await hacheur.hacher("x")
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    hacheur.close()
