"""What the outside world says afterwards: reports of mails that could not be delivered, receipts of SMS."""

import asyncio
import json
import os
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage

import httpx
from standardwebhooks import Webhook

from deploy.simulators.secret import secret

ESSAIS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # seconds between tries of one call
EN_COURS_MAX = 200
GARDES = 500

DISPARU, PLEINE = "disparu", "pleine"
STATUTS: Mapping[str, tuple[str, str]] = {
    DISPARU: ("5.1.1", "550 5.1.1 User unknown"),
    PLEINE: ("5.2.2", "552 5.2.2 Mailbox full"),
}
"""Mailboxes whose name begins so take every mail, and send it back afterwards."""

ETEINT_PREFIX = "3363998998"  # 06 39 98 99 8x: of the numbers reserved for fiction, those where no SMS arrives
DISTRIBUE, PERDU, NON_ATTRIBUE = 0, 2, 104


@dataclass
class Retours:
    """Calls the service back. Without an address to call it keeps what it would say, for whoever asks."""

    url: str = ""
    rebonds: tuple[str, str] = ("", "")
    cle: str = field(default="", repr=False)
    dits: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=GARDES))
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=5), repr=False)

    @classmethod
    def from_environment(cls) -> "Retours":
        rebonds = os.environ.get("BOITE_REBONDS_USER", ""), secret("BOITE_REBONDS_PASSWORD")
        url, cle = os.environ.get("BOITE_RETOURS_URL", ""), secret("BOITE_ACCUSES_CLE")
        return cls(url, rebonds, cle)

    def mail(self, envoyeur: str, destinataire: str, brut: bytes) -> None:
        """A report to the sender of the envelope, if the mailbox is one of those that send back."""
        locale = destinataire.partition("@")[0].lower()
        statut = next((statut for name, statut in STATUTS.items() if locale.startswith(name)), None)
        if statut is not None and envoyeur:
            rapport = report(envoyeur, destinataire, *statut, brut)
            self.dits.append((destinataire, rapport.decode()))
            basic = httpx.BasicAuth(*self.rebonds)
            self._later("rebonds", rapport, {"Content-Type": "message/rfc822"}, basic)

    def sms(self, number: str, references: list[str], correlation: str) -> None:
        """A receipt for each part, signed."""
        lost = number.removeprefix("+").startswith(ETEINT_PREFIX)
        for reference in references:
            said = {"messageId": reference, "correlationId": correlation, "statusCode": PERDU if lost else DISTRIBUE}
            body = json.dumps(said | ({"reasonCode": NON_ATTRIBUE} if lost else {}))
            self.dits.append((number, body))
            self._later("accuses-sms", body.encode(), self.signature(body), httpx.Auth())

    def signature(self, body: str) -> dict[str, str]:
        """Headers of one call, as the library of Standard Webhooks makes them."""
        id, now = f"acc_{uuid.uuid4().hex}", datetime.now(UTC)
        signed = Webhook(self.cle).sign(id, now, body) if self.cle else ""
        stamp = {"webhook-id": id, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signed}
        return {"Content-Type": "application/json", **stamp}

    def _later(self, path: str, body: bytes, headers: dict[str, str], auth: httpx.Auth) -> None:
        if not self.url or len(self._tasks) >= EN_COURS_MAX:
            return
        task = asyncio.get_running_loop().create_task(self._call(f"{self.url}/{path}", body, headers, auth))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, url: str, body: bytes, headers: dict[str, str], auth: httpx.Auth) -> None:
        """Until it is taken; a receipt that comes before its SMS was noted is refused at first."""
        for pause in ESSAIS:
            await asyncio.sleep(pause)
            try:
                answer = await self._http.post(url, content=body, headers=headers, auth=auth)
            except httpx.HTTPError:
                continue
            if answer.is_success:
                return

    async def close(self) -> None:
        """Calls that wait for their next try are given up."""
        for task in self._tasks:
            task.cancel()
        await self._http.aclose()


def report(envoyeur: str, destinataire: str, statut: str, diagnostic: str, brut: bytes) -> bytes:
    """RFC 3464, as mail servers write it: words for people, fields for programs, the headers of the mail."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "MAILER-DAEMON@boite.localhost", envoyeur
    mail["Subject"], mail["Auto-Submitted"] = "Undelivered Mail Returned to Sender", "auto-replied"
    mail.set_content("Votre message n'a pas pu être remis.")
    mail.make_mixed()
    mail.set_type("multipart/report")
    mail.set_param("report-type", "delivery-status")
    entete = "Reporting-MTA: dns; boite.localhost\r\n"
    champs = f"Final-Recipient: rfc822; {destinataire}\r\nAction: failed\r\nStatus: {statut}\r\n"
    machine = EmailMessage()
    machine["Content-Type"] = "message/delivery-status"
    machine.set_payload([_bloc(entete), _bloc(f"{champs}Diagnostic-Code: smtp; {diagnostic}\r\n")])
    mail.attach(machine)
    retour = EmailMessage()
    retour["Content-Type"] = "text/rfc822-headers; charset=utf-8"
    retour.set_payload(brut.partition(b"\r\n\r\n")[0].decode(errors="replace"))
    mail.attach(retour)
    return bytes(mail)


def _bloc(fields: str) -> EmailMessage:
    bloc = EmailMessage()
    for line in fields.strip().split("\r\n"):
        name, _, value = line.partition(": ")
        bloc[name] = value
    return bloc
