"""What is heard after a message was taken: bounces by mail, receipts of SMS; a dead address is told and spared."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from standardwebhooks import Webhook

from contracts.events.accounts import CoordonneesChangeesV1
from contracts.events.demandes import DemandeValideeV1
from contracts.events.notifications import MessageNonRemisV1
from contracts.http import serve
from contracts.identity import Verifier, token_for
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from deploy.local.place import Place
from deploy.simulators.retours import report
from notifications.app import App
from notifications.domain.message import Etat
from notifications.domain.rebond import adresse_de_retour
from notifications.domain.silence import Silence
from notifications.handlers import HANDLERS
from notifications.main import http
from notifications.rapports import lire
from notifications.settings import Settings
from services.notifications.tests.conftest import KEY, Boite, Horloge
from services.notifications.tests.test_envoi import VALIDEE, active, adresse, envoyer, etats

ETEINT = "+33639989985"
REBONDS, ACCUSES = "/api/notifications/rebonds", "/api/notifications/accuses-sms"


def validee(email: str, telephone: str = "+33612345678", candidat: UUID | None = None) -> DemandeValideeV1:
    """The example, for somebody else."""
    contact = VALIDEE.dossier.contact.model_copy(update={"email": email, "telephone": telephone})
    changes = {"contact": contact, "candidat": candidat or uuid4()}
    return VALIDEE.model_copy(update={"dossier": VALIDEE.dossier.model_copy(update=changes)})


async def lignes(
    app: App, colonnes: str = "modele, canal, etat", ordre: str = "modele, canal"
) -> list[tuple[Any, ...]]:
    async with app.db.begin() as tx:
        rows = await tx.execute(text(f"SELECT {colonnes} FROM messages ORDER BY {ordre}"))
        return [tuple(row) for row in rows]


@pytest.fixture
def cle(settings: Settings) -> str:
    return settings.sms_accuses_cle.get_secret_value()


def signe(cle: str, now: datetime, corps: bytes, id: str | None = None) -> dict[str, str]:
    """Headers as the library of Standard Webhooks makes them."""
    id = id or uuid4().hex
    signature = Webhook(cle).sign(id, now, corps.decode())
    return {"webhook-id": id, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


async def references(app: App) -> list[str]:
    async with app.db.begin() as tx:
        return list((await tx.execute(text("SELECT reference FROM accuses ORDER BY reference"))).scalars())


async def court(app: App) -> None:
    """One part instead of two: the ô of the seed's «contrôlée» is in no small alphabet."""
    async with app.db.begin() as tx:
        await tx.execute(text("UPDATE messages SET texte = 'Bonjour' WHERE canal = 'sms'"))


def basic(settings: Settings) -> httpx.BasicAuth:
    return httpx.BasicAuth(settings.rebonds_user, settings.rebonds_password.get_secret_value())


@pytest.fixture
async def en_service(app: App, place: Place) -> AsyncIterator[App]:
    """The service at its own port and by the real clock, so that the outside world can call it."""
    app = replace(app, now=lambda: datetime.now(UTC), silence=Silence(time(0), time(0)))
    stop = asyncio.Event()
    serving = asyncio.ensure_future(serve(http(app, Verifier.of_keys(KEY)), place.ports["notifications"], stop=stop))
    yield app
    stop.set()
    await serving


async def jusqu_a(app: App, wanted: dict[str, int]) -> None:
    async with asyncio.timeout(10):
        while await etats(app) != wanted:  # noqa: ASYNC110 - another process calls
            await asyncio.sleep(0.05)


