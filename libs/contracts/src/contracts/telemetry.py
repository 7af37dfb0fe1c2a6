"""What operators see: JSON logs without personal data, the trace of each request and event, HTTP metrics."""

import logging
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import PurePath
from typing import TextIO
from uuid import UUID

import structlog
from prometheus_client import Counter, Histogram
from structlog.typing import EventDict, Processor, WrappedLogger

from contracts import spans

HTTP_REQUESTS = Counter("permis_http_requests", "HTTP requests answered.", ["service", "method", "route", "status"])
HTTP_SECONDS = Histogram(
    "permis_http_request_seconds", "Time to the end of the answer.", ["service", "method", "route", "status"]
)

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TraceContext:
    """Where we are in a trace: what W3C Trace Context calls trace-id, parent-id and the sampled flag."""

    trace_id: str
    span_id: str
    sampled: bool = True

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"


_trace: ContextVar[TraceContext | None] = ContextVar("trace", default=None)
_span: ContextVar[spans.Span | None] = ContextVar("span", default=None)


def current_trace() -> TraceContext:
    """The trace in hand; outside of any, a new one, which is not kept."""
    return _trace.get() or TraceContext(secrets.token_hex(16), secrets.token_hex(8))


def traceparent() -> str:
    """The header value that hands the trace on, over HTTP or with an event."""
    return str(current_trace())


def parse_traceparent(value: str | None) -> TraceContext | None:
    """What the caller sent, or None when it does not keep to W3C Trace Context (a later version may be longer)."""
    found = _TRACEPARENT.fullmatch(value or "")
    if found is None:
        return None
    version, trace_id, span_id, flags, rest = found.groups()
    if version == "ff" or (version == "00" and rest) or not int(trace_id, 16) or not int(span_id, 16):
        return None
    return TraceContext(trace_id, span_id, sampled=bool(int(flags, 16) & 1))


@contextmanager
def continue_trace(
    traceparent: str | None, name: str | None = None, kind: spans.Kind = "internal", **attributes: spans.Value
) -> Iterator[TraceContext]:
    """A new span for the time of the block, in the caller's trace, or in a new one when there is none.

    With a name, by the end of the block at the latest, it is told to the collector, if there is one.
    """
    parent = parse_traceparent(traceparent)
    span_id = secrets.token_hex(8)
    context = TraceContext(parent.trace_id, span_id, parent.sampled) if parent else TraceContext(_new_trace(), span_id)
    span = _begun(context, parent, name, kind, attributes)
    tokens = _trace.set(context), _span.set(span)
    try:
        yield context
    except BaseException:
        describe(failed=True)
        raise
    finally:
        _trace.reset(tokens[0])
        _span.reset(tokens[1])
        if span is not None:
            spans.finish(span)


def describe(name: str | None = None, *, failed: bool = False, **attributes: spans.Value) -> None:
    """What is known of the span in hand only now."""
    if span := _span.get():
        span.name = name or span.name
        span.failed = span.failed or failed
        span.attributes.update(attributes)


def _begun(
    context: TraceContext,
    parent: TraceContext | None,
    name: str | None,
    kind: spans.Kind,
    attributes: dict[str, spans.Value],
) -> spans.Span | None:
    if not spans.exporting() or not context.sampled:
        return None
    # nginx names the trace and tells no span of its own: what it hands on is the first of the tree.
    first = parent is None or parent.span_id == parent.trace_id[:16]
    parent_id = None if first or parent is None else parent.span_id
    return spans.Span(context.trace_id, context.span_id, parent_id, name, kind, attributes)


def _new_trace() -> str:
    return secrets.token_hex(16)


MASKED = "[masqué]"

# The first words are personal wherever they stand in a key (`email_candidat`), the others only alone (`nom`, not
# `nom_de_file`).
_PERSONAL_KEY = re.compile(
    "(?:.*_)?(?:adresse|authorization|cookie|courriel|email|jeton|mot_de_passe|naissance|neph|password|prenoms?|secrete?"
    "|telephone|token)(?:_.*)?"
    "|captcha|civilite|code|destinataire|identifiant|ip|login|mail|mobile|nom|numero|otp|portable|sexe|totp"
)
_OWN_KEYS = frozenset({"timestamp", "level", "service.name", "trace_id", "span_id"})

