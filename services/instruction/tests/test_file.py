"""The préfecture's service through its doors: the queue, one hand at a time, batches, the supervisor, the counters."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx

from contracts.delivery.deadlines import sweep_once
from contracts.events.demandes import DemandePurgeeV1, DemandeTransmiseV1, TransfertDecideV1
from contracts.events.instruction import DossierAttribueV1
from contracts.testing import deliver, examples, published
from contracts.vocabulary.roles import Role
from instruction.app import App
from instruction.deadlines import DEADLINES
from instruction.handlers import HANDLERS
from instruction.storage import dossiers

MIDI = datetime(2026, 4, 13, 12, 0, tzinfo=UTC)
Client = Callable[..., httpx.AsyncClient]
MESSAGE = next(octets for _, octets in examples("permis.demandes.demande-transmise.v1") if b'"inscription"' in octets)
TRANSMISE = DemandeTransmiseV1.read(json.loads(MESSAGE)["data"])
URL = "/api/instruction/dossiers"
LOTS = "/api/instruction/decisions/lots"
MANQUE = {"causes": [{"code": "piece_manquante", "type_piece": "domicile"}]}


async def transmise(app: App, jours: int = 0, *, tour: int = 1, demande: UUID | None = None) -> str:
    demande = demande or uuid4()
    le = MIDI - timedelta(days=jours)
    await deliver(HANDLERS, app, TRANSMISE.model_copy(update={"tour": tour, "transmise_le": le}), demande)
    return str(demande)


async def lot(http: httpx.AsyncClient, demandes: list[str], decision: str = "accepter", **more: object) -> list[str]:
    body = {"dossiers": [{"demande": demande} for demande in demandes], "decision": decision, **more}
    answer = await http.post(LOTS, json=body)
    assert answer.status_code == 200, answer.text
    results = {element["demande"]: element["resultat"] for element in answer.json()["elements"]}
    return [results[demande] for demande in demandes]


async def exact(client: Client) -> bool:
    answer = await client(Role.SUPERVISEUR).get("/api/instruction/supervision/ecarts")
    return answer.status_code == 200 and answer.json() == []


async def test_the_next_is_the_oldest_and_never_the_same_for_two(app: App, client: Client) -> None:
    demandes = [await transmise(app, jours) for jours in (5, 4, 3, 2, 1)]

    answers = await asyncio.gather(*(client().post(f"{URL}/suivant", json={}) for _ in range(7)))

    taken = [answer.json()["demande"] for answer in answers if answer.status_code == 200]
    assert sorted(taken) == sorted(demandes)
    assert [a.json()["type"] for a in answers if a.status_code == 404] == ["/problemes/aucun-dossier-libre"] * 2


async def test_only_who_has_it_decides_until_it_frees_itself(app: App, client: Client) -> None:
    demande = await transmise(app)
    mine, other = client(), client()
    assert (await mine.post(f"{URL}/{demande}/prise")).status_code == 200

    refused = await other.post(f"{URL}/{demande}/acceptation", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problemes/dossier-en-main")
    assert "Personne d'essai" in refused.json()["detail"]
    assert (await other.delete(f"{URL}/{demande}/prise")).status_code == 409

    later = replace(app, now=lambda: MIDI + timedelta(minutes=20))
    assert await sweep_once(DEADLINES, later) == 1
    assert (await other.post(f"{URL}/{demande}/acceptation", json={})).status_code == 200
    told = [fact.attribue for fact in await published(app.db, UUID(demande)) if isinstance(fact, DossierAttribueV1)]
    assert told == [True, False]


async def test_taken_again_is_said_once_and_given_back_once(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    for _ in range(2):
        assert (await http.post(f"{URL}/{demande}/prise")).status_code == 200
    for _ in range(2):
        assert (await http.delete(f"{URL}/{demande}/prise")).status_code == 204

    assert len(await published(app.db, UUID(demande))) == 2


async def test_filters_and_counts(app: App, client: Client) -> None:
    old, new = await transmise(app, 20), await transmise(app, 1)
    http = client()
    await http.post(f"{URL}/{new}/prise")

    async def shown(**params: object) -> list[str]:
        answer = await http.get(URL, params={k: str(v).lower() for k, v in params.items()})
        return [element["demande"] for element in answer.json()["elements"]]

    assert await shown() == [old, new]
    assert await shown(age_min=10) == [old]
    assert (await shown(main="miens"), await shown(main="libres"), await shown(main="collegues")) == ([new], [old], [])
    assert await shown(motif="perte") == []
    assert len(await shown(motif="inscription", urgent=False, complement_revenu=False, en_retard=False)) == 2
    comptes = (await http.get(f"{URL}/comptes")).json()
    assert comptes["etats"]["a_instruire"] == 2
    assert (comptes["ages"]["jusqu_a_7_jours"], comptes["ages"]["de_16_a_30_jours"]) == (1, 1)
    assert len((await http.post(f"{URL}/recherche", json={"q": "lefevre"})).json()["elements"]) == 2


async def test_a_complement_keeps_its_place_and_shows_that_it_is_back(app: App, client: Client) -> None:
    old, _ = await transmise(app, 9), await transmise(app, 3)
    http = client()
    await http.post(f"{URL}/{old}/complements", json=MANQUE)
    await transmise(app, 0, tour=2, demande=UUID(old))

    first = (await http.get(URL)).json()["elements"][0]
    assert (first["demande"], first["complement_revenu"]) == (old, True)
    assert (await http.get(f"{URL}/{old}")).json()["historique"][0]["decision"] == "complement_demande"
    assert await exact(client)


async def test_alike_dossiers_are_decided_in_one_act(app: App, client: Client) -> None:
    demandes = [await transmise(app, jours) for jours in range(4)]
    await client().post(f"{URL}/{demandes[3]}/prise")
    http, stranger = client(), str(uuid4())
    alike = [line["demande"] for line in (await http.get(f"{URL}/{demandes[0]}/semblables")).json()]
    assert sorted(alike) == sorted(demandes[1:])

    first = await lot(http, [*demandes, stranger], "demander_complement", **MANQUE)
    again = await lot(http, demandes[:3], "rejeter", causes=[{"code": "residence"}])

    assert first == ["faite", "faite", "faite", "dossier-en-main", "dossier-introuvable"]
    assert again == ["decision-impossible"] * 3
    assert await exact(client)


async def test_a_batch_says_what_changed_meanwhile(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    body = {"dossiers": [{"demande": demande, "version": 9}], "decision": "accepter"}

    [result] = (await http.post(LOTS, json=body)).json()["elements"]

    assert result["resultat"] == "version-perimee"


async def test_batches_and_single_decisions_at_once_decide_each_once(app: App, client: Client) -> None:
    demandes = [await transmise(app, jours % 3) for jours in range(10)]
    same = client()
    batches = [
        lot(same, demandes, "demander_complement", **MANQUE),
        lot(client(), demandes[::-1], "rejeter", causes=[{"code": "residence"}]),
        lot(client(), demandes),
    ]
    singles = [same.post(f"{URL}/{demande}/complements", json=MANQUE) for demande in demandes]

    lots, answers = await asyncio.gather(asyncio.gather(*batches), asyncio.gather(*singles))

    done = sum(result == "faite" for one in lots for result in one) + sum(a.status_code == 200 for a in answers)
    assert done == 10
    assert all([len(await published(app.db, UUID(demande))) == 1 for demande in demandes])
    assert await exact(client)


async def test_counters_stay_exact_when_everybody_works(app: App, client: Client) -> None:
    demandes = [await transmise(app, jours % 2) for jours in range(12)]
    agents = [client() for _ in range(3)]

    await asyncio.gather(
        *(agents[n % 3].post(f"{URL}/{demande}/complements", json=MANQUE) for n, demande in enumerate(demandes)),
        lot(agents[0], demandes, "rejeter", causes=[{"code": "residence"}]),
        *(transmise(app, 1) for _ in range(4)),
    )

    assert await exact(client)
    etats = (await agents[0].get(f"{URL}/comptes")).json()["etats"]
    assert (etats["a_instruire"], etats["complement_demande"] + etats["rejetee"]) == (4, 12)


async def test_a_late_dossier_comes_to_the_supervisor_once(app: App, client: Client) -> None:
    late, _ = await transmise(app, 16), await transmise(app, 1)

    assert await sweep_once(DEADLINES, app) == 1
    assert await sweep_once(DEADLINES, app) == 0

    [line] = (await client(Role.SUPERVISEUR).get("/api/instruction/supervision/retards")).json()["elements"]
    assert (line["demande"], "15 jours" in line["raison_retard"]) == (late, True)


async def test_a_supervisor_reassigns_and_reads_delays_and_audit(app: App, client: Client) -> None:
    demande, other, colleague = await transmise(app, 3), await transmise(app, 1), uuid4()
    known, chief = client(id=colleague), client(Role.SUPERVISEUR)
    await known.post(f"{URL}/{other}/acceptation", json={})
    await client().post(f"{URL}/{demande}/prise")

    moved = await chief.post(f"{URL}/{demande}/reaffectation", json={"instructeur": str(colleague)})
    unknown = await chief.post(f"{URL}/{demande}/reaffectation", json={"instructeur": str(uuid4())})

    assert (moved.status_code, moved.json()["prise"]["instructeur"]) == (200, str(colleague))
    assert unknown.status_code == 422
    assert (await known.post(f"{URL}/{demande}/acceptation", json={"neph": "260492000077"})).status_code == 200
    tableau = (await chief.get("/api/instruction/supervision/tableau")).json()
    assert (tableau["delais"][0]["decisions"], tableau["delais"][0]["mediane_jours"]) == (2, 2.0)
    assert tableau["par_jour"][0]["nombre"] == 2
    acts = [line["acte"] for line in (await chief.get(f"{URL}/{demande}/audit")).json()["elements"]]
    assert acts == ["prendre", "reaffecter", "accepter"]
    assert (await known.get(f"{URL}/{demande}/audit")).status_code == 403
    assert (await client(Role.SUPERVISEUR, "751").get(f"{URL}/{demande}/audit")).status_code == 404


async def test_urgent_has_a_reason(app: App, client: Client) -> None:
    demande, chief = await transmise(app), client(Role.SUPERVISEUR)

    assert (await chief.post(f"{URL}/{demande}/urgence", json={"raison": "Examen demain"})).status_code == 204

    [line] = (await client().get(URL, params={"urgent": True})).json()["elements"]
    assert line["urgence"] == "Examen demain"


async def test_an_accepted_transfer_changes_the_school(app: App, client: Client) -> None:
    demande = await transmise(app)
    for _, message in examples("permis.demandes.transfert-decide.v1"):
        fact = TransfertDecideV1.read(json.loads(message)["data"])
        await deliver(HANDLERS, app, fact.model_copy(update={"decision": "accepte"}), UUID(demande))
        seen = (await client().get(f"{URL}/{demande}")).json()["dossier"]["auto_ecole"]
        assert seen["compte"] == str(fact.nouvelle.compte)


async def test_a_purge_leaves_nothing_of_the_person(app: App, client: Client) -> None:
    demande, http = await transmise(app), client()
    await http.post(f"{URL}/{demande}/prise")
    await deliver(HANDLERS, app, DemandePurgeeV1(raison="conservation", purgee_le=MIDI), UUID(demande))

    assert (await http.get(f"{URL}/{demande}")).status_code == 404
    assert await exact(client)
    assert await sweep_once(DEADLINES, replace(app, now=lambda: MIDI + timedelta(days=90))) == 0
    async with app.db.begin() as tx:
        assert await dossiers.find(tx, UUID(demande)) is None
