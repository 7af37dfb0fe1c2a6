"""The ladder: an event whose handler failed comes again after 1 s, 10 s, 1 min, 10 min, then it is a dead letter."""

LADDER = ("1s", "10s", "1min", "10min")
"""Routing keys of `<service>.livraison`, one delay queue behind each; the delays are the queues' TTL."""

AGAIN = "encore"
"""Routing key of `<service>.livraison` straight back to the service's queue: the replay of a dead letter."""

ATTEMPT = "x-tentative"
CAUSE = "x-cause"
MAX_ATTEMPTS = len(LADDER) + 1


def next_delay(attempts: int) -> str | None:
    """The delay after so many failed attempts, or None when the ladder ends. `attempts` counts from 1."""
    return LADDER[attempts - 1] if attempts <= len(LADDER) else None
