"""A demande changes school: asked for by its number, answered by its candidate, and gone at once from the old one."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from contracts.delivery.deadlines import sweep_once
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.storage import comptages, tables
from services.demandes.tests.acts import AUTRE_CANDIDAT, AUTRE_ECOLE, MOTIF, Parcours, ecole_active, faits
from services.demandes.tests.conftest import Horloge, Portes

TIERCE_ECOLE = uuid4()


@pytest.fixture
async def parcours(portes: Portes) -> Parcours:
    """A demande in the hands of the préfecture, and two more schools."""
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    for ecole, nom in ((AUTRE_ECOLE, "Conduite & Cie"), (TIERCE_ECOLE, "Au Volant")):
        await parcours.dire(ecole_active(ecole, nom), ecole)
    return parcours


async def numero(parcours: Parcours) -> str:
    return str((await parcours.etat()).numero)


async def demander(parcours: Parcours, ecole: Any = AUTRE_ECOLE, texte: str | None = None) -> httpx.Response:
    async with parcours.portes.ecole(ecole) as http:
        corps = {"numero": texte if texte is not None else await numero(parcours)}
        return await http.post("/api/demandes/transferts", json=corps)


async def repondre(parcours: Parcours, transfert: str, verbe: str, qui: Any = None) -> httpx.Response:
    async with parcours.portes.candidat(qui or parcours.candidat) as http:
        return await http.post(f"/api/demandes/transferts/{transfert}/{verbe}")


async def test_the_candidate_accepts_and_the_demande_is_the_other_school_s(parcours: Parcours, app: App) -> None:
    demande = await demander(parcours)
    assert demande.status_code == 201, demande.text
    accepte = await repondre(parcours, demande.json()["id"], "acceptation")

    assert (accepte.status_code, accepte.json()["etat"]) == (200, "accepte")
    async with parcours.portes.ecole(AUTRE_ECOLE) as http:
        vue = (await http.get(parcours.chemin)).json()
        bannettes = {b["code"]: b["nombre"] for b in (await http.get("/api/demandes/bannettes")).json()["bannettes"]}
        cherchee = (await http.post("/api/demandes/recherche", json={"texte": "lefevre"})).json()["elements"]
    assert vue["auto_ecole"]["raison_sociale"] == "Conduite & Cie"
    assert bannettes["en_instruction"] == 1
    assert [d["id"] for d in cherchee] == [str(parcours.id)]
    (decide,) = await faits(app, parcours.id, "transfert-decide")
    assert (decide["decision"], decide["nouvelle"]["raison_sociale"]) == ("accepte", "Conduite & Cie")


async def test_the_old_school_sees_that_it_left_and_no_more(parcours: Parcours) -> None:
    transfert = (await demander(parcours)).json()["id"]
    await repondre(parcours, transfert, "acceptation")

    async with parcours.ecole as http:
        reponses = [
            await http.get(chemin)
            for chemin in (parcours.chemin, f"{parcours.chemin}/historique", f"{parcours.chemin}/recapitulatif")
        ]
        pieces = await http.get(f"{parcours.chemin}/pieces")
        cherchee = (await http.post("/api/demandes/recherche", json={"texte": "lefevre"})).json()["elements"]
        bannettes = (await http.get("/api/demandes/bannettes")).json()["bannettes"]
        sortants = (await http.get("/api/demandes/transferts", params={"sens": "sortants"})).json()["elements"]

    assert {reponse.status_code for reponse in (*reponses, pieces)} == {404}
    assert cherchee == []
    assert sum(bannette["nombre"] for bannette in bannettes) == 0
    assert [(t["numero"], t["etat"], t["demande"]) for t in sortants] == [(await numero(parcours), "accepte", None)]
    assert "Lefèvre" not in str(sortants)


async def test_refused_it_stays_where_it_is(parcours: Parcours) -> None:
    transfert = (await demander(parcours)).json()["id"]
    refuse = await repondre(parcours, transfert, "refus")
    encore = await repondre(parcours, transfert, "acceptation")

    assert (refuse.status_code, encore.status_code) == (200, 409)
    async with parcours.ecole as http:
        assert (await http.get(parcours.chemin)).status_code == 200


async def test_one_request_at_a_time_and_the_next_when_it_is_over(parcours: Parcours) -> None:
    premier = await demander(parcours)
    second = await demander(parcours, TIERCE_ECOLE)
    async with parcours.portes.ecole(AUTRE_ECOLE) as http:
        retire = await http.post(f"/api/demandes/transferts/{premier.json()['id']}/retrait")
    troisieme = await demander(parcours, TIERCE_ECOLE)

    assert (second.status_code, second.json()["type"]) == (409, "/problemes/transfert-impossible")
    assert (retire.status_code, retire.json()["etat"]) == (200, "retire")
    assert troisieme.status_code == 201


async def test_two_schools_that_ask_at_the_same_time_get_one_request(parcours: Parcours, app: App) -> None:
    reponses = await asyncio.gather(demander(parcours), demander(parcours, TIERCE_ECOLE))

    assert sorted(reponse.status_code for reponse in reponses) == [201, 409]
    assert len(await faits(app, parcours.id, "transfert-demande")) == 1


@pytest.mark.parametrize("texte", ["", "92120170412142448776918", "abc", "9212017041214244877691", "1" * 60])
async def test_a_slip_in_the_number_is_said_at_once(parcours: Parcours, texte: str) -> None:
    reponse = await demander(parcours, texte=texte)

    assert (reponse.status_code, reponse.json()["errors"][0]["pointer"]) == (422, "/numero")


async def test_a_number_that_nobody_has_and_one_s_own(parcours: Parcours) -> None:
    inconnu = await demander(parcours, texte="92120170412142448776919")
    le_sien = await demander(parcours, parcours.auto_ecole)

    assert inconnu.status_code == 404
    assert (le_sien.status_code, "déjà" in le_sien.json()["detail"]) == (409, True)


async def test_numbers_cannot_be_tried_one_after_the_other(parcours: Parcours, horloge: Horloge) -> None:
    statuts = [(await demander(parcours, texte="92120170412142448776919")).status_code for _ in range(21)]
    horloge.avance(timedelta(hours=1))
    plus_tard = await demander(parcours)

    assert statuts == [404] * 20 + [429]
    assert plus_tard.status_code == 201


async def test_what_was_tried_is_forgotten_after_a_day(parcours: Parcours, app: App, horloge: Horloge) -> None:
    for heures in (0, 1, 25):
        horloge.avance(timedelta(hours=heures))
        await demander(parcours, texte="92120170412142448776919")

    async with app.db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(tables.tentatives))).scalar_one() == 1


async def test_under_a_paper_mandate_it_stays_with_its_school(portes: Portes) -> None:
    parcours = Parcours(portes, motif=MOTIF | {"mandat_papier": True})
    await parcours.remplir()
    await parcours.finaliser(conserve_le_mandat=True)
    await parcours.dire(ecole_active(AUTRE_ECOLE, "Conduite & Cie"), AUTRE_ECOLE)

    refus = await demander(parcours)

    assert (refus.status_code, refus.json()["type"]) == (409, "/problemes/transfert-impossible")
    assert "mandat papier" in refus.json()["detail"]


async def test_the_new_school_completes_and_writes_what_the_old_one_no_longer_can(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_completer()
    await parcours.dire(ecole_active(AUTRE_ECOLE, "Conduite & Cie"), AUTRE_ECOLE)
    await repondre(parcours, (await demander(parcours)).json()["id"], "acceptation")

    message = {"texte": "Nous complétons la demande."}
    async with portes.ecole(AUTRE_ECOLE) as http, parcours.ecole as ancienne:
        actes = (await http.get(parcours.chemin)).json()["actes"]
        ecrits = [(await qui.post(f"{parcours.chemin}/messages", json=message)).status_code for qui in (http, ancienne)]

    assert "completer" in actes
    assert ecrits == [201, 404]


async def test_an_answer_and_a_withdrawal_at_the_same_time_have_one_effect(parcours: Parcours, app: App) -> None:
    transfert = (await demander(parcours)).json()["id"]

    async def retirer() -> httpx.Response:
        async with parcours.portes.ecole(AUTRE_ECOLE) as http:
            return await http.post(f"/api/demandes/transferts/{transfert}/retrait")

    reponses = await asyncio.gather(repondre(parcours, transfert, "acceptation"), retirer())

    assert sorted(reponse.status_code for reponse in reponses) == [200, 409]
    assert len(await faits(app, parcours.id, "transfert-decide")) == 1


async def test_a_person_s_own_demande_stays(portes: Portes) -> None:
    seul = Parcours(portes, seul=True)
    await seul.jusqu_au_ctn()
    await seul.dire(ecole_active(AUTRE_ECOLE, "Conduite & Cie"), AUTRE_ECOLE)

    refus = await demander(seul)
    inconnu = await demander(seul, texte="92120170412142448776919")

    assert (refus.status_code, refus.json()["detail"]) == (404, inconnu.json()["detail"])


async def test_a_closed_demande_is_as_unknown_as_a_number_that_nobody_has(parcours: Parcours) -> None:
    await parcours.jusqu_a_l_acceptation_maintenant()

    ferme, inconnu = await demander(parcours), await demander(parcours, texte="92120170412142448776919")

    assert ferme.status_code == inconnu.status_code == 404
    assert {ferme.json()[cle] == inconnu.json()[cle] for cle in ("type", "title", "detail")} == {True}


async def test_once_accepted_the_old_school_reads_no_file_and_no_thread(parcours: Parcours) -> None:
    piece = (await parcours.etat()).pieces[0].id
    transfert = (await demander(parcours)).json()["id"]
    await repondre(parcours, transfert, "acceptation")

    chemins = (f"pieces/{piece}/contenu", f"pieces/{piece}", "messages", "journal", "transferts", "flux")
    async with parcours.ecole as http:
        assert {(await http.get(f"{parcours.chemin}/{chemin}")).status_code for chemin in chemins} == {404}


async def test_only_the_candidate_answers_and_only_the_asking_school_withdraws(parcours: Parcours) -> None:
    transfert = (await demander(parcours)).json()["id"]

    autre = await repondre(parcours, transfert, "acceptation", AUTRE_CANDIDAT)
    async with parcours.ecole as http:
        retrait = await http.post(f"/api/demandes/transferts/{transfert}/retrait")
        acceptation = await http.post(f"/api/demandes/transferts/{transfert}/acceptation")
    async with parcours.portes.candidat(AUTRE_CANDIDAT) as http:
        liste = await http.get(f"{parcours.chemin}/transferts")

    assert (autre.status_code, retrait.status_code, acceptation.status_code, liste.status_code) == (404, 404, 403, 404)


async def test_the_candidate_sees_who_asks(parcours: Parcours) -> None:
    await demander(parcours)

    async with parcours.usager as http:
        (vu,) = (await http.get(f"{parcours.chemin}/transferts")).json()

    assert (vu["nouvelle_ecole"], vu["libelle_etat"]) == ("Conduite & Cie", "En attente de la réponse du candidat")


async def test_without_an_answer_it_ends_once(parcours: Parcours, app: App, horloge: Horloge) -> None:
    transfert = (await demander(parcours)).json()["id"]
    horloge.avance(timedelta(days=30))

    await asyncio.gather(*(sweep_once(DEADLINES, app) for _ in range(3)))

    (decide,) = await faits(app, parcours.id, "transfert-decide")
    assert decide["decision"] == "expire"
    assert (await repondre(parcours, transfert, "acceptation")).status_code == 409


async def test_the_history_names_the_schools_and_nobody_else(parcours: Parcours) -> None:
    transfert = (await demander(parcours)).json()["id"]
    await repondre(parcours, transfert, "acceptation")

    async with parcours.usager as http:
        lignes = (await http.get(f"{parcours.chemin}/historique")).json()["elements"]
    assert {"demander_transfert", "accepter_transfert"} <= {ligne["acte"] for ligne in lignes}


async def test_counts_stay_exact_under_many_acts_at_once(portes: Portes, app: App) -> None:
    parcours = [Parcours(portes, code=f"CODE{n}234EFGH5678JKLM9") for n in range(6)]
    await asyncio.gather(*(un.ouvrir() for un in parcours))
    async with portes.ecole(parcours[0].auto_ecole) as http:
        await asyncio.gather(*(http.delete(un.chemin) for un in parcours[:3]))
        bannettes = {b["code"]: b["nombre"] for b in (await http.get("/api/demandes/bannettes")).json()["bannettes"]}

    async with app.db.begin() as tx:
        assert await comptages.differences(tx) == []
    assert bannettes["en_saisie"] == 3
