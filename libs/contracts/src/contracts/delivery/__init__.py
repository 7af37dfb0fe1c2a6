"""Events leave with the state that they tell of, arrive at least once, and have their effect exactly once.

    begin() → outbox.put() → COMMIT → relay → permis.events → queue → consumer → begin(received) → COMMIT → ack

`main.py` of a service composes `Database`, `relay`, `consume` and `sweep`; nothing here is inherited from.
"""

from contracts.delivery.consumer import Subscription, consume, on
from contracts.delivery.database import AlreadyHandled, Database, Tx
from contracts.delivery.deadline import Deadline
from contracts.delivery.deadlines import Due, cancel, due, plan, sweep
from contracts.delivery.envelope import Received
from contracts.delivery.outbox import put
from contracts.delivery.relay import relay

__all__ = [
    "AlreadyHandled",
    "Database",
    "Deadline",
    "Due",
    "Received",
    "Subscription",
    "Tx",
    "cancel",
    "consume",
    "due",
    "on",
    "plan",
    "put",
    "relay",
    "sweep",
]
