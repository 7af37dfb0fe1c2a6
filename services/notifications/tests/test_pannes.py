"""What the sender does when servers are slow, strict or wrong: nothing lost, nothing twice, nobody held up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from aiosmtpd.smtp import SMTP, AuthResult
from sqlalchemy import text

from contracts.events.accounts import CompteOuvertV1
from contracts.testing import deliver, examples
from notifications.adapters.mail import Entete
from notifications.adapters.smtp import Serveur, Smtp
from notifications.app import App
from notifications.domain.message import Message
from notifications.envoi import envoyer_ce_qui_attend, envoyer_sans_fin
from notifications.handlers import HANDLERS
from notifications.voies import Voie
from services.notifications.tests.conftest import Boite, Horloge
from services.notifications.tests.test_envoi import VALIDEE, active, adresse, envoyer, etats

ENTETE = Entete("a@b.example", "rebonds@b.example", b"cle", "permis.example")


@dataclass
class Ralentie:
    """A real way to send, with something that happens before each message."""

    voie: Voie
    avant: Callable[[], None]

    paralleles = 1

    async def envoyer(self, message: Message, now: datetime) -> Sequence[str]:
        self.avant()
        return await self.voie.envoyer(message, now)

    async def close(self) -> None:
        await self.voie.close()


@asynccontextmanager
async def serveur_qui_refuse_le_mot_de_passe() -> AsyncIterator[int]:
    """A real mail server: it answers 535 to whoever logs in."""

    def refuser(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(object(), auth_require_tls=False, authenticator=refuser, hostname="strict.localhost"),
        "127.0.0.1",
        0,
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def test_an_address_that_would_make_a_header_goes_nowhere(app: App, boite: Boite) -> None:
    good, other = adresse(), adresse()
    await deliver(HANDLERS, app, active(f"{other}\r\nBcc: {adresse()}"), uuid4())
    await deliver(HANDLERS, app, active(f"{other}, {adresse()}"), uuid4())
    await deliver(HANDLERS, app, active(good), uuid4())

    await envoyer(app)

    assert await boite.recus(other) == []
    assert len(await boite.recus(good)) == 1
    assert await etats(app) == {"echec_definitif": 2, "remis": 1, "non_envoye": 2}  # two accounts are told


async def test_a_wrong_password_is_no_reason_to_give_messages_up(app: App, boite: Boite, horloge: Horloge) -> None:
    email = adresse()
    await deliver(HANDLERS, app, active(email), uuid4())
    async with serveur_qui_refuse_le_mot_de_passe() as port:
        mail = Smtp(Serveur("127.0.0.1", port, user="u", password="faux"), ENTETE)
        await envoyer(replace(app, voies={"mail": mail}))
        await mail.close()
    async with app.db.begin() as tx:
        assert (await tx.execute(text("SELECT etat, faute FROM messages"))).one() == ("a_envoyer", "SMTP 535")

    horloge.avance(minutes=1)
    await envoyer(app)

    assert len(await boite.recus(email)) == 1


async def test_a_slow_server_does_not_make_a_sender_send_what_another_took(
    app: App, boite: Boite, horloge: Horloge
) -> None:
    """Twenty messages at forty seconds each: the others take over what it had in hand for too long."""
    emails = [adresse() for _ in range(20)]
    for email in emails:
        await deliver(HANDLERS, app, active(email), uuid4())
    slow = replace(app, voies={"mail": Ralentie(app.voies["mail"], lambda: horloge.avance(seconds=40))})

    await envoyer_ce_qui_attend(slow, "mail")

    assert await etats(app) == {"remis": 2, "a_envoyer": 18}
    async with app.db.begin() as tx:
        tries = await tx.execute(text("SELECT DISTINCT essais FROM messages WHERE etat = 'a_envoyer'"))
        assert tries.scalars().all() == [0]  # what was only in hand is not a try
    await envoyer(app)
    assert [len(await boite.recus(email)) for email in emails] == [1] * 20


async def test_who_comes_late_undoes_nothing(app: App, boite: Boite, horloge: Horloge) -> None:
    """A sender was away for three minutes and then hears of a failure; meanwhile another delivered the message."""
    email = adresse()
    await deliver(HANDLERS, app, active(email), uuid4())
    await boite.panne(smtp="451")
    at_the_server, go_on = asyncio.Event(), asyncio.Event()

    class Absente(Ralentie):
        async def envoyer(self, message: Message, now: datetime) -> Sequence[str]:
            at_the_server.set()
            await go_on.wait()
            return await self.voie.envoyer(message, now)

    away = replace(app, voies={"mail": Absente(app.voies["mail"], lambda: None)})
    late = asyncio.ensure_future(envoyer_ce_qui_attend(away, "mail"))
    await at_the_server.wait()
    horloge.avance(minutes=3)
    await boite.panne()
    await envoyer(app)
    await boite.panne(smtp="451")
    go_on.set()
    await late

    assert await etats(app) == {"remis": 1}
    assert len(await boite.recus(email)) == 1


async def test_an_operator_that_hangs_holds_up_no_mail(app: App, boite: Boite) -> None:
    email = adresse()
    hangs, released = asyncio.Event(), asyncio.Event()

    class Pendue(Ralentie):
        async def envoyer(self, message: Message, now: datetime) -> Sequence[str]:
            hangs.set()
            await released.wait()
            return ()

    busy = replace(app, voies=dict(app.voies) | {"sms": Pendue(app.voies["sms"], lambda: None)})
    await deliver(HANDLERS, busy, VALIDEE, uuid4())
    sending = asyncio.ensure_future(envoyer_sans_fin(busy))
    try:
        await hangs.wait()
        await deliver(HANDLERS, busy, active(email), uuid4())
        async with asyncio.timeout(10):
            while not await boite.recus(email):  # noqa: ASYNC110 - another process is asked
                await asyncio.sleep(0.02)
    finally:
        released.set()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def test_a_fault_of_one_message_does_not_stop_those_behind_it(app: App, boite: Boite) -> None:
    emails = [adresse() for _ in range(3)]
    for email in emails:
        await deliver(HANDLERS, app, active(email), uuid4())
    faults = iter([ZeroDivisionError])

    def une_fois() -> None:
        for fault in faults:
            raise fault

    await envoyer(replace(app, voies={"mail": Ralentie(app.voies["mail"], une_fois)}))

    assert await etats(app) == {"remis": 2, "a_envoyer": 1}


async def test_a_line_that_drops_before_the_yes_is_a_double_that_shows(
    app: App, boite: Boite, horloge: Horloge
) -> None:
    email = adresse()
    await boite.panne(smtp="coupure")
    await deliver(HANDLERS, app, active(email), uuid4())
    await envoyer(app)
    await boite.panne()
    horloge.avance(minutes=1)
    await envoyer(app)

    received = await boite.recus(email)
    assert await etats(app) == {"remis": 1}
    assert len(received) == 2
    assert len({mail["identifiant"] for mail in received}) == 1


async def test_a_number_that_does_not_exist_is_not_tried_for_ever(app: App, boite: Boite) -> None:
    contact = VALIDEE.dossier.contact.model_copy(update={"email": adresse(), "telephone": "+33639989990"})
    dossier = VALIDEE.dossier.model_copy(update={"contact": contact})
    await deliver(HANDLERS, app, VALIDEE.model_copy(update={"dossier": dossier}), uuid4())

    await envoyer(app)

    async with app.db.begin() as tx:
        rows = await tx.execute(
            text("SELECT canal, etat, essais, faute FROM messages WHERE modele ~ 'M0[67]' ORDER BY 1")
        )
        assert [tuple(row) for row in rows] == [
            ("mail", "remis", 1, None),
            ("sms", "echec_definitif", 1, "numéro inconnu de l'opérateur"),
        ]


async def test_a_link_that_could_not_be_sent_is_not_kept(app: App, boite: Boite) -> None:
    [message] = [m for _, m in examples("permis.accounts.compte-ouvert.v1") if json.loads(m)["data"]["demande"]]
    opened = CompteOuvertV1.read(json.loads(message)["data"]).model_copy(update={"email": adresse()})
    await boite.panne(smtp="550")
    await deliver(HANDLERS, app, opened, opened.compte)

    await envoyer(app)

    async with app.db.begin() as tx:
        kept = (await tx.execute(text("SELECT etat, texte FROM messages WHERE modele = 'M03'"))).one()
    assert tuple(kept) == ("echec_definitif", "")