async def test_a_bounce_comes_all_the_way_back(en_service: App, boite: Boite) -> None:
    demande, candidat = uuid4(), uuid4()
    await deliver(HANDLERS, en_service, validee(f"disparu-{uuid4().hex}@example.fr", candidat=candidat), demande)
    await envoyer(en_service)

    # M06 came back; N22 to the dead mailbox stands in the account; M07 and N22 by SMS reached the phone; N21 the school
    await jusqu_a(en_service, {"echec_definitif": 1, "non_envoye": 1, "arrive": 1, "a_envoyer": 2})
    await envoyer(en_service)
    await jusqu_a(en_service, {"echec_definitif": 1, "non_envoye": 1, "arrive": 2, "remis": 1})
    told = [fact for fact in await published(en_service.db, demande) if isinstance(fact, MessageNonRemisV1)]
    assert [(fact.modele, fact.canal, fact.destinataire, fact.cause) for fact in told] == [
        ("M06", "mail", "candidat", "5.1.1 : boîte aux lettres inconnue")
    ]


async def test_an_sms_that_never_arrives_is_told_by_mail(en_service: App) -> None:
    email = adresse()
    await deliver(HANDLERS, en_service, validee(email, ETEINT), uuid4())
    await envoyer(en_service)
    await jusqu_a(en_service, {"echec_definitif": 1, "remis": 1, "a_envoyer": 2})
    await envoyer(en_service)

    assert await lignes(en_service) == [
        ("M06", "mail", "remis"),
        ("M07", "sms", "echec_definitif"),
        ("N21", "mail", "remis"),
        ("N22-telephone", "mail", "remis"),
    ]


async def test_nothing_more_goes_to_a_dead_address_until_it_changes(
    app: App, api: httpx.AsyncClient, boite: Boite, settings: Settings
) -> None:
    email, compte = f"disparu-{uuid4().hex}@example.fr", uuid4()
    await deliver(HANDLERS, app, active(email, compte), compte)
    await envoyer(app)
    [rapport] = await boite.retours(email)
    assert (await api.post(REBONDS, content=rapport.encode(), auth=basic(settings))).status_code == 204
    assert (await api.post(REBONDS, content=rapport.encode(), auth=basic(settings))).status_code == 204  # once

    await deliver(HANDLERS, app, active(email.upper(), compte), compte)
    await envoyer(app)
    assert len(await boite.recus(email)) == 1
    headers = {"Authorization": f"Bearer {token_for(KEY, Role.USAGER, id=compte)}"}
    shown = (await api.get("/api/notifications", headers=headers)).json()
    assert [(m["modele"], m["etat"]) for m in shown["elements"]].count(("M02", "non_envoye")) == 1
    assert {m["modele"] for m in shown["elements"]} == {"M02", "N22-adresse"}
    [morte] = shown["adresses_mortes"]
    assert (morte["canal"], morte["apercu"]) == ("mail", "d***@example.fr")
    assert "autre adresse électronique" in morte["remede"]

    nouvelle = adresse()
    changed = CoordonneesChangeesV1(
        compte=compte, nom="Ünal", email=nouvelle, ancien_email=email, changees_le=app.now()
    )
    await deliver(HANDLERS, app, changed, compte)
    await deliver(HANDLERS, app, active(nouvelle, compte), compte)
    await envoyer(app)
    assert len(await boite.recus(nouvelle)) == 1
    assert (await api.get("/api/notifications", headers=headers)).json()["adresses_mortes"] == []


async def test_what_waits_for_a_dead_address_is_not_sent_any_more(app: App, boite: Boite, horloge: Horloge) -> None:
    email, compte = adresse(), uuid4()
    await boite.panne(smtp="451")
    for _ in range(3):
        await deliver(HANDLERS, app, active(email, compte), compte)
    await envoyer(app)
    await boite.panne(smtp="550")
    horloge.avance(minutes=1)
    await envoyer(app)

    assert await etats(app) == {"echec_definitif": 1, "non_envoye": 3} or await etats(app) == {
        "echec_definitif": 3,
        "non_envoye": 1,
    }


