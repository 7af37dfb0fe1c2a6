"""Two services as small as can be, `emetteur` and `temoin`: the one takes steps, the other keeps what it saw.

    python -m tests.chaos.essai migrate NAME · relay · consume · sweep · pas DEMANDE PAS

Settings as any service: `EMETTEUR_DATABASE_URL`, `EMETTEUR_BROKER_URL`, `TEMOIN_DATABASE_URL`, `TEMOIN_BROKER_URL`;
`TEMOIN_FAUX_PAS` is how many handlings in a hundred fail at first.
"""

import asyncio
import os
import random
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, Table, Uuid, insert, text

from contracts.delivery import Database, Deadline, Received, Tx, consume, due, on, put, relay, sweep
from contracts.delivery.migration import upgrade
from contracts.events.base import Event
from contracts.http.once import AlreadyAnswered, Once
from contracts.telemetry import configure_logging

POISON = 666  # the step that kills who handles it
MIGRATIONS = Path(__file__).parent / "migrations"
metadata = MetaData()
effets = Table(
    "effets",
    metadata,
    Column("position", BigInteger, Identity(), primary_key=True),
    Column("demande", Uuid, nullable=False),
    Column("pas", Integer, nullable=False),
)


class PasFaitV1(Event):
    """The demande took its next step."""

    type: ClassVar[str] = "permis.emetteur.pas-fait.v1"

    pas: int


@dataclass(frozen=True)
class App:
    db: Database
    faux_pas: int = 0  # handlings in a hundred that fail

    def now(self) -> datetime:
        return datetime.now(UTC)


class FauxPas(Exception):
    """A handler that fails for no reason, as handlers do."""


async def on_pas_fait(event: Received[PasFaitV1], app: App) -> None:
    if event.data.pas == POISON:
        os._exit(139)
    async with app.db.begin(event) as tx:
        if random.randrange(100) < app.faux_pas:
            raise FauxPas
        await tx.execute(insert(effets).values(demande=event.subject, pas=event.data.pas))


HANDLERS = [on(PasFaitV1, on_pas_fait)]


async def on_echeance(deadline: Deadline, app: App) -> None:
    async with app.db.begin(deadline) as tx:
        await noter_un_pas(tx, deadline.subject, 1)


DEADLINES = [due("pas", on_echeance)]


async def faire_un_pas(db: Database, demande: UUID, pas: int) -> None:
    """The emitter's side: state and event in one transaction, once however often the caller insists."""
    try:
        async with db.begin(Once(caller=str(demande), key=f"pas-{pas:04d}", fingerprint="pas")) as tx:
            await noter_un_pas(tx, demande, pas)
            await tx.reply(None, status=204)
    except AlreadyAnswered:
        return


async def noter_un_pas(tx: Tx, demande: UUID, pas: int) -> None:
    await tx.execute(insert(effets).values(demande=demande, pas=pas))
    await put(tx, demande, [PasFaitV1(pas=pas)])


async def effets_de(db: Database) -> dict[UUID, list[int]]:
    """What was seen of each demande, in the order in which it was seen."""
    async with db.begin() as tx:
        rows: Any = await tx.execute(text("SELECT demande, pas FROM effets ORDER BY position"))
        seen: dict[UUID, list[int]] = {}
        for row in rows:
            seen.setdefault(row.demande, []).append(row.pas)
        return seen


async def run(role: str) -> None:
    configure_logging(role, level="WARNING")
    emetteur = App(Database(os.environ["EMETTEUR_DATABASE_URL"]))
    if role == "relay":
        await relay("emetteur", emetteur.db, os.environ["EMETTEUR_BROKER_URL"])
    elif role == "sweep":
        await sweep(DEADLINES, emetteur)
    elif role == "pas":
        await faire_un_pas(emetteur.db, UUID(sys.argv[2]), int(sys.argv[3]))
    else:
        app = App(Database(os.environ["TEMOIN_DATABASE_URL"]), int(os.environ.get("TEMOIN_FAUX_PAS", "0")))
        await consume("temoin", HANDLERS, app, os.environ["TEMOIN_BROKER_URL"])


if __name__ == "__main__":
    if sys.argv[1] == "migrate":
        upgrade(MIGRATIONS, os.environ[f"{sys.argv[2].upper()}_OWNER_DATABASE_URL"])
    else:
        asyncio.run(run(sys.argv[1]))
