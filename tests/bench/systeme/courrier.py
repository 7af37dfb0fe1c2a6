"""Everybody's mail, read by one look at the inbox for all instead of one for each who waits."""

import asyncio
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from deploy.local.acteur import PATIENCE, Boite, Json, until
from tests.bench.systeme.releve import Etape, Releve

REGARD = 0.1  # seconds between two looks; a message carries the inbox's own clock
LIMITE = 1000  # messages of one look


@dataclass
class Attente:
    """Somebody knows that this mail must come; the inbox's own clock says when it came."""

    etape: Etape
    motif: "re.Pattern[str]"
    depuis: float


@dataclass
class Courrier(Boite):
    """`suivre` runs beside; `attendre` and `prevenir` look at what it has found."""

    releve: Releve
    _recus: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    _attentes: dict[str, list[Attente]] = field(default_factory=lambda: defaultdict(list))
    _bruits: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    _dernier: int = 0

    async def suivre(self) -> None:
        """For ever."""
        while True:
            params = {"apres": self._dernier, "limite": LIMITE}
            answer = (await self.http.get("/api/messages", params=params)).raise_for_status()
            for message in reversed(answer.json()["messages"]):
                self._dernier = int(message["id"])
                self._ranger(message)
            await asyncio.sleep(REGARD)

    async def attendre(self, destinataire: str, motif: "re.Pattern[str]") -> str:
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in reversed(self._recus[destinataire]):
                    if match := motif.search(message["texte"]):
                        return str(match.group(1) if motif.groups else match.group(0))
                self._bruits[destinataire].clear()
                await self._bruits[destinataire].wait()

    def prevenir(self, etape: Etape, destinataire: str, motif: str, depuis: float) -> None:
        """The stage is noted when the message comes, or came just now; nobody stands still for it."""
        attente = Attente(etape, re.compile(motif), depuis)
        for message in reversed(self._recus[destinataire]):
            if _moment(message) < depuis:
                break
            if attente.motif.search(_texte(message)):
                self.releve.noter(etape, depuis, _moment(message))
                return
        self._attentes[destinataire].append(attente)

    @property
    def manquants(self) -> list[str]:
        """Stages whose message has not come yet."""
        return [str(attente.etape) for attentes in self._attentes.values() for attente in attentes]

    async def a_jour(self) -> None:
        """Until every message that somebody waits for has come, at most as long as anybody is patient."""
        await until(self._rien_ne_manque, f"courriels : {', '.join(self.manquants)}")

    async def _rien_ne_manque(self) -> bool:
        return not self.manquants

    def _ranger(self, message: Json) -> None:
        destinataire = str(message["destinataire"])
        self._recus[destinataire].append(message)
        dit, recu = _texte(message), _moment(message)
        for attente in self._attentes[destinataire]:
            if recu >= attente.depuis and attente.motif.search(dit):
                self.releve.noter(attente.etape, attente.depuis, recu)
                self._attentes[destinataire].remove(attente)
                break
        self._bruits[destinataire].set()


def _moment(message: Json) -> float:
    return datetime.fromisoformat(message["recu_le"]).timestamp()


def _texte(message: Json) -> str:
    return f"{message['sujet']}\n{message['texte']}"
