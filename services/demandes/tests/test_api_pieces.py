"""Pieces through the HTTP door, on a real store, with the real gate."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, MutableMapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image

from contracts.apercu import Apercus
from contracts.events.ctn import PieceControleeV1
from contracts.events.demandes import PieceDeposeeV1
from contracts.http import Api
from contracts.identity import Verifier, token_for
from contracts.objects import S3, ObjetAbsent
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from demandes.api import flux
from demandes.app import App
from demandes.controle import Gate
from demandes.handlers import HANDLERS
from demandes.main import http
from demandes.settings import Settings
from services.demandes.tests import fichiers
from services.demandes.tests.acts import AUTRE_ECOLE, Parcours
from services.demandes.tests.builders import ECOLE
from services.demandes.tests.conftest import CLE, MIDI, Horloge, Portes

JPEG = fichiers.encode(fichiers.dessin(), "JPEG", quality=88)


@pytest.fixture(scope="module")
async def parts(settings: Settings) -> AsyncIterator[tuple[S3, Gate, Apercus]]:
    s3 = S3(
        settings.s3_endpoint,
        settings.s3_access_key,
        settings.s3_secret_key.get_secret_value(),
        secure=settings.s3_secure,
        region=settings.s3_region,
    )
    gate = Gate(2)
    apercus = Apercus(1)
    yield s3, gate, apercus
    await gate.close()
    await apercus.close()
    s3.close()


@pytest.fixture
def whole(app: App, parts: tuple[S3, Gate, Apercus]) -> App:
    objets, gate, apercus = parts
    return replace(app, objets=objets, gate=gate, apercus=apercus)


@pytest.fixture
async def parcours(whole: App, horloge: Horloge) -> Parcours:
    parcours = Parcours(Portes(whole, horloge))
    await parcours.ouvrir()
    return parcours


async def deposer(
    parcours: Parcours,
    nom: str = "page.jpg",
    octets: bytes = JPEG,
    type: str = "identite",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    async with parcours.ecole as ecole:
        return await ecole.post(
            f"{parcours.chemin}/pieces", data={"type": type}, files={"fichier": (nom, octets)}, headers=headers
        )


async def test_a_file_is_taken_stored_and_shown_to_the_engine(parcours: Parcours, whole: App) -> None:
    answer = await deposer(parcours, "carte d’identité.jpg")

    assert answer.status_code == 201
    piece = answer.json()
    assert (piece["type"], piece["nom_fichier"], piece["controle"]) == ("identite", "carte d’identité.jpg", "en_cours")
    [told] = [event for event in await published(whole.db, parcours.id) if isinstance(event, PieceDeposeeV1)]
    assert str(told.piece) == piece["id"]
    assert "carte" not in told.fichier.cle
    assert await whole.objets.get(told.fichier.bucket, told.fichier.cle)


async def test_three_pages_where_two_are_allowed(parcours: Parcours) -> None:
    at_once = await deposer(parcours, "trois.pdf", fichiers.pdf(3))
    first = await deposer(parcours, "deux.pdf", fichiers.pdf(2))
    then = await deposer(parcours, "une.pdf", fichiers.pdf(1))

    assert [answer.status_code for answer in (at_once, first, then)] == [422, 201, 422]
    for refused in (at_once, then):
        assert refused.json()["type"] == "/problemes/trop-de-pages"
        assert "2" in refused.json()["detail"]


async def test_a_file_is_replaced_in_one_act_and_a_late_verdict_falls_on_nothing(parcours: Parcours) -> None:
    premiere = (await deposer(parcours, "floue.jpg")).json()
    await deposer(parcours, "verso.jpg")
    chemin = f"{parcours.chemin}/pieces/{premiere['id']}"
    async with parcours.ecole as ecole:
        remplacee = await ecole.put(chemin, files={"fichier": ("nette.pdf", fichiers.pdf(1))})
        trop_longue = await ecole.put(
            f"{parcours.chemin}/pieces/{remplacee.json()['id']}", files={"fichier": ("x.pdf", fichiers.pdf(2))}
        )
        encore = await ecole.put(chemin, files={"fichier": ("nette.pdf", fichiers.pdf(1))})
    await parcours.dire(
        PieceControleeV1(
            piece=UUID(premiere["id"]), controle="non_conforme", moteur="essai", controlee_le=parcours.portes.horloge()
        )
    )
    async with parcours.ecole as ecole:
        pieces = (await ecole.get(f"{parcours.chemin}/pieces")).json()["elements"]

    assert (remplacee.status_code, trop_longue.status_code, encore.status_code) == (200, 422, 404)
    assert [(p["nom_fichier"], p["controle"]) for p in pieces] == [("nette.pdf", "en_cours"), ("verso.jpg", "en_cours")]
    assert (pieces[0]["id"], pieces[0]["type"]) == (remplacee.json()["id"], "identite")
    assert pieces[0]["id"] != premiere["id"]


async def test_a_refused_file_leaves_nothing_behind(parcours: Parcours, whole: App) -> None:
    await deposer(parcours, "trois.pdf", fichiers.pdf(3))
    await deposer(parcours, "texte.jpg", b"Bonjour")

    async with parcours.ecole as ecole:
        assert (await ecole.get(f"{parcours.chemin}/pieces")).json()["elements"] == []
    assert [event for event in await published(whole.db) if isinstance(event, PieceDeposeeV1)] == []


async def test_the_same_file_with_the_same_key_is_one_piece(parcours: Parcours) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    first, again = await deposer(parcours, headers=key), await deposer(parcours, headers=key)
    other = await deposer(parcours, octets=fichiers.encode(fichiers.dessin((900, 900)), "JPEG"), headers=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["type"]) == (422, "/problemes/cle-idempotence-reutilisee")
    async with parcours.ecole as ecole:
        assert len((await ecole.get(f"{parcours.chemin}/pieces")).json()["elements"]) == 1


async def test_another_school_does_not_find_the_demande(parcours: Parcours, whole: App, horloge: Horloge) -> None:
    piece = (await deposer(parcours)).json()["id"]
    async with Portes(whole, horloge).ecole(AUTRE_ECOLE) as other:
        url = f"{parcours.chemin}/pieces"
        answers = [
            await other.post(url, data={"type": "identite"}, files={"fichier": ("x.jpg", b"rien")}),
            await other.get(url),
            await other.get(f"{url}/{piece}"),
            await other.get(f"{url}/{piece}/contenu"),
            await other.get(f"{url}/{piece}/pages/1"),
            await other.delete(f"{url}/{piece}"),
        ]

    assert [answer.status_code for answer in answers] == [404] * 6


@pytest.mark.parametrize(
    ("seul", "type", "marquee"), [(False, "identite", True), (False, "domicile", False), (True, "identite", False)]
)
async def test_the_school_gets_a_marked_copy_of_an_identity_paper(
    whole: App, horloge: Horloge, seul: bool, type: str, marquee: bool
) -> None:
    parcours = Parcours(Portes(whole, horloge), seul=seul)
    await parcours.ouvrir()
    async with parcours.deposant as http:
        files = {"fichier": ("carte.jpg", JPEG)}
        piece = (await http.post(f"{parcours.chemin}/pieces", data={"type": type}, files=files)).json()["id"]
        servi = (await http.get(f"{parcours.chemin}/pieces/{piece}/contenu")).content
        page = (await http.get(f"{parcours.chemin}/pieces/{piece}/pages/1?largeur=1200")).content
    fichier = (await parcours.etat()).pieces[0].fichier

    assert servi.startswith(b"\xff\xd8\xff")
    octets = await whole.objets.get(fichier.bucket, fichier.cle)
    assert (servi != octets) is marquee
    assert (page != await whole.apercus.dessiner(octets, 1, 1200, "")) is marquee


@pytest.mark.parametrize("nom", ["facture.pdf", "facture.tif"])
async def test_each_page_of_a_file_is_shown_as_a_picture(parcours: Parcours, nom: str) -> None:
    rouge, bleu = Image.new("RGB", (900, 1200), (200, 0, 0)), Image.new("RGB", (900, 1200), (0, 0, 200))
    format = {"pdf": "PDF", "tif": "TIFF"}[nom[-3:]]
    piece = (await deposer(parcours, nom, fichiers.encode(rouge, format, save_all=True, append_images=[bleu]))).json()
    async with parcours.ecole as ecole:
        url = f"{parcours.chemin}/pieces/{piece['id']}/pages"
        seconde, absente = await ecole.get(f"{url}/2?largeur=300"), await ecole.get(f"{url}/3")

    assert piece["pages"] == 2
    with Image.open(io.BytesIO(seconde.content)) as image:
        assert (image.format, image.width) == ("JPEG", 300)
    assert seconde.headers["Cache-Control"] == "private, no-store"
    assert (absente.status_code, absente.json()["type"]) == (404, "/problemes/apercu-impossible")


async def test_the_content_is_given_inert(parcours: Parcours) -> None:
    piece = (await deposer(parcours, 'carte d’identité ".jpg')).json()["id"]
    async with parcours.ecole as ecole:
        answer = await ecole.get(f"{parcours.chemin}/pieces/{piece}/contenu")

    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''carte%20d%E2%80%99identit%C3%A9" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_the_school_does_not_read_a_medical_piece_again(parcours: Parcours) -> None:
    piece = (await deposer(parcours, "avis.pdf", fichiers.pdf(1), "avis_medical")).json()
    async with parcours.ecole as ecole:
        answers = [await ecole.get(f"{parcours.chemin}/pieces/{piece['id']}/{vue}") for vue in ("contenu", "pages/1")]

    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (403, "/problemes/contenu-reserve")
    assert piece["contenu_lisible"] is False


async def test_a_piece_goes_and_is_gone(parcours: Parcours) -> None:
    piece = (await deposer(parcours)).json()["id"]
    async with parcours.ecole as ecole:
        url = f"{parcours.chemin}/pieces/{piece}"
        assert (await ecole.delete(url)).status_code == 204
        assert (await ecole.delete(url)).status_code == 404
        assert (await ecole.get(url)).status_code == 404


async def test_a_form_of_another_shape(parcours: Parcours) -> None:
    async with parcours.ecole as ecole:
        url = f"{parcours.chemin}/pieces"
        two = [("fichier", ("a.jpg", JPEG)), ("fichier", ("b.jpg", JPEG))]
        answers = [
            await ecole.post(url, data={"type": "identite"}),
            await ecole.post(url, files={"fichier": ("a.jpg", JPEG)}),
            await ecole.post(url, data={"type": "chat"}, files={"fichier": ("a.jpg", JPEG)}),
            await ecole.post(url, data={"type": "identite"}, files=two),
            await ecole.post(url, content=b"--x\r\nrien", headers={"Content-Type": "multipart/form-data; boundary=x"}),
            await ecole.post(url, content=b"rien", headers={"Content-Type": "multipart/form-data"}),
        ]

    for answer in answers:
        assert answer.status_code in (400, 422), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


async def test_an_object_that_is_gone_is_said_so(parcours: Parcours, whole: App) -> None:
    piece = (await deposer(parcours)).json()["id"]
    [told] = [event for event in await published(whole.db, parcours.id) if isinstance(event, PieceDeposeeV1)]
    await whole.objets.remove(told.fichier.bucket, told.fichier.cle)
    with pytest.raises(ObjetAbsent):
        await whole.objets.get(told.fichier.bucket, told.fichier.cle)

    async with parcours.ecole as ecole:
        answer = await ecole.get(f"{parcours.chemin}/pieces/{piece}/contenu")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problemes/fichier-altere")


async def test_the_stream_tells_a_verdict_and_ends_with_its_reader(parcours: Parcours, whole: App) -> None:
    piece = (await deposer(parcours)).json()["id"]
    api = http(whole, Verifier.of_keys(CLE, now=lambda: MIDI))
    heard: list[tuple[str, dict[str, object]]] = []

    async with listening(api, parcours, heard):
        await until(lambda: ("piece", "en_cours") in told(heard, piece))
        verdict = PieceControleeV1(piece=UUID(piece), controle="conforme", moteur="essai", controlee_le=MIDI)
        await deliver(HANDLERS, whole, verdict, parcours.id)
        await until(lambda: ("piece", "conforme") in told(heard, piece))

    assert [name for name, _ in heard].count("statut") == 1
    assert [name for name, _ in heard].count("version") == 2  # as it was, and that something has changed
    await until(lambda: api.state.streams.open == 0)


async def test_there_are_only_so_many_streams(parcours: Parcours, whole: App) -> None:
    api = http(whole, Verifier.of_keys(CLE, now=lambda: MIDI))
    api.state.streams = flux.Streams()
    api.state.streams.open = flux.STREAMS_MAX
    async with client(api) as ecole:
        answer = await ecole.get(f"{parcours.chemin}/flux")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problemes/trop-de-flux")


def client(api: Api) -> httpx.AsyncClient:
    token = token_for(CLE, Role.AUTO_ECOLE, id=ECOLE, now=MIDI)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(api), base_url="http://x", headers={"Authorization": f"Bearer {token}"}
    )


class listening:  # noqa: N801 - reads as what it is: a context
    """A page that follows the demande; httpx's transport waits for the end of an answer, so ASGI is spoken here."""

    def __init__(self, api: Api, parcours: Parcours, heard: list[tuple[str, dict[str, object]]]) -> None:
        self.api, self.path, self.heard = api, f"{parcours.chemin}/flux", heard
        self.left = asyncio.Event()

    async def __aenter__(self) -> None:
        token = token_for(CLE, Role.AUTO_ECOLE, id=ECOLE, now=MIDI)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": b"",
            "headers": [(b"authorization", f"Bearer {token}".encode())],
            "client": ("127.0.0.1", 1),
            "server": ("x", 80),
        }
        self.task = asyncio.ensure_future(self.api(scope, self._receive, self._send))

    async def __aexit__(self, *_: object) -> None:
        self.left.set()
        await asyncio.wait_for(self.task, 10)

    async def _receive(self) -> MutableMapping[str, Any]:
        if not hasattr(self, "asked"):
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if self.left.is_set():
            raise OSError("the reader has gone")
        for block in message.get("body", b"").decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "event" in fields:
                self.heard.append((fields["event"], json.loads(fields["data"])))


def told(heard: list[tuple[str, dict[str, object]]], piece: str) -> list[tuple[str, object]]:
    return [(name, data["controle"]) for name, data in heard if data.get("id") == piece]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - a stream is read beside us
            await asyncio.sleep(0.02)