async def test_an_address_that_the_account_left_is_nobody_s_concern(
    app: App, api: httpx.AsyncClient, boite: Boite, settings: Settings
) -> None:
    compte, ancien = uuid4(), f"disparu-{uuid4().hex}@example.fr"
    changed = CoordonneesChangeesV1(
        compte=compte, nom="Ünal", email=adresse(), ancien_email=ancien, changees_le=app.now()
    )
    await deliver(HANDLERS, app, changed, compte)
    await envoyer(app)
    [rapport] = await boite.retours(ancien)
    await api.post(REBONDS, content=rapport.encode(), auth=basic(settings))

    assert await lignes(app) == [("N18-coordonnees", "mail", "echec_definitif")]
    headers = {"Authorization": f"Bearer {token_for(KEY, Role.USAGER, id=compte)}"}
    assert (await api.get("/api/notifications", headers=headers)).json()["adresses_mortes"] == []


async def test_a_full_mailbox_is_no_dead_address(
    app: App, api: httpx.AsyncClient, boite: Boite, settings: Settings
) -> None:
    email = f"pleine-{uuid4().hex}@example.fr"
    await deliver(HANDLERS, app, active(email), uuid4())
    await envoyer(app)
    [rapport] = await boite.retours(email)
    await api.post(REBONDS, content=rapport.encode(), auth=basic(settings))

    assert await lignes(app, "etat, faute") == [("echec_definitif", "5.2.2 : boîte aux lettres pleine")]
    await deliver(HANDLERS, app, active(email), uuid4())
    await envoyer(app)
    assert len(await boite.recus(email)) == 2


@pytest.mark.parametrize(("user", "password"), [("rebonds", "faux"), ("", ""), ("é", "é")])
async def test_bounces_of_strangers_are_not_read(api: httpx.AsyncClient, user: str, password: str) -> None:
    assert (await api.post(REBONDS, content=b"x", auth=httpx.BasicAuth(user, password))).status_code == 401
    assert (await api.post(REBONDS, content=b"x")).status_code == 401


async def test_what_is_no_report_of_ours_changes_nothing(app: App, api: httpx.AsyncClient, settings: Settings) -> None:
    await deliver(HANDLERS, app, active(adresse()), uuid4())
    await envoyer(app)
    [(id,)] = await lignes(app, "id", "id")
    ours = adresse_de_retour(id, "rebonds@permis.example", app.cles.sceau)
    absent = EmailMessage()
    absent["To"], absent["Auto-Submitted"] = ours, "auto-replied"
    absent.set_content("Je suis absente jusqu'au 3 mai.")
    forged = report(ours.replace(".", ".0", 1), "zoe@example.fr", "5.1.1", "550", b"")
    delayed = report(ours, "zoe@example.fr", "4.4.1", "", b"").replace(b"Action: failed", b"Action: delayed")
    nested = f"To: {ours}\n".encode() + b"".join(
        b"Content-Type: multipart/report; boundary=%d\n\n--%d\n" % (n, n) for n in range(2000)
    )
    for brut in (bytes(absent), forged, delayed, b"", b"\xff\x00 bruit", b"Content-Type: multipart/report\n\n", nested):
        assert (await api.post(REBONDS, content=brut, auth=basic(settings))).status_code == 204

    assert await etats(app) == {"remis": 1}


@given(st.binary(max_size=400))
def test_whatever_arrives_at_the_address_of_bounces_is_read_or_left(brut: bytes) -> None:
    entete = f"To: {adresse_de_retour(uuid4(), 'rebonds@permis.example', b'cle')}\nContent-Type: ".encode()

    assert lire(brut, b"cle") is None
    lire(entete + b"multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n" + brut, b"cle")


