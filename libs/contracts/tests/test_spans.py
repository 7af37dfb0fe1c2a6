"""Spans reach the collector: who is whose child, what failed, and nothing of what nobody follows."""

from collections.abc import Iterator

import pytest

from contracts import spans
from contracts.telemetry import continue_trace, describe, traceparent
from deploy.simulators.collecteur import Collecteur, collecteur

GATEWAY = "00-4bf92f3577b34da6a3ce929d0e0e4736-4bf92f3577b34da6-01"
OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collecteur]:
    with collecteur() as opened:
        for name, value in opened.environment.items():
            monkeypatch.setenv(name, value)
        yield opened


def test_a_span_hangs_on_the_one_around_it(kept: Collecteur) -> None:
    with spans.exported("demandes"), continue_trace(OTHER, "outer", "server"):
        inside = traceparent()
        with continue_trace(inside, "inner", canal="mail"):
            pass

    inner, outer = kept.spans
    assert (outer.name, outer.service, outer.parent) == ("outer", "demandes", "00f067aa0ba902b7")
    assert (inner.name, inner.parent, inner.trace) == ("inner", outer.id, "4bf92f3577b34da6a3ce929d0e0e4736")
    assert inner.attributes == {"canal": "mail"}


def test_the_gateway_names_a_trace_and_has_no_span(kept: Collecteur) -> None:
    with spans.exported("demandes"), continue_trace(GATEWAY, "first"):
        pass

    assert [span.parent for span in kept.spans] == [""]


def test_what_raises_or_says_so_has_failed(kept: Collecteur) -> None:
    with spans.exported("demandes"):
        with pytest.raises(ValueError, match="so it is"), continue_trace(None, "raises"):
            raise ValueError("so it is")
        with continue_trace(None) as context:
            describe("says so", failed=True, outcome="retried")
        with continue_trace(None, "well"):
            pass

    assert {span.name: span.failed for span in kept.spans} == {"raises": True, "says so": True, "well": False}
    assert kept.of_trace(context.trace_id)[0].attributes == {"outcome": "retried"}


def test_what_has_no_name_or_is_not_sampled_is_not_told(kept: Collecteur) -> None:
    with spans.exported("demandes"):
        with continue_trace(None):
            pass
        with continue_trace(OTHER[:-2] + "00", "not sampled"):
            pass

    assert kept.spans == []


def test_without_a_collector_nothing_is_made() -> None:
    with spans.exported("demandes", {}), continue_trace(None, "nobody hears it"):
        assert not spans.exporting()
        describe("still nobody", failed=True)


def test_a_collector_that_is_away_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")

    with spans.exported("demandes"), continue_trace(None, "lost"):
        assert spans.exporting()

    assert not spans.exporting()
