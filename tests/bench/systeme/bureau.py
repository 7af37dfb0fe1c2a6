"""Where demandes are played: the people who are there for all of them, their queues, sessions that stay fresh."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

import httpx

from deploy.local import demarches, parcours
from deploy.local.acteur import Acteur, Json
from deploy.local.demonstration import PHOTOGRAPHE, People
from tests.bench.systeme.courrier import Courrier
from tests.bench.systeme.guichet import Guichet
from tests.bench.systeme.papiers import Papiers
from tests.bench.systeme.releve import Releve

RENOUVELER = 240.0  # seconds; access tokens last ten minutes
TITRE = "titre_examen"  # the motif of those demandes that end with a card
CTN, PREFECTURE = "ctn", "prefecture"


@dataclass
class Ecole:
    acteur: Acteur
    email: str


@dataclass
class Bureau:
    """`doutes` and `titres`: every how manieth demande has a doubtful image, ends with a card; 0 for none."""

    gateway: httpx.AsyncClient
    people: People
    courrier: Courrier
    releve: Releve
    ecoles: Sequence[Ecole]
    guichets: dict[str, Guichet]
    papiers: Papiers
    regle_titre: Json
    doutes: int
    titres: int

    @property
    def agent_ctn(self) -> Acteur:
        return self.people.agent_ctn

    @property
    def instructeur(self) -> Acteur:
        return self.people.instructeurs["921"]


@asynccontextmanager
async def ouvert(
    gateway: httpx.AsyncClient,
    inbox: httpx.AsyncClient,
    people: People,
    papiers: Papiers,
    *,
    ecoles: Sequence[tuple[str, str, str]],
    doutes: int,
    titres: int,
) -> AsyncIterator[Bureau]:
    """`ecoles`: address, name and agrément of each. What watches runs beside; its fault ends the block."""
    releve = Releve()
    courrier = Courrier(inbox, releve)
    guichets = {
        CTN: Guichet(people.agent_ctn, "/api/ctn/dossiers", {"main": "libres"}),
        PREFECTURE: Guichet(
            people.instructeurs["921"], "/api/instruction/dossiers", {"etat": "a_instruire", "main": "libres"}
        ),
    }
    async with asyncio.TaskGroup() as taches, AsyncExitStack() as fin:
        fin.enter_context(compter(gateway, releve))
        for veille in (courrier.suivre(), *(guichet.veiller() for guichet in guichets.values())):
            fin.callback(taches.create_task(veille).cancel)
        inscrites = [await _ecole(gateway, courrier, *ecole) for ecole in ecoles]
        regle = await demarches.regle(people.instructeurs["921"], TITRE)
        bureau = Bureau(gateway, people, courrier, releve, inscrites, guichets, papiers, regle, doutes, titres)
        fin.callback(taches.create_task(_renouveler(bureau)).cancel)
        yield bureau


async def _ecole(gateway: httpx.AsyncClient, courrier: Courrier, email: str, nom: str, agrement: str) -> Ecole:
    acteur = Acteur(gateway)
    await parcours.ouvrir_auto_ecole(acteur, courrier, email, nom, agrement)
    return Ecole(acteur, email)


@contextmanager
def compter(gateway: httpx.AsyncClient, releve: Releve) -> Iterator[None]:
    """Every answer that the driver gets."""

    async def compte(answer: httpx.Response) -> None:
        releve.reponses[answer.status_code] += 1

    gateway.event_hooks["response"].append(compte)
    try:
        yield
    finally:
        gateway.event_hooks["response"].remove(compte)


async def _renouveler(bureau: Bureau) -> None:
    """For ever; the old token serves until the new one is there, so that nobody meets an empty hand."""
    while True:
        await asyncio.sleep(RENOUVELER)
        for acteur in (*bureau.people.agents, *(ecole.acteur for ecole in bureau.ecoles)):
            body = {"refresh_token": acteur.jetons["refresh_token"]}
            acteur.jetons = await acteur.obtenir("POST", "/api/accounts/sessions/renouvellement", json=body)
        client = {"client_id": PHOTOGRAPHE, "client_secret": bureau.people.photographe.secret}
        photographe = bureau.people.photographe
        photographe.jetons = await photographe.obtenir("POST", "/api/accounts/jetons", json=client)
