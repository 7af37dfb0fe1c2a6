"""Webhooks on real parts: a partner's server that answers as the test says, and all that is sent to it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text
from standardwebhooks import Webhook

from contracts.events.demandes import StatutChangeV1
from contracts.identity import token_for
from contracts.testing import deliver
from contracts.vocabulary.roles import Role
from notifications.adapters.webhook import Facteur
from notifications.app import App
from notifications.domain.abonnement import ABONNEMENTS_MAX, SUSPENDU_APRES
from notifications.handlers import HANDLERS
from notifications.livraison import livrer_ce_qui_attend
from notifications.retention import effacer
from services.notifications.tests.conftest import KEY, Horloge

CHEMIN = "/api/notifications/abonnements"

Json = dict[str, Any]


@dataclass
class Partenaire:
    """A partner's server: `statuts` are its next answers, then 204 for ever."""

    port: int = 0
    statuts: list[int] = field(default_factory=list)
    recus: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}/statuts"

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.recus]

    def dits(self) -> list[str]:
        return [json.loads(body)["data"]["statut"] for _, body in self.recus]


@pytest.fixture
def partenaire() -> Iterator[Partenaire]:
    known = Partenaire()

    class Recepteur(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            known.recus.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(known.statuts.pop(0) if known.statuts else 204)
            self.send_header("Location", "/ailleurs")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Recepteur)
    known.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def id_du_partenaire() -> UUID:
    return uuid4()


@pytest.fixture
def client(api: httpx.AsyncClient, id_du_partenaire: UUID, horloge: Horloge) -> httpx.AsyncClient:
    """The partner's program."""
    api.headers["Authorization"] = f"Bearer {token_for(KEY, Role.PARTENAIRE, id=id_du_partenaire)}"
    return api


async def abonner(client: httpx.AsyncClient, partenaire: Partenaire, **plus: Any) -> Json:
    answer = await client.post(CHEMIN, json={"adresse": partenaire.adresse, "contact": "moi@example.fr", **plus})
    assert answer.status_code == 201, answer.text
    opened: Json = answer.json()
    return opened


async def change(app: App, horloge: Horloge, demande: UUID, sequence: int, statut: str) -> UUID:
    fact = StatutChangeV1(
        motif="inscription",
        statut=statut,
        libelle="Étiquette",
        detenteur="ctn",
        suite="La préfecture instruit la demande.",
        depuis=horloge(),
    )
    return await deliver(HANDLERS, app, fact, demande, sequence=sequence)


async def livrer(app: App, abonnement: Json) -> None:
    while await livrer_ce_qui_attend(app, UUID(abonnement["id"])):
        pass


