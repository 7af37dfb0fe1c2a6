"""From the acceptance to the door, against Imprimerie Nationale and La Poste as a process of their own plays them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from contracts.delivery.deadlines import sweep_once
from contracts.events.demandes import DemandeTransmiseV1, RenvoiDemandeV1
from contracts.events.instruction import TitreAvanceV1
from contracts.events.parts import Dossier, Fichier
from contracts.testing import deliver, deliver_example, examples, published
from contracts.vocabulary.motifs import Motif
from deploy.local.place import Place
from instruction.adapters.imprimerie import Imprimerie
from instruction.adapters.poste import Poste
from instruction.app import App
from instruction.deadlines import DEADLINES
from instruction.domain.titre import Etape
from instruction.handlers import HANDLERS
from instruction.production import commander_ce_qui_attend, relever, suivre
from instruction.storage import titres

JPEG = b"\xff\xd8\xff\xe0 une photo \xff\xd9"


def dossier_de_perte(numero: str) -> Dossier:
    """The committed example of a demande after a loss, under another number and with images that exist."""
    found = [json.loads(octets) for _, octets in examples("permis.demandes.demande-transmise.v1")]
    perte = next(one["data"]["dossier"] for one in found if one["data"]["dossier"]["motif"] == Motif.PERTE)
    dossier = Dossier.model_validate(perte)
    photo = Fichier(bucket="photos", cle=f"titre{numero}", sha256="0" * 64, format="image/jpeg", taille=len(JPEG))
    return dossier.model_copy(
        update={"numero": numero, "ephoto": dossier.ephoto.model_copy(update={"photo": photo, "signature": photo})}
    )


class Scene:
    """The service with the wall clock, one accepted demande, and the outside world's levers."""

    def __init__(self, app: App, dehors: httpx.AsyncClient, instructeur: httpx.AsyncClient) -> None:
        self.app, self.dehors, self.instructeur = app, dehors, instructeur
        self.demande = uuid4()
        self.numero = f"921{datetime.now(UTC):%Y%m%d%H%M%S}{self.demande.int % 10**6:06d}"

    async def accepter(self, scenario: str = "remis") -> None:
        await self.dehors.put(f"/api/scenarios/{self.numero}", json={"scenario": scenario})
        dossier = dossier_de_perte(self.numero)
        await self.app.objects.put("photos", dossier.ephoto.photo.cle, JPEG, "image/jpeg")
        transmise = DemandeTransmiseV1(tour=1, dossier=dossier, transmise_le=self.app.now())
        await deliver(HANDLERS, self.app, transmise, self.demande)
        answer = await self.instructeur.post(
            f"/api/instruction/dossiers/{self.demande}/acceptation",
            json={
                "neph": "070469300512",
                "absentes_acceptees": [absente.type_piece for absente in dossier.pieces_absentes],
            },
        )
        assert answer.status_code == 200, answer.text

    async def avancer(self) -> None:
        """One turn of each loop."""
        await commander_ce_qui_attend(self.app)
        await relever(self.app)
        await suivre(self.app)

    async def jusqu_a(self, etape: Etape) -> None:
        async with asyncio.timeout(20):
            while await self.etape() is not etape:
                await self.avancer()
                await asyncio.sleep(0.02)

    async def etape(self) -> Etape | None:
        async with self.app.db.begin() as tx:
            titre = await titres.of(tx, self.demande)
        return titre.etape if titre else None

    async def etapes_publiees(self) -> list[str]:
        return [e.etape for e in await published(self.app.db, self.demande) if isinstance(e, TitreAvanceV1)]


@pytest.fixture
async def scene(app: App, place: Place, client: Callable[..., httpx.AsyncClient]) -> AsyncIterator[Scene]:
    presse = replace(app.rythme, suivi=timedelta(0))
    en_direct = replace(app, now=lambda: datetime.now(UTC), rythme=presse)
    async with httpx.AsyncClient(base_url=place.fabrication_url, timeout=10) as dehors:
        yield Scene(en_direct, dehors, client())
        await dehors.post("/api/pannes", json={"imprimerie": None, "poste": None})


async def test_an_accepted_loss_becomes_a_card_in_its_holders_hand(scene: Scene) -> None:
    await scene.accepter()
    await scene.jusqu_a(Etape.REMISE)

    assert await scene.etapes_publiees() == ["en_production", "produite", "expediee", "remise"]
    vue = (await scene.instructeur.get(f"/api/instruction/titres/{scene.demande}")).json()
    assert vue["libelle_etape"] == "Remis"
    assert len(vue["numero_titre"]) == 9
    assert [fait["source"] for fait in vue["faits"]] == [
        "instruction",
        "imprimerie",
        "imprimerie",
        "imprimerie",
        "poste",
    ]


async def test_an_inscription_gives_no_card(scene: Scene) -> None:
    transmise = next(
        octets for _, octets in examples("permis.demandes.demande-transmise.v1") if b'"inscription"' in octets
    )
    await deliver_example(HANDLERS, scene.app, transmise)
    demande = json.loads(transmise)["subject"]
    answer = await scene.instructeur.post(f"/api/instruction/dossiers/{demande}/acceptation", json={})

    assert answer.status_code == 200
    assert (await scene.instructeur.get(f"/api/instruction/titres/{demande}")).status_code == 404


