"""What a run has to say: a table to read, and the same as JSON."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deploy.verify.lieu import Constat
from tests.bench.systeme.allure import Palier
from tests.bench.systeme.couts import PILOTE, Memoire, Usage
from tests.bench.systeme.releve import Etape, Releve, rang

PLEIN = 0.9  # of a core, or of all of them: from here on it is what holds the rest up
REFERENCE = "platform.md §3: 5.7 demandes/s on two cores is well done, 9 near the limit; the goal is 2"

Evenements = Mapping[str, tuple[float, float]]
"""By service: published and handled, a demande."""


@dataclass(frozen=True)
class Mesure:
    """The steady run: `machine` in cores that were busy, `repos` what everything costs without a demande, in cores."""

    palier: Palier
    usage: Usage
    repos: Usage
    machine: float
    memoire: Mapping[str, Memoire]
    files: Mapping[str, Sequence[int]]

    @property
    def coeurs(self) -> float:
        """That the system and its driver took."""
        return sum(self.usage.cpu.values()) / self.usage.duree

    def sature(self) -> list[str]:
        """What is at its limit, the strongest reason first."""
        tous = os.cpu_count() or 1
        said = []
        if self.machine >= PLEIN * tous:
            plus = max((name for name in self.usage.cpu if name != PILOTE), key=lambda name: self.usage.cpu[name])
            said.append(
                f"the machine: {self.machine:.2f} of {tous} cores busy, {self.coeurs:.2f} of them with this; "
                f"most of it {plus}"
            )
        said += [
            f"{name}: one of its processes at {part:.0%} of a core"
            for name, part in sorted(self.usage.occupes.items(), key=lambda item: -item[1])
            if part >= PLEIN
        ]
        said += [f"queue {name} grows to {depths[-1]}" for name, depths in self.files.items() if _grows(depths)]
        return said or [f"nothing at this rate: {self.machine:.2f} of {tous} cores busy, no queue grows"]


def _grows(depths: Sequence[int]) -> bool:
    """Higher in its last third than ever in its first."""
    third = len(depths) // 3
    return third > 0 and min(depths[-third:]) > max(*depths[:third], 10)


def etapes(releve: Releve) -> list[str]:
    lines = [f"{'from the act to the other side, milliseconds':<66}{'n':>5}{'p50':>8}{'p95':>8}{'p99':>8}"]
    for etape in Etape:
        if temps := releve.temps.get(etape):
            p50, p95, p99 = (rang(temps, part) for part in (0.5, 0.95, 0.99))
            lines.append(f"{etape:<66}{len(temps):5}{p50:8.0f}{p95:8.0f}{p99:8.0f}")
    return lines


def couts(mesure: Mesure, evenements: Evenements) -> list[str]:
    """Per demande: everything that was used from the first arrival until the last decision was seen."""
    usage, nombre = mesure.usage, max(1, mesure.palier.commencees)
    lines = [
        f"{'process, its children included':<24}{'ms CPU/demande':>16}{'cores':>8}{'idle':>8}{'busiest':>9}"
        f"{'PSS MB':>9}{'RSS MB':>9}{'procs':>7}{'events out, in':>16}"
    ]
    for name, secondes in sorted(usage.cpu.items(), key=lambda item: -item[1]):
        memoire = mesure.memoire.get(name, Memoire(0, 0, 0))
        idle = mesure.repos.cpu.get(name, 0.0) / mesure.repos.duree
        lines.append(
            f"{name:<24}{1000 * secondes / nombre:16.1f}{secondes / usage.duree:8.2f}{idle:8.2f}"
            f"{usage.occupes.get(name, 0):8.0%} {memoire.pss:8.0f}{memoire.rss:9.0f}{memoire.processes:7}"
            + "".join(f"{nombre:8.1f}" for nombre in evenements.get(name, ()))
        )
    tout, pilote = sum(usage.cpu.values()), usage.cpu[PILOTE]
    pss = sum(memoire.pss for name, memoire in mesure.memoire.items() if name != PILOTE)
    publies, traites = (sum(nombres[rang] for nombres in evenements.values()) for rang in (0, 1))
    lines.append(f"{'all':<24}{1000 * tout / nombre:16.1f}{mesure.coeurs:8.2f}{'':42}{publies:8.1f}{traites:8.1f}")
    lines.append(f"{'all but the driver':<24}{1000 * (tout - pilote) / nombre:16.1f}{'':34}{pss:8.0f}")
    return lines


def ecrire(
    fichier: Path,
    releve: Releve,
    paliers: Sequence[Palier],
    mesure: Mesure,
    constats: Sequence[Constat],
    evenements: Evenements,
) -> None:
    """For whoever compares two runs."""
    nombre = max(1, mesure.palier.commencees)
    found: dict[str, Any] = {
        "sustained": mesure.palier.rythme if mesure.palier.tenu else 0,
        "rates": [{**asdict(palier), "tenu": palier.tenu} for palier in paliers],
        "stages_ms": {
            etape: {"n": len(temps)} | {f"p{part}": rang(temps, part / 100) for part in (50, 95, 99)}
            for etape, temps in releve.temps.items()
        },
        "cpu_ms_per_demande": {name: 1000 * cpu / nombre for name, cpu in mesure.usage.cpu.items()},
        "idle_cores": {name: cpu / mesure.repos.duree for name, cpu in mesure.repos.cpu.items()},
        "busiest_process": mesure.usage.occupes,
        "cores_busy": mesure.machine,
        "cores_of_this": mesure.coeurs,
        "memory_mb": {name: asdict(memoire) for name, memoire in mesure.memoire.items()},
        "queues_most": {name: max(depths) for name, depths in mesure.files.items() if any(depths)},
        "events_per_demande": {name: {"out": out, "in": taken} for name, (out, taken) in evenements.items()},
        "saturates": mesure.sature(),
        "answers": dict(releve.reponses),
        "invariants": {constat.invariant: constat.faults for constat in constats},
    }
    fichier.write_text(json.dumps(found, indent=2, ensure_ascii=False))
