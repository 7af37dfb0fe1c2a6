"""What arrives in a mailbox: the same words as a page for everybody, and headers that tell machines what it is."""

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.testing import deliver
from notifications.app import App
from notifications.domain.rebond import message_de
from notifications.handlers import HANDLERS
from notifications.mise_en_page import en_html
from notifications.modeles import FOLDER, bouton, ecrire
from services.notifications.tests.conftest import Boite
from services.notifications.tests.test_envoi import active, adresse, envoyer
from services.notifications.tests.test_modeles import all_messages

DOMAINE = "permis.exemple.fr"
CLIP = 102 * 1024  # bytes; longer ones are cut by some readers


class Page(HTMLParser):
    """What a screen reader meets: words, headings, links, and what would hold it up."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.mots: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._muet = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._muet += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._muet -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._muet:
            self.mots += data.split()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def pages() -> list[tuple[str, str, str]]:
    """Code, text and page of every mail that the service writes."""
    written = {a.modele: ecrire(a.modele, "mail", a.valeurs) for a in all_messages() if a.canal == "mail"}
    return [
        (code, mail.texte, en_html(mail.objet, mail.texte, bouton=bouton(code), domaine=DOMAINE))
        for code, mail in written.items()
    ]


def test_the_page_says_every_line_of_the_text_in_its_order() -> None:
    for code, texte, page in pages():
        said, end = "".join(Page(page).mots), 0
        for ligne in texte.splitlines():
            wanted = "".join(ligne.removeprefix("* ").removeprefix("- ").split())
            assert wanted in said[end:], (code, ligne)
            end = said.index(wanted, end) + len(wanted)


def test_every_page_can_be_read_by_everybody() -> None:
    for code, _, source in pages():
        page = Page(source)
        assert page.all("html")[0]["lang"] == "fr", code
        assert len(page.all("h1")) == 1, code
        assert page.all("img") == page.all("script") == page.all("link") == [], code
        assert all(table["role"] == "presentation" for table in page.all("table")), code
        styled = page.all("p") + page.all("li") + page.all("h1") + page.all("a")
        assert all(re.search(r"font-size: (1[4-9]|2\d)px|word-break", str(tag["style"])) for tag in styled), code
        assert len(source) < CLIP / 4, code


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_what_is_behind_them() -> None:
    [source] = [page for code, _, page in pages() if code == "M01"]
    for tag, attrs in Page(source).tags:
        style = dict(re.findall(r"([a-z-]+): ([^;]+)", attrs.get("style") or ""))
        if "color" in style:
            behind = style.get("background-color", "#ffffff")
            assert contrast(style["color"], behind) >= 7, (tag, style)
    adaptations = source.split("prefers-color-scheme: dark")[1].split("</style>")[0]
    for colour in re.findall(r"[ {;]color: (#[0-9a-f]{6})", adaptations):
        behind = "#a1a1f8" if colour == "#000000" else "#161616"
        assert contrast(colour, behind) >= 7, colour


def test_a_mail_with_a_link_has_a_button_that_says_what_it_does() -> None:
    with_line = {file.name.split(".")[0] for file in FOLDER.glob("*.mail.txt") if "\nBouton: " in file.read_text()}
    for code, _, source in pages():
        buttons = [link for link in Page(source).all("a") if link["class"] == "bouton"]
        assert len(buttons) == (code in with_line), code


@pytest.mark.parametrize(
    ("texte", "liens"),
    [
        ("https://permis.exemple.fr/activer/x", ["https://permis.exemple.fr/activer/x"]),
        ("Voir https://ants.gouv.fr.", ["https://ants.gouv.fr"]),
        ("https://passeport.ants.gouv.fr", ["https://passeport.ants.gouv.fr"]),
        ("Raison : https://evil.example/ants.gouv.fr", []),
        ("https://ants.gouv.fr.evil.example", []),
        ("https://permis.exemple.fr@evil.example/", []),
        ("https://[::1", []),
        ("javascript:alert(1)", []),
    ],
)
def test_only_addresses_of_the_state_and_of_this_system_are_links(texte: str, liens: list[str]) -> None:
    page = Page(en_html("Objet", texte, bouton=None, domaine=DOMAINE))

    assert [link["href"] for link in page.all("a")] == liens


@given(st.text(max_size=60), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_whatever_a_person_wrote_stays_text(texte: str, objet: str) -> None:
    page = Page(en_html(objet, f'{texte}<img src="x">', bouton=None, domaine=DOMAINE))

    assert page.all("img") == page.all("script") == []


async def test_a_mail_arrives_as_text_and_as_a_page_with_its_headers(app: App, boite: Boite) -> None:
    email_adresse = adresse()
    await deliver(HANDLERS, app, active(email_adresse), uuid4())
    await envoyer(app)

    [recu] = await boite.recus(email_adresse)
    brut = (await boite.client.get(f"/messages/{recu['id']}/brut")).content
    mail = email.message_from_bytes(brut, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert max(len(line) for line in brut.splitlines()) <= 998
    assert "<h1" in recu["html"]
    assert mail["List-Id"].endswith("<messages.permis.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == recu["identifiant"]
    assert mail["Date"].startswith("Mon, 13 Apr 2026 12:00:00")
    assert mail["Reply-To"] is None


async def test_each_mail_comes_back_to_an_address_of_its_own(app: App, boite: Boite) -> None:
    pleine = f"pleine-{uuid4().hex}@example.fr"
    await deliver(HANDLERS, app, active(pleine), uuid4())
    await envoyer(app)

    [retour] = await boite.retours(pleine)
    rapport = email.message_from_string(retour, policy=email.policy.default)
    [recu] = await boite.recus(pleine)
    assert f"<{message_de(rapport['To'], app.cles.sceau)}@permis.example>" == recu["identifiant"]
    assert message_de(rapport["To"], b"another key") is None
