"""The printing processes, seen from the service: layout holds the interpreter lock, threads would not help."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from prometheus_client import Histogram

from documents_pdf.domain.document import Pdf
from documents_pdf.rendering import worker
from documents_pdf.rendering.order import ImpressionInterrompue, Order

PRINT_SECONDS = Histogram(
    "permis_document_print_seconds",
    "CPU time of one document.",
    ["type"],
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
PRELOADED = ["documents_pdf.rendering.press"]


class PrintingPool:
    """Processes begin with the first document and share the loaded layout engine with the server that forks them."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._executor: ProcessPoolExecutor | None = None

    async def print(self, order: Order) -> Pdf:
        """Raises MiseEnPageImpossible, or ImpressionInterrompue when a process died: the next call gets new ones."""
        executor = self._executor = self._executor or self._new_executor()
        try:
            # In a thread: submitting may have to start a process, and the first one loads the layout engine.
            submitted = await asyncio.to_thread(executor.submit, worker.print_order, order)
            pdf, seconds = await asyncio.wrap_future(submitted)
        except BrokenProcessPool:
            if self._executor is executor:
                self._executor = None
            executor.shutdown(wait=False)
            raise ImpressionInterrompue(order.gabarit) from None
        PRINT_SECONDS.labels(order.contenu.type.value).observe(seconds)
        return pdf

    def close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def _new_executor(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        return ProcessPoolExecutor(self._processes, mp_context=context, initializer=worker.begin)
