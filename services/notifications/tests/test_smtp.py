"""The line to the mail server: secured, kept, counted, opened anew; real servers on real sockets."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from notifications.adapters.mail import Entete
from notifications.adapters.smtp import MAILS_PAR_CONNEXION, Serveur, Smtp
from notifications.domain.message import Message
from notifications.domain.rebond import adresse_de_retour
from notifications.settings import Settings
from notifications.voies import EchecDefinitif, EchecPassager
from services.notifications.tests.conftest import Horloge

ENTETE = Entete("ne-pas-repondre@b.example", "rebonds@b.example", b"cle", "permis.example", "contact@b.example")
LE = Horloge().instant


@dataclass
class Reception:
    """What a server saw."""

    connexions: int = 0
    sessions: set[int] = field(default_factory=set)
    enveloppes: list[Envelope] = field(default_factory=list)
    secures: list[bool] = field(default_factory=list)
    utilisateurs: list[Any] = field(default_factory=list)
    reponse: str = "250 2.0.0 Ok: queued as 4A2B <z@example.fr>"
    refus: str = ""
    transport: asyncio.BaseTransport | None = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if self.refus:
            return self.refus
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.sessions.add(id(session))
        self.enveloppes.append(envelope)
        self.secures.append(session.ssl is not None)
        self.utilisateurs.append(session.auth_data)
        self.transport = server.transport
        return self.reponse


@dataclass(frozen=True)
class Certificat:
    """Of 127.0.0.1, signed by itself."""

    file: Path
    contexte: ssl.SSLContext


@pytest.fixture(scope="session")
def certificat(tmp_path_factory: pytest.TempPathFactory) -> Certificat:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "smtp")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("smtp")
    file, secret = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    contexte = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    contexte.load_cert_chain(file, secret)
    return Certificat(file, contexte)


@asynccontextmanager
async def serveur(
    reception: Reception, *, starttls: ssl.SSLContext | None = None, implicite: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A real mail server; after STARTTLS it wants user and password."""

    def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        good = (data.login, data.password) == (b"permis", b"secret")
        return AuthResult(success=good, auth_data=data.login if good else None)

    def accueil() -> SMTP:
        reception.connexions += 1
        return SMTP(
            reception,
            hostname="smtp.localhost",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=starttls is not None,
            auth_require_tls=implicite is None,
            authenticator=login,
            enable_SMTPUTF8=False,
        )

    server = await asyncio.get_running_loop().create_server(accueil, "127.0.0.1", 0, ssl=implicite)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def message(adresse: str = "zoe@example.fr", id: UUID | None = None) -> Message:
    return Message(id or uuid4(), None, "M02", "mail", "titulaire", adresse, "Objet", "Bonjour,", 1, False, LE)


async def test_starttls_and_a_password_before_anything_is_said(certificat: Certificat) -> None:
    reception, mail = Reception(), message()
    async with serveur(reception, starttls=certificat.contexte) as port:
        smtp = Smtp(Serveur("127.0.0.1", port, "starttls", "permis", "secret", certificat.file), ENTETE)
        references = await smtp.envoyer(mail, LE)
        await smtp.close()

    assert (reception.secures, reception.utilisateurs) == ([True], [b"permis"])
    [enveloppe] = reception.enveloppes
    assert enveloppe.mail_from == adresse_de_retour(mail.id, "rebonds@b.example", b"cle")
    assert b"Reply-To: contact@b.example" in (enveloppe.original_content or b"")
    assert references == ("2.0.0 Ok: queued as 4A2B",)  # the server's name for it, and no address


async def test_tls_from_the_first_byte(certificat: Certificat) -> None:
    reception = Reception()
    async with serveur(reception, implicite=certificat.contexte) as port:
        smtp = Smtp(Serveur("127.0.0.1", port, "implicite", "permis", "secret", certificat.file), ENTETE)
        await smtp.envoyer(message(), LE)
        await smtp.close()

    assert reception.utilisateurs == [b"permis"]


async def test_a_certificate_of_nobody_gets_no_mail_and_no_password(certificat: Certificat) -> None:
    reception = Reception()
    async with serveur(reception, starttls=certificat.contexte) as port:
        smtp = Smtp(Serveur("127.0.0.1", port, "starttls", "permis", "secret"), ENTETE)
        with pytest.raises(EchecPassager):
            await smtp.envoyer(message(), LE)
        await smtp.close()

    assert reception.enveloppes == []


