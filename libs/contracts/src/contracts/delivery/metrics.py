"""What operators watch of the delivery: how far behind, how many handled, how many dead."""

from prometheus_client import Counter, Gauge, Histogram

OUTBOX_UNSENT = Gauge("permis_outbox_unsent_events", "Events written and not yet confirmed by the broker")
OUTBOX_OLDEST = Gauge("permis_outbox_oldest_seconds", "Age of the oldest unsent event; alert above 30")
RELAY_LAG = Histogram(
    "permis_relay_lag_seconds",
    "From the writing of an event to the broker's confirm",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900),
)
OUTBOX_SENT = Counter("permis_outbox_sent_events", "Events confirmed by the broker")
OUTBOX_UNROUTABLE = Counter("permis_outbox_unroutable_events", "Events that no queue took; any increase is an alarm")
HANDLED = Counter("permis_events_handled", "Events by what became of them", ["type", "outcome"])
HANDLER_SECONDS = Histogram(
    "permis_handler_seconds",
    "Time to handle an event; given up after sixty",
    ["type"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60),
)
DEAD_LETTERS = Gauge("permis_dead_letters", "Dead letters that wait for a decision; alert above 0")
PARKED = Gauge("permis_parked_events", "Events on the retry ladder: their handler failed, they come again")
DEADLINES = Counter("permis_deadlines", "Deadlines by what became of them when they were due", ["kind", "outcome"])
OVERDUE = Gauge("permis_deadline_overdue_seconds", "How long the deadline that should have been met first is overdue")
QUEUE_WAITING = Gauge("permis_queue_waiting_events", "Events in the service's queue that no worker has in hand")
QUEUE_AGE = Gauge("permis_queue_age_seconds", "Age of the event that this worker took last; 0 with an empty queue")