async def test_an_absent_holder_fetches_it_at_the_post_office(scene: Scene) -> None:
    await scene.accepter("absent")
    await scene.jusqu_a(Etape.REMISE)

    events = [e for e in await published(scene.app.db, scene.demande) if isinstance(e, TitreAvanceV1)]
    instance = next(event for event in events if event.etape == "en_instance")
    assert [event.etape for event in events][-2:] == ["en_instance", "remise"]
    assert instance.bureau == "Bureau de poste principal"
    assert instance.limite_le == instance.le + timedelta(days=15)


async def test_a_returned_card_is_posted_again_when_its_holder_asks(scene: Scene) -> None:
    await scene.accepter("retour")
    await scene.jusqu_a(Etape.RETOURNEE)
    adresse = dossier_de_perte(scene.numero).adresse
    asked = RenvoiDemandeV1(numero=scene.numero, adresse=adresse, demande_le=scene.app.now())
    await deliver(HANDLERS, scene.app, asked, scene.demande)
    await scene.jusqu_a(Etape.REMISE)

    assert (await scene.etapes_publiees())[-3:] == ["retournee", "expediee", "remise"]


async def test_after_six_months_a_returned_card_is_destroyed_once(scene: Scene) -> None:
    await scene.accepter("retour")
    await scene.jusqu_a(Etape.RETOURNEE)
    plus_tard = replace(scene.app, now=lambda: datetime.now(UTC) + timedelta(days=190))

    assert await sweep_once(DEADLINES, plus_tard) == 1
    assert await sweep_once(DEADLINES, plus_tard) == 0
    assert (await scene.etapes_publiees())[-1] == "detruite"


async def test_what_imprimerie_nationale_refuses_waits_for_us_and_is_ordered_again(scene: Scene) -> None:
    await scene.accepter("refus")
    await scene.jusqu_a(Etape.INCIDENT)
    liste = (await scene.instructeur.get("/api/instruction/titres", params={"etape": "incident"})).json()
    reprise = await scene.instructeur.post(f"/api/instruction/titres/{scene.demande}/reprise")
    encore = await scene.instructeur.post(f"/api/instruction/titres/{scene.demande}/reprise")
    await scene.jusqu_a(Etape.REMISE)

    assert [ligne["incident"] for ligne in liste["elements"]] == [
        "La photo ne peut pas être gravée : contraste insuffisant."
    ]
    assert (reprise.status_code, encore.status_code) == (200, 409)
    assert (await scene.etapes_publiees()).count("en_production") == 1


async def test_an_order_whose_answer_was_lost_is_one_order(scene: Scene) -> None:
    await scene.dehors.post("/api/pannes", json={"imprimerie": "doute"})
    await scene.accepter()
    assert await commander_ce_qui_attend(scene.app) == 1
    assert await scene.etape() is Etape.A_COMMANDER

    await relever_jusqu_a(scene, Etape.EXPEDIEE)  # its reports come all the same, and say that it was taken
    await scene.dehors.post("/api/pannes", json={"imprimerie": None})
    await scene.jusqu_a(Etape.REMISE)

    assert await scene.etapes_publiees() == ["en_production", "produite", "expediee", "remise"]


async def relever_jusqu_a(scene: Scene, etape: Etape) -> None:
    async with asyncio.timeout(20):
        while await scene.etape() is not etape:
            await relever(scene.app)
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("imprimerie", ["nulle part", "503"])
async def test_an_outage_outside_is_waited_out(scene: Scene, imprimerie: str) -> None:
    ailleurs = Imprimerie("http://127.0.0.1:9", user="permis", password="x")
    absente = replace(scene.app, imprimerie=ailleurs) if imprimerie == "nulle part" else scene.app
    await scene.dehors.post("/api/pannes", json={"imprimerie": None if imprimerie == "nulle part" else "503"})
    await scene.accepter()

    assert await commander_ce_qui_attend(absente) == 1
    assert await relever(absente) == 0
    assert await commander_ce_qui_attend(absente) == 0  # not again before its time
    assert await scene.etape() is Etape.A_COMMANDER
    await ailleurs.close()


@pytest.mark.parametrize("poste", ["503", "429"])
async def test_a_card_that_la_poste_does_not_speak_of_is_asked_for_again(scene: Scene, poste: str) -> None:
    await scene.accepter()
    await scene.jusqu_a(Etape.EXPEDIEE)
    await scene.dehors.post("/api/pannes", json={"poste": poste})
    await suivre(scene.app)
    assert await scene.etape() is Etape.EXPEDIEE

    await scene.dehors.post("/api/pannes", json={"poste": None})
    await scene.jusqu_a(Etape.REMISE)


async def test_a_wrong_key_of_la_poste_is_an_outage_not_a_loss(scene: Scene, place: Place) -> None:
    faux = Poste(place.fabrication_url, cle="fausse")
    await scene.accepter()
    await scene.jusqu_a(Etape.EXPEDIEE)

    await suivre(replace(scene.app, poste=faux))

    assert await scene.etape() is Etape.EXPEDIEE
    await faux.close()


async def test_two_workers_order_each_card_once(scene: Scene) -> None:
    await scene.accepter()

    taken = await asyncio.gather(*(commander_ce_qui_attend(scene.app) for _ in range(4)))

    assert sorted(taken) == [0, 0, 0, 1]


async def test_another_prefecture_has_no_such_card(scene: Scene, client: Callable[..., httpx.AsyncClient]) -> None:
    await scene.accepter()
    ailleurs = client(prefecture="951")

    assert (await ailleurs.get(f"/api/instruction/titres/{scene.demande}")).status_code == 404
    assert (await ailleurs.post(f"/api/instruction/titres/{scene.demande}/reprise")).status_code == 404
    assert (await ailleurs.get("/api/instruction/titres")).json()["elements"] == []
