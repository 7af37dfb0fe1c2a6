"""How long the CTN's next dossier takes where few and where very many wait for an agent, through the route.

Each time another agent asks, so that nobody has one in hand yet: the dearest case, his own are looked for in vain.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import httpx
from joserfc.jwk import OKPKey

from contracts.delivery import Database
from contracts.delivery.migration import upgrade
from contracts.identity import Verifier, signing_key, token_for
from contracts.vocabulary.roles import Role
from ctn_verification.main import MIGRATIONS, close, http, wire
from ctn_verification.settings import Settings
from deploy.local.place import Place
from tests.bench.lectures import Lecture

ECHAUFFEMENT = 12  # from the sixth time on the driver's statements are planned without their values
ROUTES = ("next dossier", "next dossier of one motif", "page of the queue")

PEUPLER = """
INSERT INTO dossiers (demande, etat, tour, resume, pieces, ephoto, depuis, avis, a_revoir, version, doutes, saisie)
SELECT gen_random_uuid(), CASE WHEN i % 5 = 0 THEN 'a_examiner' ELSE 'conforme' END, 1,
    jsonb_build_object('numero', '921' || i, 'motif', CASE WHEN i % 10 = 0 THEN 'perte' ELSE 'inscription' END,
        'categorie', 'B', 'prefecture', 'Antony', 'prefecture_code', '921', 'nom_naissance', 'Martin',
        'nom_usage', NULL, 'prenoms', '["Camille"]'::jsonb, 'date_naissance', '2004-02-29'),
    '[]', jsonb_build_object('id', gen_random_uuid(), 'photo', f, 'signature', f),
    now() - make_interval(secs => i), '{}', false, 1, '{ephoto_inconnue}', NULL
FROM generate_series(1, 5 * $1::int) AS i,
    (SELECT jsonb_build_object('bucket', 'photos', 'cle', 'x', 'sha256', repeat('0', 64), 'format', 'image/jpeg',
        'taille', 1, 'pages', 1) AS f) AS fichier
"""
"""Of five dossiers one waits for an agent."""


async def mesurer(place: Place, few: int, many: int, fois: int) -> AsyncIterator[Lecture]:
    async with _porte(place, few) as petite, _porte(place, many) as grande:
        for route in ROUTES:
            temps: tuple[list[float], list[float]] = ([], [])
            for tour in range(-ECHAUFFEMENT, fois):
                for porte, pris in zip((petite, grande), temps, strict=True):
                    taken = await _demander(porte, route)
                    if tour >= 0:
                        pris.append(taken)
            yield Lecture(route, *(sorted(pris)[int(0.95 * len(pris))] for pris in temps))


async def _demander(porte: "Porte", route: str) -> float:
    door = porte.agent()
    begun = time.perf_counter()
    if route == "page of the queue":
        answer = await door.get("/api/ctn/dossiers")
    else:
        body = {"motif": "perte"} if "motif" in route else {}
        answer = await door.post("/api/ctn/dossiers/suivant", json=body)
    taken = 1000 * (time.perf_counter() - begun)
    answer.raise_for_status()
    return taken


class Porte:
    """The service over one database; `agent()` is somebody new."""

    def __init__(self, transport: httpx.ASGITransport, cle: OKPKey) -> None:
        self._transport, self._cle = transport, cle

    def agent(self) -> httpx.AsyncClient:
        token = token_for(self._cle, Role.AGENT_CTN, id=uuid4(), now=datetime.now(UTC))
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=self._transport, base_url="http://ctn", headers=headers)


@asynccontextmanager
async def _porte(place: Place, nombre: int) -> AsyncIterator[Porte]:
    scratch = await place.scratch_database(f"file_ctn_{nombre}")
    await asyncio.to_thread(upgrade, MIGRATIONS, scratch.owner_url)
    owner = await asyncpg.connect(scratch.owner_url)
    await owner.execute(PEUPLER.replace("$1::int", str(nombre)))
    await owner.execute("ANALYZE")
    await owner.close()
    cle, wired = signing_key(), wire(_settings(place))
    await wired.db.close()
    app = replace(wired, db=Database(scratch.url), verifier=Verifier.of_keys(cle))
    try:
        yield Porte(httpx.ASGITransport(http(app)), cle)
    finally:
        await close(app)


def _settings(place: Place) -> Settings:
    found = {name.removeprefix("CTN_").lower(): value for name, value in place.environment("ctn").items()}
    return Settings.model_validate({name: value for name, value in found.items() if name in Settings.model_fields})
