"""A list says of each demande what waits for its reader; the trays say whether a school may file."""

from uuid import uuid4

from contracts.events.accounts import AgrementChangeV1
from contracts.events.instruction import MessageEcritV1
from services.demandes.tests.acts import AUTRE_ECOLE, Parcours, ecole_active
from services.demandes.tests.builders import ECOLE
from services.demandes.tests.conftest import Portes


async def test_a_list_says_what_the_reader_may_do(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_valider()
    async with parcours.usager as http:
        (candidat,) = (await http.get("/api/demandes")).json()["elements"]
    async with parcours.ecole as http:
        (ecole,) = (await http.get("/api/demandes")).json()["elements"]

    assert (candidat["actes"], ecole["actes"]) == (["valider", "refuser"], [])


async def test_a_list_says_what_was_asked_for(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_completer()
    async with parcours.ecole as http:
        (ligne,) = (await http.post("/api/demandes/recherche", json={"bannette": "a_completer"})).json()["elements"]

    assert ligne["causes_a_corriger"][0]["remede"]
    assert "completer" in ligne["actes"]


async def test_a_list_counts_the_messages_that_its_reader_may_answer(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    for _ in range(2):
        await parcours.dire(MessageEcritV1(message=uuid4(), prefecture="921", texte="Où ?", ecrit_le=portes.horloge()))
    async with parcours.usager as http:
        (candidat,) = (await http.get("/api/demandes")).json()["elements"]
        candidat_ecrit = (await http.get(parcours.chemin)).json()["messages_ouverts"]
    async with parcours.ecole as http:
        (avant,) = (await http.get("/api/demandes")).json()["elements"]
        ecole_ecrit = (await http.get(parcours.chemin)).json()["messages_ouverts"]
        await http.post(f"{parcours.chemin}/messages/lecture", json={"jusqu_a": portes.horloge().isoformat()})
        (apres,) = (await http.get("/api/demandes")).json()["elements"]

    assert (candidat_ecrit, ecole_ecrit) == (False, True)
    assert [ligne["messages_non_lus"] for ligne in (candidat, avant, apres)] == [0, 2, 0]


async def test_a_list_says_that_a_transfer_waits(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    async with parcours.usager as http:
        (avant,) = (await http.get("/api/demandes")).json()["elements"]
    await parcours.dire(ecole_active(AUTRE_ECOLE, "Conduite & Cie"), AUTRE_ECOLE)
    async with portes.ecole(AUTRE_ECOLE) as http:
        await http.post("/api/demandes/transferts", json={"numero": avant["numero"]})
    async with parcours.usager as http:
        (apres,) = (await http.get("/api/demandes")).json()["elements"]

    assert (avant["transfert_en_attente"], apres["transfert_en_attente"]) == (False, True)


async def test_the_trays_say_whether_a_school_may_file(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.ouvrir()
    async with parcours.ecole as http:
        actif = (await http.get("/api/demandes/bannettes")).json()["agrement"]
    suspendu = AgrementChangeV1(
        compte=ECOLE, numero_agrement="E 17 092 0006 0", etat="suspendu", depuis=portes.horloge()
    )
    await parcours.dire(suspendu, ECOLE)
    async with parcours.ecole as http:
        inactif = (await http.get("/api/demandes/bannettes")).json()["agrement"]
    async with parcours.usager as http:
        personne = (await http.get("/api/demandes/bannettes")).json()["agrement"]

    assert (actif["peut_deposer"], inactif["peut_deposer"], personne) == (True, False, None)
    assert "suspendu" in inactif["detail"]
