"""One dossier, one agent: the queue hands out each once, frees what nobody looks at, and says who has what."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import images
import pytest
from ctn_builders import (
    Horloge,
    Porteur,
    demande_validee,
    deposer_objet,
    ephoto_inconnue,
    piece_deposee,
    piece_jointe,
)
from sqlalchemy import select

from contracts.events.ctn import ImagesRefuseesV1
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.handlers import HANDLERS
from ctn_verification.storage.tables import journal

ROUTE = "/api/ctn/dossiers"
DIX = timedelta(minutes=10)
ELLE, LUI = uuid4(), uuid4()


async def en_file(app: App, horloge: Horloge, combien: int = 1) -> list[str]:
    """Oldest first; without pieces, of a photo that nobody deposited here."""
    demandes = []
    for _ in range(combien):
        horloge.avance(timedelta(seconds=1))
        demandes.append(str(demande := uuid4()))
        await deliver(HANDLERS, app, demande_validee([], ephoto_inconnue()), demande)
    return demandes


async def suivant(porteur: Porteur, agent: UUID, **body: Any) -> tuple[int, str | None]:
    answer = await porteur(Role.AGENT_CTN, agent).post(f"{ROUTE}/suivant", json=body)
    return answer.status_code, answer.json().get("demande")


async def test_many_agents_at_once_never_get_the_same(app: App, porteur: Porteur, horloge: Horloge) -> None:
    demandes = await en_file(app, horloge, 8)
    answers = await asyncio.gather(*(suivant(porteur, uuid4()) for _ in range(14)))

    taken = [demande for status, demande in answers if status == 200]
    assert sorted(filter(None, taken)) == sorted(demandes)
    assert {status for status, demande in answers if demande is None} == {404}


async def test_the_oldest_comes_first_and_what_one_has_comes_back(app: App, porteur: Porteur, horloge: Horloge) -> None:
    premier, second, troisieme = await en_file(app, horloge, 3)

    assert await suivant(porteur, ELLE) == (200, premier)
    assert await suivant(porteur, LUI) == (200, second)
    assert await suivant(porteur, ELLE) == (200, premier)
    assert await suivant(porteur, ELLE, sauf=[premier]) == (200, troisieme)
    assert await suivant(porteur, uuid4()) == (404, None)


async def test_nobody_takes_what_another_has_until_it_frees_itself(
    app: App, porteur: Porteur, horloge: Horloge
) -> None:
    (demande,) = await en_file(app, horloge)
    elle, lui = porteur(Role.AGENT_CTN, ELLE), porteur(Role.AGENT_CTN, LUI)
    prise = await elle.post(f"{ROUTE}/{demande}/prise")
    assert (prise.status_code, prise.json()["par"]) == (200, "vous")

    for act, body in (("prise", None), ("decision", {"conforme": True})):
        refused = await lui.post(f"{ROUTE}/{demande}/{act}", json=body)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problemes/dossier-en-main")
    assert (await lui.delete(f"{ROUTE}/{demande}/prise")).status_code == 409
    horloge.avance(DIX)
    expired = await elle.post(f"{ROUTE}/{demande}/decision", json={"conforme": True})
    assert (expired.status_code, expired.json()["type"]) == (409, "/problemes/dossier-non-pris")
    assert (await lui.post(f"{ROUTE}/{demande}/prise")).status_code == 200
    assert (await lui.post(f"{ROUTE}/{demande}/decision", json={"conforme": True})).status_code == 200


async def test_looking_keeps_it_and_another_s_look_does_not(app: App, porteur: Porteur, horloge: Horloge) -> None:
    (demande,) = await en_file(app, horloge)
    await porteur(Role.AGENT_CTN, ELLE).post(f"{ROUTE}/{demande}/prise")

    async def en_main(agent: UUID) -> dict[str, str] | None:
        horloge.avance(DIX / 2)
        vu: dict[str, str] | None = (await porteur(Role.AGENT_CTN, agent).get(f"{ROUTE}/{demande}")).json()["prise"]
        return vu

    for agent, par in ((ELLE, "vous"), (ELLE, "vous"), (ELLE, "vous"), (LUI, "un autre agent")):
        prise = await en_main(agent)
        assert prise is not None
        assert prise["par"] == par
    assert await en_main(LUI) is None


async def test_given_back_it_is_free_at_once(app: App, porteur: Porteur, horloge: Horloge) -> None:
    (demande,) = await en_file(app, horloge)
    elle = porteur(Role.AGENT_CTN, ELLE)
    await elle.post(f"{ROUTE}/{demande}/prise")

    assert (await elle.delete(f"{ROUTE}/{demande}/prise")).status_code == 204
    assert (await elle.delete(f"{ROUTE}/{demande}/prise")).status_code == 204
    assert await suivant(porteur, LUI) == (200, demande)
    async with app.db.begin() as tx:
        actes = (await tx.execute(select(journal.c.acte, journal.c.acteur).order_by(journal.c.id))).all()
    assert [tuple(acte) for acte in actes] == [
        ("prise", ELLE),
        ("rendu", ELLE),
        ("prise", LUI),
        ("consultation", LUI),
    ]


async def test_the_list_says_in_whose_hand_without_a_name(app: App, porteur: Porteur, horloge: Horloge) -> None:
    sienne, autre, libre = await en_file(app, horloge, 3)
    elle = porteur(Role.AGENT_CTN, ELLE)
    await elle.post(f"{ROUTE}/{sienne}/prise")
    await porteur(Role.AGENT_CTN, LUI).post(f"{ROUTE}/{autre}/prise")
    whole = await elle.get(ROUTE)

    mains = {line["demande"]: line["prise"] and line["prise"]["par"] for line in whole.json()["elements"]}
    assert mains == {sienne: "vous", autre: "un autre agent", libre: None}
    assert str(LUI) not in whole.text
    for main, demande in (("miens", sienne), ("autres", autre), ("libres", libre)):
        (line,) = (await elle.get(ROUTE, params={"main": main})).json()["elements"]
        assert line["demande"] == demande


async def test_filters_and_counts(app: App, porteur: Porteur, horloge: Horloge) -> None:
    premier, second = await en_file(app, horloge, 2)
    elle = porteur(Role.AGENT_CTN, ELLE)
    await elle.post(f"{ROUTE}/{second}/prise")
    horloge.avance(timedelta(minutes=5))
    for filtre, found in (
        ({"motif": "inscription"}, 2),
        ({"motif": "perte"}, 0),
        ({"prefecture": "921"}, 2),
        ({"prefecture": "75"}, 0),
        ({"tour": 1}, 2),
        ({"tour": 2}, 0),
        ({"doute": "ephoto_inconnue"}, 2),
        ({"doute": "floue"}, 0),
    ):
        assert len((await elle.get(ROUTE, params=filtre)).json()["elements"]) == found, filtre
    assert await suivant(porteur, LUI, motif="perte") == (404, None)
    counts = (await elle.get(f"{ROUTE}/compteurs")).json()

    assert [counts[key] for key in ("en_attente", "libres", "miens", "age_secondes")] == [2, 1, 1, 301]
    assert [(line["valeur"], line["nombre"]) for line in counts["motifs"]] == [("inscription", 2)]
    assert [(line["valeur"], line["nombre"]) for line in counts["prefectures"]] == [("921", 2)]
    noms = {line["prefecture"] for line in (await elle.get(ROUTE)).json()["elements"]}
    assert {line["libelle"] for line in counts["prefectures"]} == noms
    assert [(line["valeur"], line["nombre"]) for line in counts["tours"]] == [("1", 2)]
    assert [(line["valeur"], line["nombre"]) for line in counts["doutes"]] == [("ephoto_inconnue", 2)]
    assert premier in (await elle.get(ROUTE)).text


async def test_an_empty_queue_has_no_age(porteur: Porteur) -> None:
    counts = (await porteur(Role.AGENT_CTN).get(f"{ROUTE}/compteurs")).json()

    assert (counts["en_attente"], counts["plus_ancien_le"], counts["age_secondes"], counts["doutes"]) == (
        0,
        None,
        0,
        [],
    )


async def test_a_decided_dossier_is_in_nobody_s_hand(app: App, porteur: Porteur, horloge: Horloge) -> None:
    (demande,) = await en_file(app, horloge)
    elle = porteur(Role.AGENT_CTN, ELLE)
    await elle.post(f"{ROUTE}/{demande}/prise")
    await elle.post(f"{ROUTE}/{demande}/decision", json={"conforme": True})

    assert (await elle.get(f"{ROUTE}/{demande}")).json()["prise"] is None
    assert (await elle.post(f"{ROUTE}/{demande}/prise")).json()["type"] == "/problemes/dossier-deja-decide"


@pytest.mark.parametrize("demande", [uuid4()])
async def test_what_is_not_there_cannot_be_taken(porteur: Porteur, demande: UUID) -> None:
    elle = porteur(Role.AGENT_CTN, ELLE)

    assert (await elle.post(f"{ROUTE}/{demande}/prise")).status_code == 404
    assert (await elle.delete(f"{ROUTE}/{demande}/prise")).status_code == 404


async def test_a_double_click_takes_one(app: App, porteur: Porteur, horloge: Horloge) -> None:
    await en_file(app, horloge, 2)
    elle, key = porteur(Role.AGENT_CTN, ELLE), {"Idempotency-Key": str(uuid4())}
    clicks = await asyncio.gather(*(elle.post(f"{ROUTE}/suivant", json={}, headers=key) for _ in range(2)))

    assert len({click.json()["demande"] for click in clicks}) == 1
    assert (await elle.get(f"{ROUTE}/compteurs")).json()["miens"] == 1


async def test_the_causes_come_with_their_keys_and_the_engine_with_its_thresholds(app: App, porteur: Porteur) -> None:
    agent = porteur(Role.AGENT_CTN)
    causes = (await agent.get("/api/ctn/causes")).json()
    unknown = await agent.get("/api/ctn/moteurs/ctn-0")

    assert causes[0] == {
        "code": "floue",
        "cause": "L'image est floue.",
        "remede": causes[0]["remede"],
        "objet": "piece",
        "touche": "f",
    }
    assert causes[0]["remede"].startswith("Posez le document à plat")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problemes/moteur-inconnu")


async def test_a_piece_that_the_filer_keeps_waits_for_an_agent_who_reads_why(app: App, porteur: Porteur) -> None:
    floue = images.jpeg(images.blurred(images.page((1240, 1754)), 6))
    piece = piece_jointe(await deposer_objet(app, floue))
    gardee = piece.model_copy(update={"maintenue": True, "raison": "L'original est ainsi."})
    renvoyee, demande = uuid4(), uuid4()
    for sujet, jointe in ((renvoyee, piece.model_copy(update={"id": uuid4()})), (demande, gardee)):
        await deliver(HANDLERS, app, piece_deposee(jointe), sujet, sequence=1)
        await deliver(HANDLERS, app, demande_validee([jointe], ephoto_inconnue()), sujet, sequence=2)
    agent = porteur(Role.AGENT_CTN, ELLE)
    vu = (await agent.post(f"{ROUTE}/suivant", json={"doute": "maintenue"})).json()

    assert isinstance((await published(app.db, renvoyee))[-1], ImagesRefuseesV1)
    (vue,) = vu["pieces"]
    assert (vu["demande"], vue["maintenue"], vue["raison"]) == (str(demande), True, "L'original est ainsi.")
    assert vue["controle"]["controle"] == "non_conforme"
    assert "maintenue" in [doute["code"] for doute in vu["doutes"]]
    assert (await agent.post(f"{ROUTE}/{demande}/decision", json={"conforme": True})).status_code == 200
