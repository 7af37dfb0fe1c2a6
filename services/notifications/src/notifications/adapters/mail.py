"""Mail by SMTP, on one connection that is kept."""

import asyncio
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from notifications.domain.message import Message, une_seule_adresse
from notifications.voies import EchecDefinitif, EchecPassager

PATIENCE = 10.0  # seconds
PERMANENT = 500


class Smtp:
    """One connection, opened anew when it broke. Raises EchecPassager or EchecDefinitif."""

    def __init__(
        self, host: str, port: int, *, expediteur: str, user: str | None, password: str | None, tls: bool, domaine: str
    ) -> None:
        self._client = aiosmtplib.SMTP(
            hostname=host, port=port, username=user, password=password, start_tls=tls, use_tls=False, timeout=PATIENCE
        )
        self._expediteur, self._domaine = expediteur, domaine
        self._one_at_a_time = asyncio.Lock()

    async def envoyer(self, message: Message, now: datetime) -> None:
        mail = self._composer(message, now)
        async with self._one_at_a_time:
            try:
                if not self._client.is_connected:
                    await self._client.connect()
                await self._client.send_message(mail)
            except aiosmtplib.SMTPRecipientsRefused as refused:
                raise _refus(refused.recipients[0]) from None
            except aiosmtplib.SMTPDataError as refused:
                raise _refus(refused) from None
            except aiosmtplib.SMTPResponseException as refused:
                self._client.close()  # this service is refused, not this message: greeting, password, sender
                raise EchecPassager(f"SMTP {refused.code}") from None
            except (aiosmtplib.SMTPException, OSError, TimeoutError) as outage:
                self._client.close()
                raise EchecPassager(type(outage).__name__) from None
            except asyncio.CancelledError:
                self._client.close()  # in the middle of a dialogue: nobody can go on with it
                raise

    async def close(self) -> None:
        self._client.close()

    def _composer(self, message: Message, now: datetime) -> EmailMessage:
        """The Message-ID comes from the row: whoever gets a mail twice can tell."""
        if not une_seule_adresse(message.adresse):
            raise EchecDefinitif("adresse illisible")
        mail = EmailMessage()
        mail["From"] = self._expediteur
        mail["To"] = message.adresse
        mail["Subject"] = message.objet
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<{message.id}@{self._domaine}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = "fr"
        mail.set_content(message.texte + "\n", cte="quoted-printable")
        return mail


def _refus(refused: aiosmtplib.SMTPResponseException) -> EchecPassager | EchecDefinitif:
    """5xx is for ever, 4xx for now (RFC 5321 §4.2.1)."""
    kind = EchecDefinitif if refused.code >= PERMANENT else EchecPassager
    return kind(f"SMTP {refused.code}")
