"""What routes, handlers and deadlines may use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

from contracts.delivery import Database
from contracts.objects import Objects
from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.order import Order
from documents_pdf.scellement.controle import Controle
from documents_pdf.scellement.sceau import Sceau


class Printer(Protocol):
    """Turns an order into a PDF, away from the event loop."""

    async def print(self, order: Order) -> Pdf: ...
    def close(self) -> None: ...


def _wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """The service's parts; clock and random ids are handed in. An api seals nothing: it has no `sceau`."""

    db: Database
    objects: Objects
    printer: Printer
    sceau: Sceau | None
    controle: Controle
    now: Callable[[], datetime] = _wall_clock
    new_id: Callable[[], UUID] = uuid4

    async def close(self) -> None:
        self.printer.close()
        await self.controle.close()
        self.objects.close()
        await self.db.close()