async def test_each_change_is_delivered_once_in_order_and_signed(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement, demande = await abonner(client, partenaire), uuid4()
    ids = [
        await change(app, horloge, demande, sequence, statut)
        for sequence, statut in enumerate(("brouillon", "verification_images", "en_instruction"), 1)
    ]
    await livrer(app, abonnement)
    await livrer(app, abonnement)

    assert partenaire.ids() == [str(id) for id in ids]
    assert partenaire.dits() == ["brouillon", "verification_images", "en_instruction"]
    headers, body = partenaire.recus[0]
    event = json.loads(body)
    assert headers["content-type"] == "application/cloudevents+json"
    assert (event["subject"], event["sequence"]) == (str(demande), f"{1:020d}")
    assert headers["webhook-signature"] == Webhook(abonnement["secret"]).sign(str(ids[0]), horloge(), body)


async def test_only_the_statuses_that_were_asked_for(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement, demande = await abonner(client, partenaire, statuts=["acceptee"]), uuid4()
    await change(app, horloge, demande, 1, "en_instruction")
    await change(app, horloge, demande, 2, "acceptee")
    await livrer(app, abonnement)

    assert partenaire.dits() == ["acceptee"]


async def test_a_refused_event_holds_up_its_demande_alone_and_comes_again_with_its_id(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement, une, autre = await abonner(client, partenaire), uuid4(), uuid4()
    partenaire.statuts = [302]
    premier = await change(app, horloge, une, 1, "brouillon")
    second = await change(app, horloge, une, 2, "verification_images")
    ailleurs = await change(app, horloge, autre, 1, "brouillon")
    await livrer(app, abonnement)
    assert partenaire.ids() == [str(premier), str(ailleurs)]

    horloge.avance(seconds=6)
    await livrer(app, abonnement)
    assert partenaire.ids() == [str(premier), str(ailleurs), str(premier), str(second)]


async def test_while_the_receiver_is_away_everything_waits_and_nothing_is_lost(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement, demandes = await abonner(client, partenaire), [uuid4() for _ in range(5)]
    partenaire.statuts = [503]
    for demande in demandes:
        await change(app, horloge, demande, 1, "brouillon")
    await livrer(app, abonnement)
    assert len(partenaire.recus) == 1
    vu = (await client.get(f"{CHEMIN}/{abonnement['id']}")).json()
    assert (vu["etat"], vu["cause"]) == ("actif", "réponse 503")

    horloge.avance(seconds=6)
    await livrer(app, abonnement)
    assert len(set(partenaire.ids())) == 5
    rest = (await client.get(f"{CHEMIN}/{abonnement['id']}/livraisons", params={"limite": 2})).json()
    assert [line["etat"] for line in rest["elements"]] == ["remise", "remise"]
    assert rest["suivant"]


async def test_after_three_days_it_is_suspended_its_owner_is_told_and_a_replay_brings_all(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire, id_du_partenaire: UUID
) -> None:
    abonnement, demande, avant = await abonner(client, partenaire), uuid4(), horloge()
    chemin = f"{CHEMIN}/{abonnement['id']}"
    partenaire.statuts = [500, 500]
    await change(app, horloge, demande, 1, "brouillon")
    await livrer(app, abonnement)
    horloge.avance(seconds=SUSPENDU_APRES.total_seconds())
    await livrer(app, abonnement)
    await change(app, horloge, demande, 2, "verification_images")
    assert (await client.get(chemin)).json()["etat"] == "suspendu"
    async with app.db.begin() as tx:
        mails = (await tx.execute(text("SELECT modele, adresse, compte, texte FROM messages"))).all()
    assert [(mail.modele, mail.adresse, mail.compte) for mail in mails] == [
        ("W-suspension", "moi@example.fr", id_du_partenaire)
    ]
    assert "réponse 500" in mails[0].texte
    assert (await client.post(f"{chemin}/rejeu", json={"depuis": avant.isoformat()})).status_code == 409

    partenaire.recus.clear()
    assert (await client.post(f"{chemin}/reprise")).json()["etat"] == "actif"
    replayed = await client.post(f"{chemin}/rejeu", json={"depuis": avant.isoformat()})
    assert (replayed.status_code, replayed.json()) == (202, {"livraisons": 2})
    await livrer(app, abonnement)
    assert partenaire.dits() == ["brouillon", "verification_images"]


async def test_what_was_begun_by_a_carrier_that_died_is_delivered_by_the_next(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement = await abonner(client, partenaire)
    await change(app, horloge, uuid4(), 1, "brouillon")
    async with app.db.begin() as tx:
        await tx.execute(text("UPDATE livraisons SET etat = 'en_livraison', pris_le = :now"), {"now": horloge()})
    await livrer(app, abonnement)
    assert partenaire.recus == []

    horloge.avance(minutes=4)
    await livrer(app, abonnement)
    assert len(partenaire.recus) == 1


async def test_an_address_that_is_not_public_is_never_called(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement = await abonner(client, partenaire)
    strict = replace(app, facteur=Facteur())
    await change(app, horloge, uuid4(), 1, "brouillon")
    await livrer(strict, abonnement)
    await strict.facteur.close()

    assert partenaire.recus == []
    assert "n'est pas publique" in (await client.get(f"{CHEMIN}/{abonnement['id']}")).json()["cause"]


async def test_events_are_forgotten_after_thirty_days(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement = await abonner(client, partenaire)
    await change(app, horloge, uuid4(), 1, "brouillon")
    await livrer(app, abonnement)
    async with app.db.begin() as tx:
        await tx.execute(text("UPDATE evenements_publics SET fait_le = :le"), {"le": horloge()})
    horloge.avance(days=31)
    await effacer(app)

    assert (await client.get(f"{CHEMIN}/{abonnement['id']}/livraisons")).json()["elements"] == []


async def test_a_partner_sees_his_own_alone_and_no_more_than_ten(
    app: App, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnements = [await abonner(client, partenaire) for _ in range(ABONNEMENTS_MAX)]
    refused = await client.post(CHEMIN, json={"adresse": partenaire.adresse, "contact": "moi@example.fr"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problemes/trop-d-abonnements")
    listed = (await client.get(CHEMIN)).json()["elements"]
    assert {line["id"] for line in listed} == {line["id"] for line in abonnements}
    assert "whsec_" not in json.dumps(listed)

    client.headers["Authorization"] = f"Bearer {token_for(KEY, Role.PARTENAIRE)}"
    chemin = f"{CHEMIN}/{abonnements[0]['id']}"
    rest = {"adresse": partenaire.adresse, "contact": "moi@example.fr"}
    answers = [
        await client.get(chemin),
        await client.put(chemin, json=rest),
        await client.delete(chemin),
        await client.post(f"{chemin}/secret"),
        await client.post(f"{chemin}/reprise"),
        await client.post(f"{chemin}/rejeu", json={"depuis": "2026-04-13T00:00:00Z"}),
        await client.get(f"{chemin}/livraisons"),
    ]
    assert {answer.status_code for answer in answers} <= {404, 422}
    assert answers[0].json()["type"] == "/problemes/abonnement-introuvable"


async def test_an_administrator_stops_a_subscription_and_lets_it_go_on(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement = await abonner(client, partenaire, adresse=f"{partenaire.adresse}?cle=secrete")
    partner = client.headers["Authorization"]
    tous = "/api/notifications/surveillance/abonnements"
    chemin = f"{tous}/{abonnement['id']}"
    assert (await client.get(tous)).status_code == 403

    client.headers["Authorization"] = f"Bearer {token_for(KEY, Role.ADMINISTRATEUR)}"
    (vu,) = (await client.get(tous)).json()["elements"]
    assert "secrete" not in json.dumps(vu)
    assert (await client.post(f"{chemin}/suspension", json={"raison": "trop d'appels"})).status_code == 204
    await change(app, horloge, uuid4(), 1, "acceptee")
    await livrer(app, abonnement)
    assert partenaire.recus == []
    assert (await client.post(f"{chemin}/reprise")).status_code == 204
    await change(app, horloge, uuid4(), 1, "rejetee")
    await livrer(app, abonnement)
    assert partenaire.dits() == ["rejetee"]

    client.headers["Authorization"] = partner
    assert (await client.get(f"{CHEMIN}/{abonnement['id']}")).json()["etat"] == "actif"


async def test_a_changed_subscription_and_a_new_secret(
    app: App, horloge: Horloge, client: httpx.AsyncClient, partenaire: Partenaire
) -> None:
    abonnement = await abonner(client, partenaire, description="statuts")
    chemin = f"{CHEMIN}/{abonnement['id']}"
    body = {"adresse": f"{partenaire.adresse}/v2", "contact": "vous@example.fr", "statuts": ["acceptee", "acceptee"]}
    changed = (await client.put(chemin, json=body)).json()
    assert (changed["contact"], changed["statuts"]) == ("vous@example.fr", ["acceptee"])
    secret = (await client.post(f"{chemin}/secret")).json()["secret"]
    await change(app, horloge, uuid4(), 1, "acceptee")
    await livrer(app, abonnement)

    headers, sent = partenaire.recus[0]
    expected = [Webhook(key).sign(headers["webhook-id"], horloge(), sent) for key in (secret, abonnement["secret"])]
    assert headers["webhook-signature"].split(" ") == expected
    assert (await client.delete(chemin)).status_code == 204
    assert (await client.get(chemin)).status_code == 404
