"""The inbox: what is sent by SMTP or by the SMS operator's API is shown and given back; outages can be made."""

import base64
import json
import uuid
from collections.abc import AsyncIterator
from email import message_from_string, policy
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest
from standardwebhooks import Webhook

from deploy.local.place import Place
from deploy.simulators.retours import Retours

LINK = "http://127.0.0.1:8080/activation/abc?x=1&y=2"


@pytest.fixture
async def http(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    """The inbox, working again afterwards."""
    async with httpx.AsyncClient(base_url=place.inbox_url) as client:
        yield client
        await client.post("/api/pannes", json={"smtp": None, "sms": None})


def somebody() -> str:
    return f"{uuid.uuid4().hex}@exemple.fr"


async def send(place: Place, *recipients: str, subject: str = "Bonjour", text: str = "Texte", page: str = "") -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ne-pas-repondre@exemple.fr", ", ".join(recipients), subject
    mail["Message-ID"] = f"<{uuid.uuid4()}@exemple.fr>"
    mail.set_content(text)
    if page:
        mail.add_alternative(page, subtype="html")
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=place.ports["smtp"], timeout=5)
    return str(mail["Message-ID"])


async def read(http: httpx.AsyncClient, **query: str | int) -> list[dict[str, object]]:
    answer = (await http.get("/api/messages", params=query)).raise_for_status().json()
    messages: list[dict[str, object]] = answer["messages"]
    return messages


async def send_sms(place: Place, number: str, text: str = "Code 123456", **fields: str) -> httpx.Response:
    form = {
        "destinationAddress": number,
        "messageText": text,
        "originatingAddress": "PERMIS",
        "originatorTON": "1",
        "maxConcatenatedMessages": "3",
    }
    settings = place.environment("notifications")
    password = fields.pop("password", settings["NOTIFICATIONS_SMS_PASSWORD"])
    async with httpx.AsyncClient(auth=(settings["NOTIFICATIONS_SMS_USER"], password)) as client:
        return await client.post(settings["NOTIFICATIONS_SMS_URL"], data=form | fields)


async def test_a_mail_is_given_back_with_its_links(place: Place, http: httpx.AsyncClient) -> None:
    whom = somebody()

    identifier = await send(place, whom, subject="Activez votre compte : été", text=f"Suivez {LINK}.\nMerci")

    (message,) = await read(http, destinataire=whom.upper())
    assert message["sujet"] == "Activez votre compte : été"
    assert message["liens"] == [LINK]
    assert message["identifiant"] == identifier
    assert message["canal"] == "mail"


async def test_each_recipient_has_its_own_and_nothing_is_deduplicated(place: Place, http: httpx.AsyncClient) -> None:
    first, second = somebody(), somebody()

    await send(place, first, second)
    await send(place, first)

    assert [len(await read(http, destinataire=whom)) for whom in (first, second)] == [2, 1]


async def test_hostile_content_is_shown_as_text(place: Place, http: httpx.AsyncClient) -> None:
    whom = somebody()
    attack = "<script>alert(1)</script>"
    await send(place, whom, subject=attack, text=f'{attack} http://x.fr/"onclick="a {LINK}', page=f"<p>{attack}</p>")
    (message,) = await read(http, destinataire=whom)

    for path in ("/", f"/messages/{message['id']}"):
        page = await http.get(path, params={"destinataire": whom})
        assert attack not in page.text
        assert "onclick=&#34;" in page.text
        assert "script-src" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert f'<a href="{LINK.replace("&", "&amp;")}">' in page.text
    raw = await http.get(f"/messages/{message['id']}/html")
    assert raw.headers["content-security-policy"].startswith("sandbox")
    assert (await http.get(f"/messages/{message['id']}/brut")).headers["content-type"].startswith("text/plain")


async def test_a_mail_with_html_alone_is_readable(place: Place, http: httpx.AsyncClient) -> None:
    whom = somebody()
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@exemple.fr", whom
    mail.set_content("<style>p {}</style><p>Été &amp; hiver</p>", subtype="html")
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=place.ports["smtp"])

    (message,) = await read(http, destinataire=whom)

    assert message["texte"] == "Été & hiver"


async def test_pages_follow_each_other_to_the_end(place: Place, http: httpx.AsyncClient) -> None:
    whom = somebody()
    for number in range(22):
        await send(place, whom, subject=f"n° {number}")

    first = (await http.get("/", params={"destinataire": whom})).text
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await http.get(address)).text

    assert first.count("<article>") == 20
    assert second.count("<article>") == 2
    assert 'rel="next"' not in second


async def test_an_empty_answer_says_what_to_do(http: httpx.AsyncClient) -> None:
    assert "Vérifiez le destinataire" in (await http.get("/", params={"destinataire": somebody()})).text


async def test_a_number_that_does_not_exist_is_404(http: httpx.AsyncClient) -> None:
    assert [(await http.get(f"/messages/{10**9}{end}")).status_code for end in ("", "/html", "/brut")] == [404] * 3