async def test_a_receipt_is_heard_once_and_only_with_its_signature(
    app: App, api: httpx.AsyncClient, cle: str, horloge: Horloge
) -> None:
    await deliver(HANDLERS, app, validee(adresse()), uuid4())
    await court(app)
    await envoyer(app)
    [reference] = await references(app)
    corps = json.dumps({"messageId": reference, "statusCode": 0}).encode()
    now, autre = horloge.instant, f"whsec_{'A' * 40}"
    good = signe(cle, now, corps)
    vieux = signe(cle, now - timedelta(minutes=6), corps)
    for entetes in ({}, signe(autre, now, corps), vieux, signe(cle, now, b"{}"), good | {"webhook-signature": "v1,é"}):
        pairs = [(name.encode(), value.encode()) for name, value in entetes.items()]
        assert (await api.post(ACCUSES, content=corps, headers=pairs)).status_code == 401
    assert (await etats(app))["remis"] == 2

    assert (await api.post(ACCUSES, content=corps, headers=good)).status_code == 204
    assert await etats(app) == {"remis": 1, "arrive": 1}
    lost = json.dumps({"messageId": reference, "statusCode": 2, "reasonCode": 103}).encode()
    assert (await api.post(ACCUSES, content=lost, headers=signe(cle, now, lost))).status_code == 204
    assert (await api.post(ACCUSES, content=corps, headers=good)).status_code == 204  # replayed
    assert await etats(app) == {"remis": 1, "arrive": 1}


@pytest.mark.parametrize(
    ("corps", "status"),
    [
        ({"messageId": "inconnu", "statusCode": 0}, 404),
        ({"messageId": "x", "correlationId": "99999999-9999-4999-8999-999999999999", "statusCode": 0}, 404),
        ({"messageId": "x"}, 422),
        ([1], 422),
        ({"messageId": "", "statusCode": 0}, 422),
    ],
)
async def test_a_receipt_that_nobody_knows(
    api: httpx.AsyncClient, cle: str, horloge: Horloge, corps: Any, status: int
) -> None:
    brut = json.dumps(corps).encode()

    answer = await api.post(ACCUSES, content=brut, headers=signe(cle, horloge.instant, brut))

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_receipt_settles_the_doubt_and_nobody_gets_an_sms_twice(
    app: App, api: httpx.AsyncClient, boite: Boite, cle: str, horloge: Horloge
) -> None:
    numero = f"+3363998{uuid4().int % 9000:04d}"
    await boite.panne(sms="doute")  # it is sent, and the answer is an error
    await deliver(HANDLERS, app, validee(adresse(), numero), uuid4())
    await envoyer(app)
    await boite.panne()
    assert await etats(app) == {"remis": 1, "a_envoyer": 1}
    for corps in await boite.retours(numero):
        entetes = signe(cle, horloge.instant, corps.encode())
        assert (await api.post(ACCUSES, content=corps.encode(), headers=entetes)).status_code == 204

    horloge.avance(hours=1)
    await envoyer(app)

    assert await etats(app) == {"remis": 1, "arrive": 1}
    assert len(await boite.recus(numero)) == 1


async def test_without_a_receipt_the_doubt_ends_after_ten_minutes(app: App, boite: Boite, horloge: Horloge) -> None:
    numero = f"+3363998{uuid4().int % 9000:04d}"
    await boite.panne(sms="doute")
    await deliver(HANDLERS, app, validee(adresse(), numero), uuid4())
    await envoyer(app)
    await boite.panne()
    horloge.avance(minutes=9)
    await envoyer(app)
    assert len(await boite.recus(numero)) == 1
    horloge.avance(minutes=2)
    await envoyer(app)

    assert len(await boite.recus(numero)) == 2
    assert await etats(app) == {Etat.REMIS.value: 2}


async def test_a_long_sms_has_arrived_when_all_of_it_has(
    app: App, api: httpx.AsyncClient, cle: str, horloge: Horloge
) -> None:
    await deliver(HANDLERS, app, validee(adresse()), uuid4())
    await envoyer(app)
    first, second = await references(app)

    for reference, wanted in ((first, {"remis": 2}), (second, {"remis": 1, "arrive": 1})):
        corps = json.dumps({"messageId": reference, "statusCode": 0}).encode()
        await api.post(ACCUSES, content=corps, headers=signe(cle, horloge.instant, corps))
        assert await etats(app) == wanted