# What SQLAlchemy, PostgreSQL, asyncpg, pydantic, FastAPI and Python quote of the values at fault, to the line's end.
_QUOTED_VALUES = re.compile(
    r"(\[parameters: |input_value=|'input': |DETAIL:\s+|Failing row contains |\)=\(|invalid input [^:\n]*: "
    r"|out of range: |invalid literal for [^:\n]*: |Invalid isoformat string: |could not convert string to [^:\n]*: "
    r"|time data )[^\n]*"
)

# Leftmost wins, then the order below: an e-mail address before the UUID it may begin with; UUIDs are kept, since
# twelve digits at the end of one are no NEPH. Lengths are bounded, so that a long line costs time in proportion.
_PERSONAL_TEXT = re.compile(
    r"""
      [^\s<>@]{1,64}@[^\s<>@]{1,255}                                      # e-mail address, or login in an address
    | eyJ[\w-]{1,512}\.[\w-]+(?:\.[\w-]*)?                                # JSON web token
    | (?P<kept>\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b)
    | (?<![0-9A-Za-z])(?:(?:\+|00)33[\s.-]?(?:\(0\)[\s.-]?)?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)      # French telephone
    | (?<![0-9A-Za-z])(?:
          \d{12} | \d{4}2[AB]\d{6}                                        # NEPH
        | (?=[A-Za-z]*\d)[0-9A-Za-z]{22} | [A-Z]{22}                      # photo code; RequestValidationError is none
        | \d{23,24}                                                       # demande number
      )(?![0-9A-Za-z])
    """,
    re.VERBOSE,
)


def redact(text: str) -> str:
    """The text without what looks like personal data, and writable whatever it holds."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    text = _QUOTED_VALUES.sub(rf"\1{MASKED}", text)
    return _PERSONAL_TEXT.sub(lambda found: found["kept"] or MASKED, text)


@lru_cache(maxsize=2048)
def _is_personal(key: str) -> bool:
    return _PERSONAL_KEY.fullmatch(re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")) is not None


def _clean(value: object) -> object:
    match value:
        case None | bool() | float():
            return value
        case Enum():
            return _clean(value.value)
        case str():
            return redact(value)
        case int():
            return value if redact(str(value)) == str(value) else MASKED
        case Mapping():
            return {redact(str(key)): MASKED if _is_personal(str(key)) else _clean(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(item) for item in value]
        case UUID() | date() | time() | Decimal() | PurePath():
            return redact(str(value))
        case BaseException():
            return f"{type(value).__name__}: {redact(str(value))}"
        case type():
            return value.__qualname__
        case _:
            # The text of any other object, of a dataclass above all, shows its fields.
            return f"<{type(value).__name__}>"


def _without_personal_data(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {
        key: value if key in _OWN_KEYS else MASKED if _is_personal(key) else _clean(value)
        for key, value in event.items()
    }


def _with_trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    span = _trace.get()
    if span is not None:
        event["trace_id"], event["span_id"] = span.trace_id, span.span_id
    return event


class _JsonHandler(logging.StreamHandler[TextIO]):
    """Ours among the handlers of the root logger, so that a second configuration replaces it alone."""


def configure_logging(service: str, *, level: str = "INFO", stream: TextIO | None = None) -> None:
    """From here on structlog and stdlib logging write one JSON object a line, to stdout unless told otherwise."""

    def with_service(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["service.name"] = service
        return event

    output = stream or sys.stdout
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        with_service,
        _with_trace,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    after: list[Processor] = [_without_personal_data, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[*before, *after],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(output),
        cache_logger_on_first_use=False,
    )
    handler = _JsonHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *before],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *after],
        )
    )
    root = logging.getLogger()
    root.handlers = [*(old for old in root.handlers if not isinstance(old, _JsonHandler)), handler]
    root.setLevel(level.upper())
    for chatty in ("httpx", "httpcore", "aiormq", "asyncio"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
