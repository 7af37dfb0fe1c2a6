"""Demandes that flow through the gateway while something is broken: whole ones, by clients that insist."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

import httpx

from deploy.local import parcours
from deploy.local.acteur import Acteur, Boite
from deploy.local.demonstration import People

INSIST = 120.0  # seconds that a client repeats one request
PAUSE = 0.5
AGAIN = (502, 503, 504)


class Insisting(httpx.AsyncHTTPTransport):
    """As a person does who reads « réessayez »: the same request, same Idempotency-Key, until it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body, deadline = await request.aread(), time.monotonic() + INSIST
        while True:
            sent = httpx.Request(
                request.method, request.url, headers=request.headers, content=body, extensions=request.extensions
            )
            try:
                answer = await super().handle_async_request(sent)
            except httpx.TransportError as fault:
                self.answers[type(fault).__name__] += 1
                if time.monotonic() > deadline:
                    raise
            else:
                self.answers[str(answer.status_code)] += 1
                if answer.status_code not in AGAIN or time.monotonic() > deadline:
                    return answer
                await answer.aread()
            await asyncio.sleep(PAUSE)

    @property
    def failed(self) -> int:
        """Answers that a person would have had to see: outages and lost connections, and every other 5xx."""
        return sum(times for name, times in self.answers.items() if not name.isdigit() or int(name) >= 500)


@dataclass
class Flux:
    """`told` is what clients were answered; `broken` what went wrong for good."""

    gateway: httpx.AsyncClient
    boite: Boite
    people: People
    told: list[dict[str, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def flow(self, stop: asyncio.Event) -> None:
        """One demande after the other until told to stop; the one in hand is finished."""
        while not stop.is_set():
            begun = time.monotonic()
            try:
                await self.one()
            except Exception as fault:  # noqa: BLE001 - what breaks here is what is looked for
                self.broken.append(f"{type(fault).__name__}: {str(fault)[:300]}")
            self.seconds.append(time.monotonic() - begun)

    async def one(self) -> None:
        """From the school's account to the attestation."""
        number = next(self._numbers)
        ecole, candidat, email = Acteur(self.gateway), Acteur(self.gateway), f"candidat{number}@flux.example.fr"
        nom = f"École du Flux n° {number}"
        await parcours.ouvrir_auto_ecole(
            ecole, self.boite, f"ecole{number}@flux.example.fr", nom, f"E 17 095 {number:04d} 0"
        )
        demande = await parcours.saisir(ecole, await parcours.deposer_ephoto(self.people.photographe), email)
        self.told.append({"demande": demande})
        await parcours.verdicts(ecole, demande)
        await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
        await parcours.activer(candidat, self.boite, email, sexe="M")
        await parcours.attendre_statut(candidat, demande, "attente_validation_usager")
        self.told.append({"demande": demande, "numero": await parcours.valider(candidat, demande)})
        await parcours.passer_le_ctn(self.people.agent_ctn, ecole, demande)
        await parcours.attendre_dossier(self.people.instructeurs["921"], demande)
        await self.people.instructeurs["921"].obtenir(
            "POST", f"/api/instruction/dossiers/{demande}/acceptation", json={}
        )
        await parcours.attendre_statut(candidat, demande, "acceptee")
        await parcours.telecharger(candidat, demande, "attestation_inscription")
