"""Those who look after the sending see what became of each message, never what it said; and send again what failed."""

import json
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from contracts.events.accounts import CompteOuvertV1
from contracts.identity import token_for
from contracts.testing import deliver, examples
from contracts.vocabulary.roles import Role
from notifications.app import App
from notifications.handlers import HANDLERS
from notifications.retention import effacer
from services.notifications.tests.conftest import KEY, Boite, Horloge
from services.notifications.tests.test_envoi import active, adresse, envoyer, etats
from services.notifications.tests.test_retours import validee

ENVOIS = "/api/notifications/envois"


def jeton(role: Role = Role.ADMINISTRATEUR) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_for(KEY, role, id=uuid4())}"}


async def test_every_try_is_kept_and_what_it_said_is_not_shown(
    app: App, api: httpx.AsyncClient, boite: Boite, horloge: Horloge
) -> None:
    email = adresse()
    await boite.panne(smtp="451")
    await deliver(HANDLERS, app, active(email), uuid4())
    await envoyer(app)
    await boite.panne()
    horloge.avance(minutes=1)
    await envoyer(app)

    [envoi] = (await api.get(ENVOIS, headers=jeton())).json()["elements"]
    answer = await api.get(f"{ENVOIS}/{envoi['id']}", headers=jeton())
    assert [(t["issue"], t["cause"], t["le"]) for t in answer.json()["tentatives"]] == [
        ("reporte", "SMTP 451", "2026-04-13T12:00:00Z"),
        ("remis", None, "2026-04-13T12:01:00Z"),
    ]
    assert (envoi["libelle"], envoi["etat"], envoi["essais"]) == ("Identifiant du compte", "remis", 2)
    assert email not in answer.text
    assert "zoe.é" not in answer.text


async def test_an_sms_is_known_by_the_operator_s_name_for_it(app: App, api: httpx.AsyncClient) -> None:
    await deliver(HANDLERS, app, validee(adresse()), uuid4())
    await envoyer(app)

    [envoi] = (await api.get(ENVOIS, headers=jeton(), params={"canal": "sms"})).json()["elements"]
    [tentative] = (await api.get(f"{ENVOIS}/{envoi['id']}", headers=jeton())).json()["tentatives"]
    assert tentative["reference"].startswith("1-")


async def test_a_year_later_it_is_known_that_it_was_tried_and_nothing_else(
    app: App, api: httpx.AsyncClient, horloge: Horloge
) -> None:
    await deliver(HANDLERS, app, active(adresse()), uuid4())
    await envoyer(app)
    horloge.avance(days=366)
    await effacer(app)

    [envoi] = (await api.get(ENVOIS, headers=jeton())).json()["elements"]
    assert len((await api.get(f"{ENVOIS}/{envoi['id']}", headers=jeton())).json()["tentatives"]) == 1
    async with app.db.begin() as tx:
        assert (await tx.execute(text("SELECT objet || texte || adresse FROM messages"))).scalar_one() == ""


async def test_what_failed_is_found_page_by_page_and_sent_again(
    app: App, api: httpx.AsyncClient, boite: Boite, horloge: Horloge
) -> None:
    emails = [adresse() for _ in range(3)]
    await boite.panne(smtp="550")
    for email in emails:
        await deliver(HANDLERS, app, active(email), uuid4())
    await envoyer(app)
    await boite.panne()
    failed = {"etat": "echec_definitif", "modele": "M02", "limite": "2"}
    first = (await api.get(ENVOIS, headers=jeton(), params=failed)).json()
    second = (await api.get(ENVOIS, headers=jeton(), params=failed | {"curseur": first["suivant"]})).json()
    assert (len(first["elements"]), len(second["elements"]), second["suivant"]) == (2, 1, None)

    for envoi in (*first["elements"], *second["elements"]):
        assert envoi["prochain_essai"] is None
        answer = await api.post(f"{ENVOIS}/{envoi['id']}/relance", headers=jeton() | {"Idempotency-Key": uuid4().hex})
        assert answer.status_code == 204
    await envoyer(app)

    assert [len(await boite.recus(email)) for email in emails] == [1, 1, 1]
    assert (await etats(app))["remis"] == 3


async def test_a_message_that_went_or_whose_words_are_gone_is_not_sent_again(
    app: App, api: httpx.AsyncClient, boite: Boite
) -> None:
    [message] = [m for _, m in examples("permis.accounts.compte-ouvert.v1") if json.loads(m)["data"]["demande"]]
    opened = CompteOuvertV1.read(json.loads(message)["data"]).model_copy(update={"email": adresse(), "telephone": None})
    await deliver(HANDLERS, app, active(adresse()), uuid4())
    await envoyer(app)
    await boite.panne(smtp="550")
    await deliver(HANDLERS, app, opened, opened.compte)
    await envoyer(app)

    for modele in ("M02", "M03"):
        [envoi] = (await api.get(ENVOIS, headers=jeton(), params={"modele": modele})).json()["elements"]
        answer = await api.post(f"{ENVOIS}/{envoi['id']}/relance", headers=jeton())
        assert (answer.status_code, answer.json()["type"]) == (409, "/problemes/relance-impossible")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATEUR])
async def test_they_are_for_administrators_alone(api: httpx.AsyncClient, role: Role) -> None:
    one = f"{ENVOIS}/{uuid4()}"

    assert (await api.get(ENVOIS, headers=jeton(role))).status_code == 403
    assert (await api.get(one, headers=jeton(role))).status_code == 403
    assert (await api.post(f"{one}/relance", headers=jeton(role))).status_code == 403


async def test_what_does_not_exist_is_404_and_a_state_that_is_none_is_told(api: httpx.AsyncClient) -> None:
    one = f"{ENVOIS}/{uuid4()}"

    assert (await api.get(one, headers=jeton())).status_code == 404
    assert (await api.post(f"{one}/relance", headers=jeton())).status_code == 404
    assert (await api.get(ENVOIS, headers=jeton(), params={"etat": "perdu"})).status_code == 422
    assert (await api.get(ENVOIS, headers=jeton(), params={"curseur": "x"})).status_code == 422


async def test_an_hour_without_mail_server_and_operator_loses_nothing(app: App, boite: Boite, horloge: Horloge) -> None:
    await boite.panne(smtp="421", sms="503")
    emails = [adresse() for _ in range(4)]
    for email in emails:
        await deliver(HANDLERS, app, validee(email), uuid4())
        await envoyer(app)
        horloge.avance(minutes=15)
    await envoyer(app)
    assert await etats(app) == {"a_envoyer": 8}

    await boite.panne()
    horloge.avance(minutes=30)  # the longest wait after an hour is twenty
    await envoyer(app)

    assert await etats(app) == {"remis": 8}
    assert [len(await boite.recus(email)) for email in emails] == [1] * 4
