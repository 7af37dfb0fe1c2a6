"""Each invariant can break: what is done here to databases, buckets and logs is found, and named."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from uuid import uuid4

import asyncpg
import pytest

from contracts.events.demandes import StatutChangeV1
from deploy.local.catalogue import services
from deploy.local.consumed import consumed
from deploy.local.place import Place
from deploy.verify.__main__ import constats, shown
from deploy.verify.lieu import Lieu

EnvironmentOf = Callable[[str], dict[str, str]]
DEMANDE, SUBJECT, PRINT, KEY = uuid4(), uuid4(), "f" * 64, f"{uuid4().hex}.jpg"
LINE = json.dumps({"time": "x", "status": 500, "method": "GET", "path": "/api/x", "request_id": "r"})

DONE = {
    "demandes": (
        "INSERT INTO demandes (id, version, pre_numero, motif, statut, creee_le, modifiee_le, depuis, bannette,"
        f" categories, recherche, etat) VALUES ('{DEMANDE}', 1, 999999, 'inscription', 'brouillon', now(), now(),"
        " now(), 'x', '{}', '', '{}')",
        "INSERT INTO historique (demande, rang, le, acte, auteur_role, auteur_nom, statut, suite, details, empreinte)"
        f" VALUES ('{DEMANDE}', 1, now(), 'saisir', 'usager', 'x', 'acceptee', '', '[]', '{PRINT}')",
        f"INSERT INTO ephotos (empreinte, ephoto, expire_le, consommee) VALUES ('{PRINT}', '{{}}', now(), true)",
        "INSERT INTO outbox (id, exchange, subject, sequence, type, data) VALUES"
        f" ('{uuid4()}', 'permis.statuts', '{SUBJECT}', 1, '{StatutChangeV1.type}', '{{\"nom\": \"a@exemple.fr\"}}'),"
        f" ('{uuid4()}', 'permis.statuts', '{SUBJECT}', 3, '{StatutChangeV1.type}', '{{}}')",
        "INSERT INTO dead_letters (body, cause, attempts, type) VALUES ('x', 'essai de verify', 1, 'x')",
    )
}
UNDONE = {
    "demandes": (
        f"DELETE FROM historique WHERE demande = '{DEMANDE}'",
        f"DELETE FROM demandes WHERE id = '{DEMANDE}'",
        f"DELETE FROM ephotos WHERE empreinte = '{PRINT}'",
        f"DELETE FROM outbox WHERE subject = '{SUBJECT}'",
        "DELETE FROM dead_letters WHERE cause = 'essai de verify'",
    )
}
SAID = {
    "I1": f"demande {SUBJECT} was answered and is not there",
    "I2": f"demandes: {StatutChangeV1.type}",
    "I3": "had no effect at notifications",
    "I4": f"{SUBJECT} is numbered [1, 3]",
    "I5": f"the history of {DEMANDE} is not what was written",
    "I6": "essai de verify",
    "I7": f"pieces/{KEY} is named by no row",
    "I8": f"the code {PRINT[:8]} is used up by nobody",
    "I9": f"demandes knows the photo code {PRINT[:8]}, ctn does not",
    "I10": "says ['nom']",
    "I11": "GET /api/x: 500",
}


async def do(place: Place, what: Mapping[str, tuple[str, ...]]) -> None:
    for name, statements in what.items():
        owner = await asyncpg.connect(place.database(name).owner_url)
        try:
            for statement in statements:
                await owner.execute(statement)
        finally:
            await owner.close()


@pytest.fixture
async def lieu(place: Place, environment_of: EnvironmentOf) -> AsyncIterator[Lieu]:
    for name in services():
        await asyncio.to_thread(environment_of, name)
    found = Lieu(place.ports, place.keys, await consumed(), {"gateway": LINE}, [{"demande": str(SUBJECT)}])
    client = found.objects("pieces")
    await asyncio.to_thread(client.put_object, "pieces", KEY, io.BytesIO(b"x"), 1)
    await do(place, DONE)
    yield found
    await do(place, UNDONE)
    await asyncio.to_thread(client.remove_object, "pieces", KEY)


async def test_each_invariant_can_break_and_says_how(lieu: Lieu) -> None:
    found = {constat.invariant: constat for constat in await constats(lieu)}
    for invariant, words in SAID.items():
        assert any(words in fault for fault in found[invariant].faults), shown([found[invariant]])
    assert set(found) == set(SAID)
    assert "BROKEN" in shown(list(found.values()))
