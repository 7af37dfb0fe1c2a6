"""How many whole demandes a second this machine bears: `make bench-system`, `python -m tests.bench.systeme`.

Starts the whole system in a data folder of its own, on free ports, looks for the highest rate that is held (`--ramp`),
then runs at it for `--duration` seconds and reports. `--rate` leaves the search out. Everything is on this machine, the
driver too; other work on it makes the figures worse: the report says how busy the machine was, and with what.
"""

import argparse
import asyncio
import logging
import math
import os
import sys
import time

import httpx
import structlog
import uvloop

from deploy.local.catalogue import ROOT, services
from deploy.local.consumed import consumed
from deploy.local.demonstration import open_accounts
from deploy.local.system import System
from deploy.verify.__main__ import shown, verified
from deploy.verify.lieu import Constat, Lieu
from tests.bench.systeme import papiers, rapport
from tests.bench.systeme.allure import Allure, Palier, monter
from tests.bench.systeme.bureau import Bureau, ouvert
from tests.bench.systeme.couts import Usage, memoire, regarder
from tests.bench.systeme.rapport import Evenements, Mesure

ECOLES = [(f"ecole{n}@charge.example.fr", f"École de la Charge n° {n}", f"E 17 095 {n:04d} 0") for n in range(1, 5)]
RAPPORT = ROOT / ".local" / "bench-system.json"
EVENEMENTS = "SELECT (SELECT count(*) FROM outbox) AS publies, (SELECT count(*) FROM inbox) AS traites"
REPOS = 10.0  # seconds without a demande
MOINS = 0.9  # the steady run goes on so much slower when it was not held after all
ESSAIS = 3


async def main(wanted: argparse.Namespace) -> int:
    dire("making the pictures")
    images = await asyncio.to_thread(papiers.dessiner_a_deux)
    system = System(ROOT / ".local" / f"bench-{os.getpid()}-systeme", limits=False, pas=wanted.pas)
    try:
        dire("starting the system")
        await system.start()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
        async with (
            httpx.AsyncClient(base_url=system.url, timeout=30, limits=limits) as gateway,
            httpx.AsyncClient(base_url=system.place.inbox_url, timeout=30) as inbox,
        ):
            people = await open_accounts(system.place, gateway)
            part = {"doutes": tous_les(wanted.doubts), "titres": tous_les(wanted.cards)}
            async with ouvert(gateway, inbox, people, images, ecoles=ECOLES, **part) as bureau:
                return await mesurer(system, bureau, wanted)
    finally:
        await system.close(discard=True)


async def mesurer(system: System, bureau: Bureau, wanted: argparse.Namespace) -> int:
    repos, allure = await au_repos(system), Allure(bureau)
    dire(f"warming up, {wanted.warmup:.0f} s")
    async with allure.jouer_palier(1.0, wanted.warmup):
        pass
    paliers: list[Palier] = []

    def dit(palier: Palier) -> None:
        paliers.append(palier)
        dire(str(palier))
        for echec in list(dict.fromkeys(palier.echecs))[:5]:
            dire(f"      {echec}")

    rythme = wanted.rate or await monter(allure, wanted.ramp, wanted.step, dit) or wanted.ramp[0] / 2
    for _ in range(1 if wanted.rate else ESSAIS):
        mesure = await tenir(system, allure, rythme, wanted.duration, repos)
        dit(mesure.palier)
        if mesure.palier.tenu:
            break
        rythme *= MOINS
    logs = {name: system.log(name) for name in (*system.services, "gateway")}
    lieu = Lieu(system.place.ports, system.place.keys, await consumed(), logs, bureau.releve.told)
    constats = await verifier(lieu, bureau)
    evenements = await compter_evenements(lieu, len(bureau.releve.commencees))
    raconter(bureau, mesure, constats, evenements)
    rapport.ecrire(RAPPORT, bureau.releve, paliers, mesure, constats, evenements)
    dire(f"the same as JSON: {RAPPORT.relative_to(ROOT)}")
    return 0 if mesure.palier.tenu and all(constat.holds for constat in constats) else 1


