"""Mail by SMTP: a few connections that are kept, looked after, and opened anew."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import aiosmtplib

from notifications.adapters.mail import Entete, composer
from notifications.domain.message import Message
from notifications.domain.rebond import refus_du_destinataire
from notifications.voies import EchecDefinitif, EchecPassager

PATIENCE = 10.0  # seconds
PERMANENT = 500
FERMETURE = 421
MAILS_PAR_CONNEXION = 100  # then a new one: servers end those that are used for too long, and balancers see none
OISIVE = 20.0  # seconds after which a connection is asked whether it still lives
REFERENCE_MAX = 120

Tls = Literal["aucun", "starttls", "implicite"]


@dataclass(frozen=True)
class Serveur:
    """Where mail is handed in, and how."""

    host: str
    port: int
    tls: Tls = "aucun"
    user: str | None = None
    password: str | None = None
    autorite: Path | None = None

    def client(self) -> aiosmtplib.SMTP:
        secure = None if self.tls == "aucun" else _contexte(self.autorite)
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            start_tls=self.tls == "starttls",
            use_tls=self.tls == "implicite",
            tls_context=secure,
            timeout=PATIENCE,
        )


class Connexion:
    """One kept connection."""

    def __init__(self, serveur: Serveur) -> None:
        self._client = serveur.client()
        self._mails = 0
        self._derniere = 0.0

    async def prete(self) -> aiosmtplib.SMTP:
        """Alive: what a server ended while nobody looked is opened again before a mail is risked on it."""
        loop = asyncio.get_running_loop()
        if self._client.is_connected:
            if self._mails >= MAILS_PAR_CONNEXION:
                await self._quitter()
            elif loop.time() - self._derniere > OISIVE and not await self._vit():
                self._client.close()
        if not self._client.is_connected:
            await self._client.connect()
            self._mails = 0
        self._mails, self._derniere = self._mails + 1, loop.time()
        return self._client

    def close(self) -> None:
        self._client.close()

    async def _vit(self) -> bool:
        try:
            await self._client.noop()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            return False
        return True

    async def _quitter(self) -> None:
        try:
            await self._client.quit()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            self._client.close()


class Smtp:
    """As many connections as may be used at a time. Raises EchecPassager or EchecDefinitif."""

    def __init__(self, serveur: Serveur, entete: Entete, *, connexions: int = 1) -> None:
        self.paralleles = connexions
        self._entete = entete
        self._toutes = [Connexion(serveur) for _ in range(connexions)]
        self._libres: asyncio.LifoQueue[Connexion] = asyncio.LifoQueue()
        for connexion in self._toutes:
            self._libres.put_nowait(connexion)

    async def envoyer(self, message: Message, now: datetime) -> Sequence[str]:
        """The server's name for the mail, when it says one."""
        mail = composer(message, self._entete, now)
        async with self._connexion() as connexion:
            reponse = await _remettre(connexion, mail, self._entete.retour(message), message.adresse)
        return _references(reponse)

    async def close(self) -> None:
        for connexion in self._toutes:
            connexion.close()

    @asynccontextmanager
    async def _connexion(self) -> AsyncIterator[Connexion]:
        connexion = await self._libres.get()
        try:
            yield connexion
        finally:
            self._libres.put_nowait(connexion)


async def _remettre(connexion: Connexion, mail: EmailMessage, retour: str, adresse: str) -> str:
    """What the server said to the whole mail."""
    try:
        client = await connexion.prete()
        _, reponse = await client.send_message(mail, sender=retour, recipients=[adresse])
    except aiosmtplib.SMTPRecipientsRefused as refused:
        raise _refus(connexion, refused.recipients[0], destinataire=True) from None
    except aiosmtplib.SMTPDataError as refused:
        raise _refus(connexion, refused, destinataire=False) from None
    except aiosmtplib.SMTPNotSupported:
        raise EchecDefinitif("adresse que le serveur ne sait pas écrire") from None
    except aiosmtplib.SMTPResponseException as refused:
        connexion.close()  # this service is refused, not this message: greeting, password, sender
        raise EchecPassager(f"SMTP {refused.code}") from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as outage:
        connexion.close()  # perhaps after the last word: then it goes twice, with the same Message-ID
        raise EchecPassager(type(outage).__name__) from None
    except asyncio.CancelledError:
        connexion.close()  # in the middle of a dialogue: nobody can go on with it
        raise
    return reponse


def _refus(
    connexion: Connexion, refused: aiosmtplib.SMTPResponseException, *, destinataire: bool
) -> EchecPassager | EchecDefinitif:
    """5xx is for ever, 4xx for now (RFC 5321 §4.2.1)."""
    if refused.code == FERMETURE:
        connexion.close()
    if refused.code < PERMANENT:
        return EchecPassager(f"SMTP {refused.code}")
    if not destinataire:
        return EchecDefinitif(f"SMTP {refused.code}")
    retour = refus_du_destinataire(refused.code, refused.message)
    return EchecDefinitif(retour.cause, adresse_morte=retour.adresse_morte)


def _references(reponse: str) -> Sequence[str]:
    """«2.0.0 Ok: queued as 4A2B», without anything that could be an address."""
    lisible = " ".join(mot for mot in reponse.split() if "@" not in mot and mot.isprintable())[:REFERENCE_MAX]
    return (lisible,) if lisible else ()


def _contexte(autorite: Path | None) -> ssl.SSLContext:
    """The certificate is always verified, by the system's authorities or by the one that is named."""
    contexte = ssl.create_default_context(cafile=autorite)
    contexte.minimum_version = ssl.TLSVersion.TLSv1_2
    return contexte
