"""From the event to the mail server and the operator: once, whatever fails on the way."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from contracts.delivery import AlreadyHandled
from contracts.events.accounts import CompteActiveV1, CompteOuvertV1, CoordonneesChangeesV1
from contracts.events.demandes import DemandePurgeeV1, DemandeValideeV1, TransfertDecideV1
from contracts.events.documents import DocumentProduitV1
from contracts.events.instruction import TitreAvanceV1
from contracts.events.notifications import MessageRemisV1
from contracts.identity import token_for
from contracts.testing import deliver, deliver_example, examples, published
from contracts.vocabulary.roles import Role
from notifications.app import App
from notifications.envoi import envoyer_ce_qui_attend, envoyer_sans_fin
from notifications.handlers import HANDLERS
from notifications.retention import effacer
from services.notifications.tests.conftest import KEY, Boite, Horloge

VALIDEE = next(
    DemandeValideeV1.read(json.loads(message)["data"]) for _, message in examples("permis.demandes.demande-validee.v1")
)


def active(email: str, compte: UUID | None = None) -> CompteActiveV1:
    return CompteActiveV1(
        compte=compte or uuid4(), role="usager", identifiant="zoe.é", nom="Ünal", prenom="Zoé", email=email
    )


def adresse() -> str:
    return f"{uuid4().hex}@example.fr"


async def etats(app: App) -> dict[str, int]:
    async with app.db.begin() as tx:
        rows = await tx.execute(text("SELECT etat, count(*) AS nombre FROM messages GROUP BY etat"))
        return {row.etat: row.nombre for row in rows}


async def envoyer(app: App) -> None:
    for canal in app.voies:
        while await envoyer_ce_qui_attend(app, canal):
            pass


async def test_every_example_of_what_is_consumed_is_handled(app: App) -> None:
    for line in HANDLERS:
        for _, message in examples(line.type):
            await deliver(HANDLERS, app, VALIDEE, UUID(json.loads(message)["subject"]))
            with suppress(AlreadyHandled):
                await deliver_example(HANDLERS, app, message)

    assert (await etats(app))["a_envoyer"] > 10


[(_, EXAMPLE)] = examples("permis.documents.document-produit.v1")


async def test_a_mail_arrives_with_its_accents_and_its_headers(app: App, boite: Boite) -> None:
    email = adresse()
    await deliver(HANDLERS, app, active(email), uuid4())

    await envoyer(app)

    [mail] = await boite.recus(email)
    assert "Votre identifiant est : zoe.é" in mail["texte"]
    assert mail["sujet"] == "Votre identifiant"
    assert await etats(app) == {"remis": 1}


async def test_mail_and_sms_of_a_validation_and_the_history_hears_of_them(app: App, boite: Boite) -> None:
    demande = uuid4()
    await deliver(HANDLERS, app, VALIDEE, demande)

    await envoyer(app)

    facts = await published(app.db, demande)
    assert {(fact.modele, fact.canal) for fact in facts if isinstance(fact, MessageRemisV1)} == {
        ("M06", "mail"),
        ("M07", "sms"),
    }
    assert any(VALIDEE.dossier.numero in sms["texte"] for sms in await boite.recus("+33612345678"))


async def test_an_event_twice_makes_one_mail(app: App, boite: Boite) -> None:
    email, id = adresse(), uuid4()
    await deliver(HANDLERS, app, active(email), uuid4(), id=id)
    with pytest.raises(AlreadyHandled):
        await deliver(HANDLERS, app, active(email), uuid4(), id=id)

    await envoyer(app)

    assert len(await boite.recus(email)) == 1


async def test_a_mail_server_that_is_busy_is_asked_again_later(app: App, boite: Boite, horloge: Horloge) -> None:
    email = adresse()
    await boite.panne(smtp="451")
    await deliver(HANDLERS, app, active(email), uuid4())
    await envoyer(app)
    assert await etats(app) == {"a_envoyer": 1}
    assert await boite.recus(email) == []

    await boite.panne()
    await envoyer(app)
    assert await boite.recus(email) == []  # not before its time
    horloge.avance(minutes=5)
    await envoyer(app)

    assert len(await boite.recus(email)) == 1


async def test_an_address_that_is_refused_is_not_tried_for_ever(app: App, boite: Boite, horloge: Horloge) -> None:
    await boite.panne(smtp="550")
    await deliver(HANDLERS, app, active(adresse()), uuid4())

    await envoyer(app)

    assert await etats(app) == {"echec_definitif": 1, "non_envoye": 1}  # the account says that nothing arrives


async def test_an_operator_that_is_down_loses_no_sms_and_holds_up_no_mail(
    app: App, boite: Boite, horloge: Horloge
) -> None:
    demande = uuid4()
    await boite.panne(sms="503")
    await deliver(HANDLERS, app, VALIDEE, demande)
    await envoyer(app)
    assert await etats(app) == {"remis": 1, "a_envoyer": 1}

    await boite.panne()
    horloge.avance(minutes=5)
    await envoyer(app)

    assert await etats(app) == {"remis": 2}


async def test_three_days_of_outage_then_it_is_given_up(app: App, boite: Boite, horloge: Horloge) -> None:
    await boite.panne(smtp="451")
    await deliver(HANDLERS, app, active(adresse()), uuid4())
    began = horloge.instant

    tries = 0
    while await etats(app) != {"echec_definitif": 1}:
        await envoyer(app)
        tries += 1
        horloge.avance(hours=4)

    assert tries == 48
    assert horloge.instant - began > timedelta(hours=72)


async def test_senders_that_are_interrupted_send_each_message_once(app: App, boite: Boite) -> None:
    emails, dice = [adresse() for _ in range(200)], Random(20170412)
    for email in emails:
        await deliver(HANDLERS, app, active(email), uuid4())

    interrupted = 0
    for _ in range(30):
        senders = [asyncio.ensure_future(envoyer_ce_qui_attend(app, "mail")) for _ in range(3)]
        await asyncio.wait(senders, timeout=dice.uniform(0.005, 0.08), return_when=asyncio.FIRST_COMPLETED)
        interrupted += sum(sender.cancel() for sender in senders)
        await asyncio.gather(*senders, return_exceptions=True)
    await envoyer(app)  # no clock is turned: what an interrupted sender did not begin, it gave back

    assert interrupted > 5
    assert await etats(app) == {"remis": 200}
    assert [len(await boite.recus(email)) for email in emails] == [1] * 200


async def test_the_sender_is_woken_by_the_event(app: App, boite: Boite) -> None:
    email = adresse()
    sending = asyncio.ensure_future(envoyer_sans_fin(app))
    try:
        await deliver(HANDLERS, app, active(email), uuid4())
        async with asyncio.timeout(10):
            while not await boite.recus(email):  # noqa: ASYNC110 - another process is asked
                await asyncio.sleep(0.02)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def test_a_link_that_opens_an_account_is_gone_once_it_is_sent(app: App, boite: Boite) -> None:
    [message] = [m for _, m in examples("permis.accounts.compte-ouvert.v1") if json.loads(m)["data"]["demande"]]
    opened = CompteOuvertV1.read(json.loads(message)["data"]).model_copy(update={"email": adresse()})
    await deliver(HANDLERS, app, opened, opened.compte)

    await envoyer(app)

    [mail] = await boite.recus(opened.email)
    assert opened.lien in mail["texte"]
    async with app.db.begin() as tx:
        kept = (await tx.execute(text("SELECT texte FROM messages WHERE modele = 'M03'"))).scalar_one()
    assert kept == ""


async def test_thirty_days_later_nothing_personal_is_left(app: App, boite: Boite, horloge: Horloge) -> None:
    await deliver(HANDLERS, app, active(adresse()), uuid4())
    await envoyer(app)
    horloge.avance(days=31)

    assert await effacer(app) == 1
    assert await effacer(app) == 0
    async with app.db.begin() as tx:
        row = (await tx.execute(text("SELECT objet, texte, adresse, etat FROM messages"))).one()
    assert tuple(row) == ("", "", "", "remis")


async def test_an_account_reads_its_own_messages(app: App, api: httpx.AsyncClient) -> None:
    mine, other = uuid4(), uuid4()
    await deliver(HANDLERS, app, active(adresse(), mine), mine)
    headers = {"Authorization": f"Bearer {token_for(KEY, Role.USAGER, id=mine)}"}
    stranger = {"Authorization": f"Bearer {token_for(KEY, Role.USAGER, id=other)}"}

    listed = (await api.get("/api/notifications", headers=headers)).json()
    assert (listed["non_lus"], [m["modele"] for m in listed["elements"]]) == (1, ["M02"])
    assert (await api.get("/api/notifications", headers=stranger)).json()["elements"] == []
    lecture = f"/api/notifications/{listed['elements'][0]['id']}/lecture"
    assert (await api.post(lecture, headers=stranger)).status_code == 404
    assert (await api.post(lecture, headers=headers)).status_code == 204
    assert (await api.post(lecture, headers=headers)).status_code == 204
    assert (await api.get("/api/notifications", headers=headers)).json()["non_lus"] == 0
    assert (await api.get("/api/notifications")).status_code == 401


async def test_who_moved_is_written_to_at_the_new_address(app: App, boite: Boite) -> None:
    demande, compte = uuid4(), uuid4()
    dossier = VALIDEE.dossier.model_copy(update={"candidat": compte})
    await deliver(HANDLERS, app, VALIDEE.model_copy(update={"dossier": dossier}), demande)
    nouvelle = adresse()
    moved = CoordonneesChangeesV1(compte=compte, nom="Ünal", email=nouvelle, changees_le=app.now())
    await deliver(HANDLERS, app, moved, compte)

    await deliver(HANDLERS, app, TITRE_REMIS, demande)
    await envoyer(app)

    assert "Votre permis de conduire vous a été remis" in [mail["sujet"] for mail in await boite.recus(nouvelle)]


async def test_a_transfer_that_was_accepted_changes_which_school_is_told(app: App, boite: Boite) -> None:
    demande, (ancienne, nouvelle) = uuid4(), (adresse(), adresse())
    await deliver(HANDLERS, app, VALIDEE, demande)
    decide = DECIDE.model_copy(
        update={
            "ancienne": DECIDE.ancienne.model_copy(update={"email": ancienne}),
            "nouvelle": DECIDE.nouvelle.model_copy(update={"email": nouvelle}),
        }
    )
    await deliver(HANDLERS, app, decide, demande)
    await deliver(HANDLERS, app, ATTESTATION, demande)
    await envoyer(app)

    assert [mail["sujet"].split(" : ")[1] for mail in await boite.recus(ancienne)] == ["transfert"]
    assert sorted(mail["sujet"].split(" : ")[1] for mail in await boite.recus(nouvelle)) == [
        "attestation d'inscription disponible",
        "transfert",
    ]


async def test_a_purged_demande_leaves_no_words_and_no_address(app: App) -> None:
    demande = uuid4()
    await deliver(HANDLERS, app, VALIDEE, demande)

    await deliver(HANDLERS, app, DemandePurgeeV1(raison="conservation", purgee_le=app.now()), demande)

    async with app.db.begin() as tx:
        rows = (await tx.execute(text("SELECT adresse || objet || texte AS reste FROM messages"))).all()
        kept = (await tx.execute(text("SELECT count(*) FROM contacts"))).scalar_one()
    assert {row.reste for row in rows} == {""}
    assert kept == 0
    assert await envoyer_ce_qui_attend(app, "mail") == 0


TITRE_REMIS = TitreAvanceV1(etape="remise", rang=4, le=VALIDEE.dossier.validee_le)
DECIDE = next(
    TransfertDecideV1.read(json.loads(message)["data"])
    for _, message in examples("permis.demandes.transfert-decide.v1")
)
ATTESTATION = DocumentProduitV1.read(json.loads(EXAMPLE)["data"])
