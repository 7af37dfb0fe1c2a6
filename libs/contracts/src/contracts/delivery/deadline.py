"""A moment when something must happen unless it happened before: seven days to activate, thirty to complete."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Deadline:
    """A row of `deadlines` in the hands of the function for its kind. `begin(deadline)` meets it once."""

    id: UUID
    kind: str
    subject: UUID
    due_at: datetime
