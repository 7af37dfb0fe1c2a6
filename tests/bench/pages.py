"""The main pages as a browser asks for them, through gateway, portal and services: the server's time, and Lighthouse.

Times are from the request to the last byte, one request after the other. A school has two hundred demandes.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local import parcours
from deploy.local.acteur import Acteur, Boite
from deploy.local.catalogue import ROOT
from deploy.local.demonstration import open_accounts
from deploy.local.system import System
from tests.bench.courrier import Delai

BROUILLONS = 200
LIGHTHOUSE = ROOT / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = "/usr/bin/chromium"
CATEGORIES = ("performance", "accessibility")


@dataclass(frozen=True)
class Pages:
    """The running system and what its pages are: name → address and the access token of who opens it."""

    url: str
    pages: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Note:
    """What Lighthouse gives a page, of 100."""

    page: str
    notes: Sequence[int]

    def __str__(self) -> str:
        return f"{self.page:<34}" + "".join(f"{note:6}" for note in self.notes)


async def mesurer(fois: int) -> AsyncIterator[Delai]:
    async with ouvertes() as opened, httpx.AsyncClient(base_url=opened.url, timeout=30) as http:
        for nom, (adresse, jeton) in opened.pages.items():
            cookies = {"Cookie": f"acces={jeton}"} if jeton else {}
            await _une(http, adresse, cookies)
            yield Delai(nom, [await _une(http, adresse, cookies) for _ in range(fois)])


async def _une(http: httpx.AsyncClient, adresse: str, cookies: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    answer = await http.get(adresse, headers=dict(cookies))
    answer.raise_for_status()
    return (time.perf_counter() - begun) * 1000


async def noter() -> AsyncIterator[Note]:
    """Performance and accessibility, as on a telephone of middle class with a slow line (Lighthouse's own setting)."""
    async with ouvertes() as opened:
        for nom, (adresse, jeton) in opened.pages.items():
            yield Note(nom, await _lighthouse(opened.url + adresse, jeton))


async def _lighthouse(url: str, jeton: str) -> Sequence[int]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "rapport.json"
        headers = json.dumps({"Cookie": f"acces={jeton}"} if jeton else {})
        process = await asyncio.create_subprocess_exec(
            *(str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}"),
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={headers}",
            "--chrome-flags=--headless=new --no-sandbox",
            env={**os.environ, "CHROME_PATH": CHROMIUM},
            stdout=asyncio.subprocess.DEVNULL,
        )
        await process.wait()
        found = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return [round(100 * found[category]["score"]) for category in CATEGORIES]


@asynccontextmanager
async def ouvertes() -> AsyncIterator[Pages]:
    system = System(ROOT / ".local" / f"bench-{os.getpid()}-pages", limits=False)
    try:
        await system.start()
        async with (
            httpx.AsyncClient(base_url=system.url, timeout=30) as gateway,
            httpx.AsyncClient(base_url=system.place.inbox_url, timeout=30) as inbox,
        ):
            yield Pages(system.url, await _preparer(system, gateway, Boite(inbox)))
    finally:
        await system.close(discard=True)


async def _preparer(system: System, gateway: httpx.AsyncClient, boite: Boite) -> Mapping[str, tuple[str, str]]:
    people = await open_accounts(system.place, gateway)
    ecole, candidat, email = Acteur(gateway), Acteur(gateway), "pages@exemple.example.fr"
    await parcours.ouvrir_auto_ecole(ecole, boite, "pages@volant.example.fr", "École des Pages", "E 17 095 9999 0")
    demande = await parcours.saisir(ecole, await parcours.deposer_ephoto(people.photographe), email)
    await parcours.verdicts(ecole, demande)
    for _ in range(BROUILLONS):
        await ecole.obtenir("POST", "/api/demandes", json={"motif": "inscription"})
    brouillon = await parcours.saisir(ecole, await parcours.deposer_ephoto(people.photographe), "b" + email)
    await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
    await parcours.activer(candidat, boite, email)
    await parcours.attendre_statut(candidat, demande, "attente_validation_usager")
    for acteur in (ecole, candidat, people.agent_ctn, people.instructeurs["921"], people.administrateur):
        await acteur.se_connecter()

    def de(acteur: Acteur) -> str:
        return str(acteur.jetons["access_token"])

    etapes = f"/monespace/demandes/{brouillon}/etapes"
    return {
        "accueil": ("/", ""),
        "où en est mon permis": ("/suivi", ""),
        "inscription": ("/inscription", ""),
        "connexion": ("/connexion", ""),
        "candidat : ses demandes": ("/monespace/demandes", de(candidat)),
        "candidat : une demande": (f"/monespace/demandes/{demande}", de(candidat)),
        "saisie : état civil": (f"{etapes}/etat-civil", de(ecole)),
        "saisie : pièces": (f"{etapes}/pieces", de(ecole)),
        "auto-école : 200 demandes": ("/auto-ecole/demandes", de(ecole)),
        "CTN : file": ("/ctn", de(people.agent_ctn)),
        "instructeur : dossiers": ("/instruction", de(people.instructeurs["921"])),
        "administrateur": ("/administration", de(people.administrateur)),
    }
