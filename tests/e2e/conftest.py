"""The whole system, once for all tests of this folder: its own place, free ports, every service a process."""

import json
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import httpx
import pytest

from deploy.compose.stack import HOST, Stack
from deploy.local import parcours
from deploy.local.acteur import Acteur, Boite
from deploy.local.catalogue import ROOT
from deploy.local.demonstration import People, open_accounts
from deploy.local.system import System
from deploy.simulators.collecteur import Collecteur, collecteur

QUICK = {"1s": 100, "10s": 300, "1min": 600, "10min": 1200}  # milliseconds: the retry ladder at the pace of a test


@dataclass
class Scene:
    """The running system, its people, and fresh schools and candidates for each test."""

    system: System | Stack
    gateway: httpx.AsyncClient
    boite: Boite
    people: People
    collecteur: Collecteur
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def ecole(self) -> Acteur:
        """Another school, logged in."""
        number = next(self.numbers)
        acteur = Acteur(self.gateway)
        await parcours.ouvrir_auto_ecole(
            acteur,
            self.boite,
            f"ecole{number}@volant.example.fr",
            f"École du Volant n° {number}",
            f"E 17 095 {number:04d} 0",
        )
        return acteur

    async def known(self, who: str) -> Acteur:
        """Somebody of this role, freshly logged in: access tokens last ten minutes."""
        agents = {
            "instructeur": self.people.instructeurs["921"],
            "agent_ctn": self.people.agent_ctn,
            "administrateur": self.people.administrateur,
        }
        if who in agents:
            await agents[who].se_connecter()
            return agents[who]
        if who == "photographe":
            return self.people.photographe
        if who == "ecole":
            return await self.ecole()
        candidat = self.acteur()
        await parcours.ouvrir_particulier(candidat, self.boite, self.email(), "Martin", "Zoé")
        return candidat

    @property
    def fuzz_cases(self) -> str:
        """How many cases `make fuzz` asks for; nothing in an ordinary run."""
        return os.environ.get("FUZZ_CASES", "")

    def email(self) -> str:
        """An address that nobody had before."""
        return f"candidat{next(self.numbers)}@exemple.example.fr"

    async def code(self) -> str:
        """A fresh code of the photographer."""
        return await parcours.deposer_ephoto(self.people.photographe)

    def acteur(self) -> Acteur:
        """Somebody without a session."""
        return Acteur(self.gateway)

    async def finalisee(self, ecole: Acteur, email: str, code: str | None = None) -> str:
        """A demande that waits for its candidate."""
        demande = await parcours.saisir(ecole, code or await self.code(), email)
        await parcours.verdicts(ecole, demande)
        await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
        return demande

    async def candidat(self, email: str, demande: str) -> Acteur:
        """The account that the school's filing made, activated."""
        candidat = self.acteur()
        await parcours.activer(candidat, self.boite, email, sexe="M")
        await parcours.attendre_statut(candidat, demande, "attente_validation_usager")
        return candidat

    async def en_instruction(self, ecole: Acteur, email: str) -> tuple[str, Acteur]:
        """A demande that the préfecture holds."""
        demande = await self.finalisee(ecole, email)
        candidat = await self.candidat(email, demande)
        await parcours.valider(candidat, demande)
        await parcours.passer_le_ctn(self.people.agent_ctn, ecole, demande)
        await parcours.attendre_dossier(self.people.instructeurs["921"], demande)
        return demande, candidat


def local() -> System:
    """Processes of this machine; they inherit the environment."""
    return System(ROOT / ".local" / f"test-{os.getpid()}-e2e", limits=False, delays=QUICK, pas=0.2)


def containers(environment: Mapping[str, str]) -> Stack:
    """What `make test-compose` tests; the images are there."""
    settings = {"GATEWAY_LIMITS": "false", "RETRY_DELAYS": json.dumps(QUICK), "PAS": "0.2"}
    inside = {name: value.replace("127.0.0.1", HOST) for name, value in environment.items()}
    project = os.environ.get("E2E_PROJECT", f"permis-test-{os.getpid()}")
    return Stack(ROOT / ".local" / f"test-{os.getpid()}-e2e", project, settings, inside)


@pytest.fixture(scope="session")
async def scene() -> AsyncIterator[Scene]:
    """On this machine, or in containers: E2E_ON=compose."""
    with collecteur() as kept, pytest.MonkeyPatch.context() as patched:
        for name, value in kept.environment.items():
            patched.setenv(name, value)
        system = containers(kept.environment) if os.environ.get("E2E_ON") == "compose" else local()
        try:
            await system.start()
            async with (
                system.reachable(kept.port),
                httpx.AsyncClient(base_url=system.url, timeout=30) as gateway,
                httpx.AsyncClient(base_url=system.place.inbox_url, timeout=30) as inbox,
            ):
                people = await open_accounts(system.place, gateway)
                await importer_registre(people.administrateur)
                yield Scene(system, gateway, Boite(inbox), people, kept)
        finally:
            await system.close(discard=True)


async def importer_registre(administrateur: Acteur, suspendu: str = "") -> None:
    """Every number that a test may give a school, active but for one: what another test imports changes nothing."""
    numeros = [f"E 17 095 {n:04d} 0" for n in range(1, 1000)]
    lignes = [f"{n};Auto-école;95;{'suspendu' if n == suspendu else 'actif'};2036-12-31" for n in numeros]
    contenu = "\n".join(["numero_agrement;raison_sociale;departement;etat;valable_jusqu_au", *lignes])
    await administrateur.obtenir(
        "POST", "/api/accounts/agrements", content=contenu.encode(), headers={"Content-Type": "text/csv"}
    )
