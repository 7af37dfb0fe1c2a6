"""What a rule is: from an event, and whom the demande concerns if that is known, to the messages."""

from collections.abc import Callable
from typing import Any

from notifications.domain.contacts import Contacts
from notifications.domain.message import AEnvoyer

Regle = Callable[[Any, Contacts | None], list[AEnvoyer]]
