"""The SMTP server of the inbox: accepts mail for anybody and keeps it, unless an outage is switched on."""

import asyncio
import email
import email.policy
import html
import re
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.simulators.messages import Boite, Recu
from deploy.simulators.pannes import Pannes
from deploy.simulators.retours import Retours

SIZE_LIMIT = 20 * 1024 * 1024

REFUSALS = {
    "421": "421 4.3.2 Service momentanement indisponible",
    "451": "451 4.3.0 Reessayez plus tard",
    "550": "550 5.1.1 Destinataire inconnu",
}


class Reception:
    """What aiosmtpd asks for each mail."""

    def __init__(self, boite: Boite, pannes: Pannes, retours: Retours) -> None:
        self._boite = boite
        self._pannes = pannes
        self._retours = retours

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if refusal := REFUSALS.get(self._pannes.smtp or ""):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self._boite.keep(read_mail(raw, envelope.mail_from or "", envelope.rcpt_tos))
        for recipient in envelope.rcpt_tos:
            self._retours.mail(envelope.mail_from or "", recipient, raw)
        if self._pannes.smtp == "coupure" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 OK"


def read_mail(raw: bytes, sender: str, recipients: list[str]) -> list[Recu]:
    """One message for each recipient of the envelope."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    text, page = _part(mail, "plain"), _part(mail, "html")
    files = tuple(part.get_filename() or part.get_content_type() for part in mail.iter_attachments())
    return [
        Recu(
            canal="mail",
            expediteur=str(mail["From"] or sender),
            destinataire=recipient,
            sujet=str(mail["Subject"] or ""),
            texte=text or _as_text(page),
            html=page,
            identifiant=str(mail["Message-ID"] or ""),
            pieces_jointes=files,
            brut=raw,
        )
        for recipient in recipients
    ]


async def listen(boite: Boite, pannes: Pannes, retours: Retours, port: int, host: str = "127.0.0.1") -> asyncio.Server:
    """Accept mail."""
    reception = Reception(boite, pannes, retours)
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(
            reception, hostname="boite.localhost", data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, loop=loop
        ),
        host,
        port,
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # a charset that does not exist: shown as well as can be
        payload = part.get_payload(decode=True)
        return payload.decode("latin-1") if isinstance(payload, bytes) else ""


def _as_text(page: str) -> str:
    page = re.sub(r"(?is)<(style|script|head).*?</\1>", " ", page)
    return html.unescape(re.sub(r"\n{3,}", "\n\n", re.sub(r"<[^>]+>", "", page))).strip()
