"""Inside a printing process: its press, its limits, its end with the service that started it."""

import gc
import os
import resource
import signal
import threading
from multiprocessing.connection import wait
from multiprocessing.process import parent_process
from typing import TYPE_CHECKING

from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.order import Order

if TYPE_CHECKING:
    from documents_pdf.rendering.press import Press

MEMORY = 1 << 30  # bytes of address space; a document takes a tenth of it
PATIENCE = 30  # seconds for one document, which takes a tenth of one

_press: "Press | None" = None


def begin() -> None:
    """First thing in the process: Ctrl-C is the parent's business, and so is when to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def print_order(order: Order) -> tuple[Pdf, float]:
    """The document and the seconds of CPU that it took. A document that hangs kills the process, nothing else."""
    global _press
    signal.alarm(PATIENCE)
    try:
        from documents_pdf.rendering import press  # here, so that the service itself never loads the layout engine

        if _press is None:
            _press = press.Press()
            gc.collect()
            gc.freeze()  # else each document pays for looking through fonts and style again: 90 instead of 83 ms
        return press.timed(_press, order)
    finally:
        signal.alarm(0)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
