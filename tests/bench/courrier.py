"""From the school's «finalisation» to the mail server's yes: the whole system runs, every process and server real.

Each demande is for a candidate of his own without an account: accounts makes it, the mail with the link leaves. The
clock runs from just before the school's request to the instant at which the server has the whole mail (and an SMS the
operator); both are clocks of this machine. Preparing the demandes is not counted.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from deploy.local import parcours
from deploy.local.acteur import Acteur, Boite, until
from deploy.local.catalogue import ROOT
from deploy.local.demonstration import open_accounts
from deploy.local.system import System

ECOLE = "banc@volant.example.fr"
AGREMENT = "E 17 095 9999 0"
ENSEMBLE = 3  # demandes prepared at a time
PATIENCE = 60.0  # seconds for the last message


@dataclass(frozen=True)
class Delai:
    """How long one kind of message took, in milliseconds."""

    message: str
    temps: Sequence[float]

    def __str__(self) -> str:
        p50, p95, longest = (self._rang(part) for part in (0.5, 0.95, 1.0))
        return f"{self.message:<34} {len(self.temps):4} {p50:8.0f} ms {p95:8.0f} ms {longest:8.0f} ms"

    def _rang(self, part: float) -> float:
        return sorted(self.temps)[min(int(len(self.temps) * part), len(self.temps) - 1)]


async def mesurer(demandes: int, par_seconde: float) -> AsyncIterator[Delai]:
    """The school's own mail, and the candidate's."""
    system = System(ROOT / ".local" / f"bench-{os.getpid()}-courrier", limits=False)
    try:
        await system.start()
        async with (
            httpx.AsyncClient(base_url=system.url, timeout=30) as gateway,
            httpx.AsyncClient(base_url=system.place.inbox_url, timeout=30) as inbox,
        ):
            boite = Boite(inbox)
            ecole, pretes = await _preparer(system, gateway, boite, demandes)
            partis = await _finaliser(ecole, pretes, par_seconde)
            yield Delai("candidate: link to activate", await _attendre(boite, partis, pretes))
            yield Delai("school: entry registered", await _attendre_l_ecole(boite, partis, pretes))
    finally:
        await system.close(discard=True)


@dataclass(frozen=True)
class Prete:
    """A demande that only has to be finished."""

    id: str
    pre_numero: int
    email: str


async def _preparer(
    system: System, gateway: httpx.AsyncClient, boite: Boite, nombre: int
) -> tuple[Acteur, Sequence[Prete]]:
    people = await open_accounts(system.place, gateway)
    ecole = Acteur(gateway)
    await parcours.ouvrir_auto_ecole(ecole, boite, ECOLE, "École du Banc", AGREMENT)
    places = asyncio.Semaphore(ENSEMBLE)

    async def prete(n: int) -> Prete:
        async with places:
            email = f"banc{n}@exemple.example.fr"
            demande = await parcours.saisir(ecole, await parcours.deposer_ephoto(people.photographe), email)
            await parcours.verdicts(ecole, demande)
            vue = await ecole.obtenir("GET", f"/api/demandes/{demande}")
            return Prete(demande, int(vue["pre_numero"]), email)

    pretes = await asyncio.gather(*(prete(n) for n in range(nombre)))
    await ecole.se_connecter()
    return ecole, pretes


async def _finaliser(ecole: Acteur, pretes: Sequence[Prete], par_seconde: float) -> dict[str, datetime]:
    """At an even pace, whatever the answers take."""
    partis: dict[str, datetime] = {}

    async def une(prete: Prete) -> None:
        partis[prete.id] = datetime.now(UTC)
        await ecole.obtenir("POST", f"/api/demandes/{prete.id}/finalisation")

    async with asyncio.TaskGroup() as requests:
        for prete in pretes:
            requests.create_task(une(prete))
            await asyncio.sleep(1 / par_seconde)
    return partis


async def _attendre(boite: Boite, partis: dict[str, datetime], pretes: Sequence[Prete]) -> list[float]:
    async def recu(prete: Prete) -> float:
        [mail] = await until(lambda: boite.messages(prete.email), f"courriel à {prete.email}", within=PATIENCE)
        return _millisecondes(partis[prete.id], mail["recu_le"])

    return [await recu(prete) for prete in pretes]


async def _attendre_l_ecole(boite: Boite, partis: dict[str, datetime], pretes: Sequence[Prete]) -> list[float]:
    sujets = {f"Pré-demande {prete.pre_numero} enregistrée": prete.id for prete in pretes}

    async def tous() -> dict[str, str] | None:
        messages = await boite.messages(ECOLE)
        recus = {sujets[mail["sujet"]]: str(mail["recu_le"]) for mail in messages if mail["sujet"] in sujets}
        return recus if len(recus) == len(sujets) else None

    recus = await until(tous, "courriels de l'auto-école", within=PATIENCE)
    return [_millisecondes(partis[id], recu_le) for id, recu_le in recus.items()]


def _millisecondes(parti: datetime, recu_le: str) -> float:
    return (datetime.fromisoformat(recu_le) - parti).total_seconds() * 1000