@pytest.mark.parametrize(("panne", "code"), [("421", 421), ("451", 451), ("550", 550)])
async def test_smtp_refuses_when_told_so(place: Place, http: httpx.AsyncClient, panne: str, code: int) -> None:
    whom = somebody()
    await http.post("/api/pannes", json={"smtp": panne})

    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(place, whom)

    assert refused.value.recipients[0].code == code
    await http.post("/api/pannes", json={"smtp": None})
    await send(place, whom)
    assert len(await read(http, destinataire=whom)) == 1


async def test_smtp_drops_the_line_after_it_took_the_mail(place: Place, http: httpx.AsyncClient) -> None:
    whom = somebody()
    await http.post("/api/pannes", json={"smtp": "coupure"})

    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(place, whom)

    assert len(await read(http, destinataire=whom)) == 1


async def test_an_unknown_outage_is_refused(http: httpx.AsyncClient) -> None:
    assert (await http.post("/api/pannes", json={"smtp": "999"})).status_code == 422
    assert (await http.get("/api/pannes")).json() == {"smtp": None, "sms": None}


async def test_an_sms_lands_in_the_same_inbox(place: Place, http: httpx.AsyncClient) -> None:
    number = f"336399800{uuid.uuid4().int % 90 + 10}"

    answer = (await send_sms(place, number, "Votre code : 123456")).json()

    assert answer["responseCode"] == 0
    (message, *_) = await read(http, destinataire=number, canal="sms")
    assert message["texte"] == "Votre code : 123456"
    assert message["identifiant"] == answer["messageIds"][0]


@pytest.mark.parametrize(
    ("number", "text", "fields", "code"),
    [
        ("33639989991", "a", {}, 103),
        ("douze", "a", {}, 15),
        ("33639980001", "a", {"originatingAddress": "PLUSDEONZESIGNES"}, 15),
        ("33639980001", "a" * 460, {}, 117),
        ("33639980001", "œ" * 202, {}, 117),
        ("33639980001", "€" * 229, {}, 0),
        ("33639980001", "a" * 459, {}, 0),
    ],
)
async def test_the_operator_refuses_for_good(
    place: Place, number: str, text: str, fields: dict[str, str], code: int
) -> None:
    answer = (await send_sms(place, number, text, **fields)).json()

    assert answer["responseCode"] == code
    assert bool(answer["messageIds"]) == (code == 0)


async def test_the_operator_knows_its_customer(place: Place) -> None:
    assert (await send_sms(place, "33639980001", password="faux")).status_code == 401


async def test_the_operator_is_away_when_told_so(place: Place, http: httpx.AsyncClient) -> None:
    number = f"336399801{uuid.uuid4().int % 90 + 10}"
    await http.post("/api/pannes", json={"sms": "503"})
    assert (await send_sms(place, number)).status_code == 503
    assert await read(http, destinataire=number) == []

    await http.post("/api/pannes", json={"sms": "doute"})
    assert (await send_sms(place, number)).status_code == 504
    assert len(await read(http, destinataire=number)) == 1


async def test_messages_survive_a_kill(place: Place, http: httpx.AsyncClient) -> None:
    whom = somebody()
    await send(place, whom)

    await place.inbox.kill()
    await place.inbox.start()

    assert len(await read(http, destinataire=whom)) == 1


async def test_a_mailbox_that_is_gone_takes_the_mail_and_a_report_follows(
    place: Place, http: httpx.AsyncClient
) -> None:
    gone, full = f"disparu-{uuid.uuid4().hex}@exemple.fr", f"pleine-{uuid.uuid4().hex}@exemple.fr"

    await send(place, gone, full, somebody())

    [report] = (await http.get("/api/retours", params={"destinataire": gone})).json()
    mail = message_from_string(report["corps"], policy=policy.default)
    assert mail.get_content_type() == "multipart/report"
    assert mail["To"] == "ne-pas-repondre@exemple.fr"
    assert [part.get_content_type() for part in mail.iter_parts()] == [
        "text/plain",
        "message/delivery-status",
        "text/rfc822-headers",
    ]
    assert f"Final-Recipient: rfc822; {gone}\nAction: failed\nStatus: 5.1.1" in report["corps"].replace("\r\n", "\n")
    [other] = (await http.get("/api/retours", params={"destinataire": full})).json()
    assert "Status: 5.2.2" in other["corps"]


async def test_a_receipt_follows_when_one_is_wanted(place: Place, http: httpx.AsyncClient) -> None:
    known, lost = (f"33639{tail}{uuid.uuid4().int % 10}" for tail in ("98700", "98998"))
    await send_sms(place, known, statusReportFlags="1", correlationId="x")
    await send_sms(place, lost, statusReportFlags="1")
    await send_sms(place, "33639980002")

    async def said(number: str) -> list[dict[str, object]]:
        answer = await http.get("/api/retours", params={"destinataire": number})
        return [json.loads(one["corps"]) for one in answer.json()]

    [good] = await said(known)
    assert (good["correlationId"], good["statusCode"]) == ("x", 0)
    [bad] = await said(lost)
    assert (bad["statusCode"], bad["reasonCode"]) == (2, 104)
    assert await said("33639980002") == []


def test_receipts_are_signed_as_standard_webhooks_says() -> None:
    key = f"whsec_{base64.b64encode(b'k' * 32).decode()}"

    Webhook(key).verify("{}", Retours(cle=key).signature("{}"))
