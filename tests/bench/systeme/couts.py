"""What the processes cost: CPU with that of their children, memory, and what fills up while demandes come in."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx
import psutil

from deploy.local.system import System

PILOTE = "(driver)"
REGARD = 1.0  # seconds between two looks
FILES = 2  # looks between two questions to the broker
MEGA = 1024 * 1024

Arbre = dict[str, list[psutil.Process]]


@dataclass(frozen=True)
class Memoire:
    """In megabytes; PSS counts what processes share once, RSS in each of them."""

    pss: float
    rss: float
    processes: int


def arbre(system: System) -> Arbre:
    """Every process of the system by the name of its root, and this one."""
    enfants: dict[int, list[psutil.Process]] = defaultdict(list)
    for process in psutil.process_iter(["ppid"]):
        enfants[process.info["ppid"]].append(process)
    racines = {process.pid: name for name, process in system.processes.items() if process.returncode() is None}
    found: Arbre = {PILOTE: [psutil.Process()]}
    for pid, name in racines.items():
        found[name], rest = [], [psutil.Process(pid)]
        while rest:
            found[name].append(process := rest.pop())
            rest += enfants[process.pid]
    return found


def cpu(system: System) -> dict[str, float]:
    """Seconds that each has used since it began, those of ended children included."""
    return {name: sum(_secondes(process) for process in processes) for name, processes in arbre(system).items()}


def par_processus(system: System) -> dict[tuple[str, int], float]:
    """The same for each single process: one that runs one thread at a time ends at a whole core."""
    found: dict[tuple[str, int], float] = {}
    for name, processes in arbre(system).items():
        found |= {(name, process.pid): _secondes(process, enfants=False) for process in processes}
    return found


def memoire(system: System) -> dict[str, Memoire]:
    return {name: _memoire(processes) for name, processes in arbre(system).items()}


def _memoire(processes: list[psutil.Process]) -> Memoire:
    pss = rss = 0
    for process in processes:
        try:
            pleine = process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        pss, rss = pss + pleine.pss, rss + pleine.rss
    return Memoire(pss / MEGA, rss / MEGA, len(processes))


def _secondes(process: psutil.Process, *, enfants: bool = True) -> float:
    try:
        pris = process.cpu_times()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0
    return pris.user + pris.system + (pris.children_user + pris.children_system if enfants else 0.0)


@dataclass
class Regards:
    """Looks at the machine since `regarder` began."""

    system: System
    machine: list[float] = field(default_factory=list)  # cores that are busy, by anybody
    files: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _avant: dict[str, float] = field(default_factory=dict)
    _seuls: dict[tuple[str, int], float] = field(default_factory=dict)
    _debut: float = 0.0

    async def suivre(self) -> None:
        """Until cancelled."""
        psutil.cpu_percent()
        async with self.system.place.rabbitmq.management() as http:
            for regard in count(1):
                await asyncio.sleep(REGARD)
                self.machine.append(psutil.cpu_percent() / 100 * (os.cpu_count() or 1))
                if regard % FILES == 0:
                    await self._compter(http)

    async def _compter(self, http: httpx.AsyncClient) -> None:
        columns = {"columns": "name,messages", "disable_stats": "true", "enable_queue_totals": "true"}
        answer = (await http.get("/api/queues/permis", params=columns)).raise_for_status()
        partner = self.system.place.partner.queue  # nobody reads the demonstration subscriber's
        for queue in answer.json():
            if queue["name"] != partner:
                self.files[queue["name"]].append(int(queue.get("messages", 0)))

    def commencer(self) -> None:
        self._avant, self._seuls, self._debut = cpu(self.system), par_processus(self.system), time.monotonic()

    def usage(self) -> "Usage":
        """Of the whole time since it began to look."""
        duree, apres, seuls = time.monotonic() - self._debut, cpu(self.system), par_processus(self.system)
        pris = {name: apres[name] - self._avant.get(name, 0.0) for name in apres}
        plus = [(name, (fin - self._seuls.get((name, pid), 0.0)) / duree) for (name, pid), fin in seuls.items()]
        occupes: dict[str, float] = {}
        for name, part in plus:
            occupes[name] = max(part, occupes.get(name, 0.0))
        return Usage(duree, pris, occupes)


@asynccontextmanager
async def regarder(system: System) -> AsyncIterator[Regards]:
    """From here on."""
    regards = Regards(system)
    regards.commencer()
    suivi = asyncio.create_task(regards.suivre())
    try:
        yield regards
    finally:
        suivi.cancel()
        await asyncio.gather(suivi, return_exceptions=True)


@dataclass(frozen=True)
class Usage:
    """`cpu` in seconds by name; `occupes`: the part of one core that the busiest process of each took."""

    duree: float
    cpu: Mapping[str, float]
    occupes: Mapping[str, float]
