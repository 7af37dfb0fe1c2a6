"""Every event there is: one module for each publishing service, one class for each version."""

from contracts.events import accounts, ctn, demandes, documents, instruction, notifications
from contracts.events.base import Event

MODULES = {
    "accounts": accounts,
    "demandes": demandes,
    "ctn": ctn,
    "instruction": instruction,
    "notifications": notifications,
    "documents": documents,
}

ALL: dict[str, type[Event]] = {
    kind.type: kind
    for module in MODULES.values()
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Wire name → class."""
