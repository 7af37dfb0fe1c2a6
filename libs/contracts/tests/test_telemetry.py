"""The trace goes on, the log says what happened, and neither says who it happened to."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from uuid import UUID, uuid4

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from contracts.telemetry import (
    MASKED,
    TraceContext,
    configure_logging,
    continue_trace,
    current_trace,
    parse_traceparent,
    redact,
    traceparent,
)

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEX32 = st.text("0123456789abcdef", min_size=32, max_size=32).filter(lambda text: int(text, 16) > 0)
HEX16 = st.text("0123456789abcdef", min_size=16, max_size=16).filter(lambda text: int(text, 16) > 0)


class Log(io.StringIO):
    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    stream, root = Log(), logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("demandes", stream=stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@given(HEX32, HEX16, st.booleans())
def test_a_trace_written_is_read_again(trace_id: str, span_id: str, sampled: bool) -> None:
    context = TraceContext(trace_id, span_id, sampled)

    assert parse_traceparent(str(context)) == context


@given(st.text(max_size=80))
def test_any_header_gives_a_trace(header: str) -> None:
    with continue_trace(header) as span:
        assert parse_traceparent(str(span)) == span


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f" 00-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n",
        f"0٠-{TRACE}-{SPAN}-01",
    ],
)
def test_a_malformed_header_begins_a_new_trace(header: str | None) -> None:
    assert parse_traceparent(header) is None
    with continue_trace(header) as span:
        assert span.trace_id != TRACE


def test_a_later_version_may_be_longer() -> None:
    assert parse_traceparent(f"01-{TRACE}-{SPAN}-00-more") == TraceContext(TRACE, SPAN, sampled=False)


def test_a_trace_goes_on_for_the_time_of_the_block() -> None:
    with continue_trace(f"00-{TRACE}-{SPAN}-01") as outer:
        assert (outer.trace_id, outer.sampled) == (TRACE, True)
        assert outer.span_id != SPAN
        assert traceparent() == f"00-{TRACE}-{outer.span_id}-01"
        with continue_trace(traceparent()) as inner:
            assert inner.trace_id == TRACE
            assert inner.span_id != outer.span_id
        assert current_trace() == outer

    assert current_trace() != current_trace()


@given(st.text(max_size=100), st.emails(), st.text(max_size=100))
def test_no_email_survives(before: str, email: str, after: str) -> None:
    assert email not in redact(f"{before}{email}{after}")


@pytest.mark.parametrize(
    "personal",
    [
        "corinne.berthier@example.fr",
        "06 12 34 56 78",
        "0612345678",
        "+33612345678",
        "+33 (0)6.12.34.56.78",
        "0033-6-12-34-56-78",
        "120992102854",
        "12092A102854",
        "92120170412142448776919",
        "971120170412142448776919",
        "A1B2C3D4E5F6G7H8J9K0LM",
        "ABCDEFGHJKLMNPQRSTUVWX",
        "eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    ],
)
def test_what_looks_personal_is_masked(personal: str) -> None:
    for text in (personal, f"valeur={personal}.", f"« {personal} »", f'{{"x": "{personal}"}}'):
        assert personal not in redact(text)
        assert MASKED in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "RequestValidationError in get_demandes",
        "0192e4d7-1a2b-7c3d-8e4f-061234567890",
        "550e8400-e29b-41d4-a716-123456789012",
        TRACE,
        "2026-11-20T22:14:03.123456Z",
        "permis.demandes.demande-validee.v2",
        "92160 Antony",
        "12345678901",
    ],
)
def test_what_identifies_no_person_stays(text: str) -> None:
    assert redact(text) == text


def test_values_that_libraries_quote_in_their_errors_are_masked() -> None:
    told = redact(
        "INSERT INTO candidats\n[parameters: ('Berthier', 'Corinne')]\n(Background on this error)\n"
        "DETAIL:  Key (nom)=(Berthier) already exists.\n"
        "Input should be a date [type=date_type, input_value='Berthier', input_type=str]\n"
        "invalid input for query argument $1: 'Berthier' (expected int)\n"
        'invalid input syntax for type integer: "Berthier"\n'
        "ValueError: Invalid isoformat string: 'Berthier'\n"
        "ValueError: invalid literal for int() with base 10: 'Berthier'\n"
    )

    assert "Berthier" not in told
    assert "Corinne" not in told
    assert "(Background on this error)" in told


def test_a_line_is_json_with_service_and_trace(log: Log) -> None:
    with continue_trace(f"00-{TRACE}-{SPAN}-01") as span:
        structlog.get_logger().info("relay.sent", count=3)

    (line,) = log.lines
    assert line.pop("timestamp", "").endswith("Z")  # type: ignore[attr-defined]
    assert line == {
        "event": "relay.sent",
        "count": 3,
        "level": "info",
        "service.name": "demandes",
        "trace_id": TRACE,
        "span_id": span.span_id,
    }


def test_stdlib_loggers_write_the_same_lines(log: Log) -> None:
    logging.getLogger("aio_pika.connection").warning("Lost %s", "amqp://demandes:secret@rabbit:5672/permis")
    logging.getLogger("aio_pika.connection").debug("not at this level")

    (line,) = log.lines
    assert line["logger"] == "aio_pika.connection"
    assert line["level"] == "warning"
    assert line["service.name"] == "demandes"
    assert line["event"] == f"Lost {MASKED}"


def test_a_second_configuration_replaces_the_first(log: Log) -> None:
    again = Log()
    configure_logging("ctn", stream=again)
    logging.getLogger("uvicorn.error").error("bad")

    assert log.lines == []
    assert [line["service.name"] for line in again.lines] == ["ctn"]


class Motif(Enum):
    PERTE = "perte"


@dataclass
class EtatCivil:
    nom: str


@given(st.emails(), st.sampled_from(["nom", "Date_Naissance", "email_candidat", "X-Authorization", "mot-de-passe"]))
def test_no_personal_value_is_logged_whatever_holds_it(email: str, key: str) -> None:
    stream, root = Log(), logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("demandes", stream=stream)
    try:
        structlog.get_logger().info(
            f"écrit à {email}",
            a=[{"b": (email, {email})}, EtatCivil(email), ValueError(email)],
            b={key: "Berthier", email: 1},
            c=EtatCivil("Berthier"),
            d=92120170412142448776919,
            **{key: "Berthier"},
        )
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()

    assert email not in json.dumps(stream.lines, ensure_ascii=False)
    assert "Berthier" not in stream.getvalue()
    assert "92120170412142448776919" not in stream.getvalue()


def test_what_is_not_personal_is_logged_as_it_is(log: Log) -> None:
    demande = uuid4()
    structlog.get_logger().warning("x", demande=demande, seconds=0.25, ok=True, nothing=None, motif=Motif.PERTE, n=7)

    (line,) = log.lines
    assert UUID(str(line["demande"])) == demande
    assert (line["seconds"], line["ok"], line["nothing"], line["motif"], line["n"]) == (0.25, True, None, "perte", 7)


def test_a_traceback_is_logged_without_the_values(log: Log) -> None:
    email = "corinne.berthier@example.fr"
    try:
        raise ValueError(email)
    except ValueError:
        structlog.get_logger().exception("unhandled")

    (line,) = log.lines
    assert "Traceback" in str(line["exception"])
    assert f"ValueError: {MASKED}" in str(line["exception"])
    assert "raise ValueError(email)" in str(line["exception"])


def test_text_that_cannot_be_encoded_is_still_logged(log: Log) -> None:
    structlog.get_logger().info("\ud800 \x00 \n é", key="\udfff")

    (line,) = log.lines
    assert line["event"] == "? \x00 \n é"
