"""Reading what comes back by mail: delivery reports (RFC 3464), found among answers, newsletters and noise."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from typing import NamedTuple
from uuid import UUID

from notifications.domain.rebond import STATUT, Retour, message_de, retour_du_statut

ECHEC = "failed"
DESTINATAIRE = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
"""Where servers write to whom a report went: its address says of which mail it speaks."""


class Rapport(NamedTuple):
    """A mail of ours that will not arrive."""

    message: UUID
    retour: Retour


def lire(brut: bytes, cle: bytes) -> Rapport | None:
    """None for anything else: a delay, an answer of an absent person, a report about a mail that is not ours."""
    entetes = BytesHeaderParser(policy=email.policy.default).parsebytes(brut)
    message = message_de(" ".join(_destinataires(entetes)), cle)
    if message is None:
        return None  # most of what a public mailbox gets: not read any further
    try:
        statut = next(_echecs(email.message_from_bytes(brut, policy=email.policy.default)), None)
    except RecursionError:
        return None
    return None if statut is None else Rapport(message, retour_du_statut(statut))


def _destinataires(mail: Message) -> Iterator[str]:
    for nom in DESTINATAIRE:
        for valeur in mail.get_all(nom, ()):
            yield str(valeur)


def _echecs(mail: Message) -> Iterator[str]:
    """The status of each recipient for whom the server gave up."""
    if not isinstance(mail, EmailMessage) or mail.get_content_type() != "multipart/report":
        return
    for part in mail.iter_parts():
        if part.get_content_type() == "message/delivery-status":
            yield from _champs(part)


def _champs(part: Message) -> Iterator[str]:
    """Blocks of fields: of the report first, then of each recipient."""
    for bloc in part.get_payload():
        if isinstance(bloc, Message) and str(bloc.get("Action", "")).strip().lower() == ECHEC:
            found = STATUT.search(str(bloc.get("Status", "")))
            yield found[1] if found else "5.0.0"
