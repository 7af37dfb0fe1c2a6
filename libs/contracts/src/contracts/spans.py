"""Spans for a collector (OpenTelemetry): what a service did, when, for which request; off until it is told where to.

OTEL_EXPORTER_OTLP_ENDPOINT switches them on; the other variables of the OpenTelemetry SDK hold as well. Nothing of a
person is an attribute: routes and wire names, never values.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import time_ns
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
EXPORT_WITHIN = 3  # seconds: a collector that hangs must not hold up the end of a service

Kind = Literal["internal", "server", "client", "producer", "consumer"]
Value = str | int | float | bool


@dataclass(slots=True)
class Span:
    """A piece of work in progress. Without a name at its end it is not told: nobody follows the probes."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str | None
    kind: Kind
    attributes: dict[str, Value]
    failed: bool = False
    began: int = field(default_factory=time_ns)
    ended: int = 0


class Sink(Protocol):
    """Where finished spans go."""

    def take(self, span: Span) -> None: ...


_sink: Sink | None = None


def exporting() -> bool:
    """Whether spans are worth making."""
    return _sink is not None


def finish(span: Span) -> None:
    """The work is over."""
    if _sink is not None and span.name is not None:
        span.ended = time_ns()
        _sink.take(span)


@contextmanager
def exported(service: str, environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """For the time of the block spans go to the collector that the environment names, if it names one."""
    global _sink
    if not environment.get(ENDPOINT):
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # not loaded where not used

    batches = _Batches(service, OTLPSpanExporter(timeout=EXPORT_WITHIN))
    _sink = batches
    try:
        yield
    finally:
        _sink = None
        batches.close()


class _Batches:
    """Our spans as the SDK's, sent in batches by its thread."""

    def __init__(self, service: str, exporter: "SpanExporter") -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        self._resource = Resource.create({"service.name": service, "service.namespace": "permis"})
        self._processor = BatchSpanProcessor(exporter)

    def take(self, span: Span) -> None:
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

        def context(span_id: str) -> SpanContext:
            flags = TraceFlags(TraceFlags.SAMPLED)
            return SpanContext(int(span.trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=flags)

        self._processor.on_end(
            ReadableSpan(
                name=span.name or "",
                context=context(span.span_id),
                parent=context(span.parent_id) if span.parent_id else None,
                resource=self._resource,
                attributes=span.attributes,
                kind=SpanKind[span.kind.upper()],
                status=Status(StatusCode.ERROR if span.failed else StatusCode.UNSET),
                start_time=span.began,
                end_time=span.ended,
            )
        )

    def close(self) -> None:
        self._processor.shutdown()  # type: ignore[no-untyped-call]