async def au_repos(system: System) -> Usage:
    """What everything costs while nobody does anything but look at queues."""
    dire(f"at rest, {REPOS:.0f} s")
    async with regarder(system) as regards:
        await asyncio.sleep(REPOS)
        return regards.usage()


async def tenir(system: System, allure: Allure, rythme: float, secondes: float, repos: Usage) -> Mesure:
    """The run that is reported: its stages alone are kept."""
    dire(f"steady run, {rythme:.2f} demandes/s for {secondes:.0f} s")
    allure.bureau.releve.temps.clear()
    async with regarder(system) as regards, allure.jouer_palier(rythme, secondes) as palier:
        usage, arrivees = regards.usage(), regards.machine[: max(1, math.floor(secondes))]
    machine = sum(arrivees) / max(1, len(arrivees))
    return Mesure(palier, usage, repos, machine, memoire(system), regards.files)


async def compter_evenements(lieu: Lieu, demandes: int) -> Evenements:
    """What each service has published and handled, a demande."""
    found: dict[str, tuple[float, float]] = {}
    for name in services():
        [compte] = await lieu.rows(name, EVENEMENTS)
        found[name] = compte["publies"] / demandes, compte["traites"] / demandes
    return found


async def verifier(lieu: Lieu, bureau: Bureau) -> list[Constat]:
    """Nothing lost, nothing doubled, and as many demandes as were begun."""
    dire("looking whether all that was promised is there")
    found = await verified(lieu, within=60)
    [compte] = await lieu.rows("demandes", "SELECT count(*) AS combien FROM demandes")
    begun = len(bureau.releve.commencees)
    count = Constat("count", "as many demandes are there as were begun", begun)
    if compte["combien"] != begun:
        count.faults.append(f"{begun} begun, {compte['combien']} there")
    count.faults += [f"never came: {etape}" for etape in bureau.courrier.manquants]
    return [*found, count]


def raconter(bureau: Bureau, mesure: Mesure, constats: list[Constat], evenements: Evenements) -> None:
    releve, palier = bureau.releve, mesure.palier
    print("", *rapport.etapes(releve), "", *rapport.couts(mesure, evenements), "", sep="\n", flush=True)
    print(shown(constats), "", sep="\n")
    answers = ", ".join(f"{times} × {code}" for code, times in sorted(releve.reponses.items()))
    part = sum(releve.reponses.values()) / len(releve.commencees)
    print(f"answers of the gateway: {answers}; {part:.0f} a demande, looks at queues among them")
    autres = max(0.0, mesure.machine - mesure.coeurs)
    print(f"the machine: {mesure.machine:.2f} cores busy, {mesure.coeurs:.2f} with this, {autres:.2f} with other work")
    print("saturates first:", *mesure.sature(), sep="\n  ")
    print(f"sustained: {palier.rythme if palier.tenu else 0:.2f} demandes/s ({rapport.REFERENCE})", flush=True)


def tous_les(part: float) -> int:
    """A share as «every how manieth»."""
    return round(1 / part) if part else 0


def dire(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def rythmes(words: str) -> list[float]:
    return [float(word) for word in words.split(",")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=0.0, help="demandes a second of the steady run; 0: by the ramp")
    parser.add_argument("--ramp", type=rythmes, default="0.5,0.75,1,1.5,2,2.5,3,4,5,6,7,8,9", help="rates to try")
    parser.add_argument("--step", type=float, default=30.0, help="seconds of each of them")
    parser.add_argument("--duration", type=float, default=120.0, help="seconds of the steady run")
    parser.add_argument("--warmup", type=float, default=10.0, help="seconds at 1 a second before anything is measured")
    parser.add_argument("--doubts", type=float, default=0.2, help="share with an image that the engine doubts about")
    parser.add_argument("--cards", type=float, default=0.2, help="share that ends with a card")
    parser.add_argument("--pas", type=float, default=1.0, help="seconds of each simulated step of a card")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.exit(uvloop.run(main(parser.parse_args())))