async def test_one_connection_serves_many_mails_and_is_not_used_for_ever() -> None:
    reception = Reception()
    async with serveur(reception) as port:
        smtp = Smtp(Serveur("127.0.0.1", port), ENTETE)
        for _ in range(MAILS_PAR_CONNEXION):
            await smtp.envoyer(message(), LE)
        assert reception.connexions == 1
        await smtp.envoyer(message(), LE)
        await smtp.close()

    assert (reception.connexions, len(reception.enveloppes)) == (2, MAILS_PAR_CONNEXION + 1)


async def test_no_more_connections_than_allowed() -> None:
    reception = Reception()
    async with serveur(reception) as port:
        smtp = Smtp(Serveur("127.0.0.1", port), ENTETE, connexions=3)
        await asyncio.gather(*(smtp.envoyer(message(), LE) for _ in range(30)))
        await smtp.close()

    assert reception.connexions == 3
    assert len(reception.enveloppes) == 30


async def test_a_connection_that_the_server_ended_is_opened_again() -> None:
    reception = Reception()
    async with serveur(reception) as port:
        smtp = Smtp(Serveur("127.0.0.1", port), ENTETE)
        await smtp.envoyer(message(), LE)
        assert reception.transport is not None
        reception.transport.close()
        await asyncio.sleep(0)
        await _until_sent(smtp)
        await smtp.close()

    assert (reception.connexions, len(reception.enveloppes)) == (2, 2)


async def _until_sent(smtp: Smtp) -> None:
    """The end of the line may be noticed by the next command only: then it is one passing failure."""
    try:
        await smtp.envoyer(message(), LE)
    except EchecPassager:
        await smtp.envoyer(message(), LE)


@pytest.mark.parametrize(
    ("refus", "cause", "morte"),
    [
        ("550 5.1.1 <zoe@example.fr>: unknown", "SMTP 550 5.1.1 : boîte aux lettres inconnue", True),
        ("550 No such user", "SMTP 550", True),
        ("552 5.2.2 full", "SMTP 552 5.2.2 : boîte aux lettres pleine", False),
        ("554 5.7.1 spam", "SMTP 554 5.7.1 : refusé par le serveur du destinataire", False),
    ],
)
async def test_a_refusal_says_whether_the_address_is_to_blame(refus: str, cause: str, morte: bool) -> None:
    async with serveur(Reception(refus=refus)) as port:
        smtp = Smtp(Serveur("127.0.0.1", port), ENTETE)
        with pytest.raises(EchecDefinitif) as refused:
            await smtp.envoyer(message(), LE)
        await smtp.close()

    assert (str(refused.value), refused.value.adresse_morte) == (cause, morte)


async def test_what_is_refused_after_the_whole_mail_is_no_fault_of_the_address() -> None:
    async with serveur(Reception(reponse="554 5.7.1 looks like spam")) as port:
        smtp = Smtp(Serveur("127.0.0.1", port), ENTETE)
        with pytest.raises(EchecDefinitif) as refused:
            await smtp.envoyer(message(), LE)
        await smtp.close()

    assert not refused.value.adresse_morte


async def test_an_accent_in_an_address_that_the_server_cannot_write(certificat: Certificat) -> None:
    async with serveur(Reception()) as port:
        smtp = Smtp(Serveur("127.0.0.1", port), ENTETE)
        with pytest.raises(EchecDefinitif, match="ne sait pas écrire"):
            await smtp.envoyer(message("zoé@example.fr"), LE)
        await smtp.envoyer(message(), LE)
        await smtp.close()


def test_a_password_is_never_said_in_the_clear(settings: Settings) -> None:
    known = {name: value for name, value in settings.model_dump().items() if value is not None}
    with pytest.raises(ValidationError, match="SMTP_TLS"):
        Settings.model_validate({**known, "smtp_user": "permis", "smtp_password": "secret"})
    Settings.model_validate({**known, "smtp_user": "permis", "smtp_password": "secret", "smtp_tls": "starttls"})
