"""What operators watch of the CTN: how much waits, what the engine says and why, how long each stage takes.

Nothing of a person and no id is a label.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Counter, Gauge, Histogram

from ctn_verification.domain.verdict import Verdict

WAITING = Gauge("permis_ctn_waiting_dossiers", "Dossiers by what they wait for: an agent, or the engine.", ["quoi"])
OLDEST = Gauge("permis_ctn_oldest_dossier_seconds", "Age of the dossier that waits longest; alert.", ["quoi"])
FREE = Gauge("permis_ctn_free_dossiers", "Dossiers that wait for an agent and are in nobody's hand.")
PAIRS = Gauge("permis_ephoto_waiting_pairs", "Pairs of deposits of many e-photos that nobody has looked at.")
VERDICTS = Counter("permis_ctn_verdicts", "Verdicts of the engine, by what it looked at.", ["tache", "controle"])
CAUSES = Counter("permis_ctn_causes", "Why verdicts were not good.", ["tache", "cause", "controle"])
STAGES = Histogram(
    "permis_ctn_stage_seconds", "From file to verdict: chercher (S3), moteur (queue and look).", ["stage"]
)
AGENT = Histogram(
    "permis_ctn_agent_seconds",
    "From the beginning of a round to the agent's decision.",
    buckets=(60, 300, 900, 3600, 4 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600),
)


@contextmanager
def etape(nom: str) -> Iterator[None]:
    """The time of a stage, however it ends."""
    debut = perf_counter()
    try:
        yield
    finally:
        STAGES.labels(nom).observe(perf_counter() - debut)


def compter(tache: str, verdict: Verdict) -> None:
    VERDICTS.labels(tache, verdict.controle).inc()
    for cause in {str(cause.code) for cause in verdict.causes}:
        CAUSES.labels(tache, cause, verdict.controle).inc()
