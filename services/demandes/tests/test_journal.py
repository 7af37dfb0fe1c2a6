"""The log of a demande: acts and looks in one list, offices without names, each reader his part of it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.delivery import AlreadyHandled
from contracts.events.ctn import ImagesConsulteesV1
from contracts.events.documents import DocumentTelechargeV1
from contracts.events.instruction import DossierAttribueV1, DossierConsulteV1
from demandes.app import App
from services.demandes.tests.acts import AUTRE_CANDIDAT, AUTRE_ECOLE, Parcours
from services.demandes.tests.conftest import Portes


@pytest.fixture
async def parcours(portes: Portes) -> Parcours:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    return parcours


async def regards_d_agents(parcours: Parcours) -> None:
    le = parcours.portes.horloge()
    await parcours.dire(DossierConsulteV1(prefecture="921", quoi="piece", type_piece="identite", consulte_le=le))
    await parcours.dire(ImagesConsulteesV1(quoi="photo", consultees_le=le))
    await parcours.dire(
        DocumentTelechargeV1(document=uuid4(), type_document="recepisse_depot", role="auto_ecole", telecharge_le=le)
    )


async def journal(parcours: Parcours, http: httpx.AsyncClient, **params: Any) -> Any:
    reponse = await http.get(f"{parcours.chemin}/journal", params=params)
    assert reponse.status_code == 200, reponse.text
    return reponse.json()


def regards(journal: Any) -> list[tuple[str, str, list[str]]]:
    return [(e["libelle"], e["auteur"], e["details"]) for e in journal["elements"] if e["nature"] == "consultation"]


async def test_a_person_sees_since_when_an_instructor_has_the_demande_in_hand(parcours: Parcours) -> None:
    async def prise(attribue: bool) -> None:
        le = parcours.portes.horloge()
        await parcours.dire(DossierAttribueV1(prefecture="921", attribue=attribue, le=le))

    async def en_main() -> Any:
        async with parcours.usager as http:
            return (await http.get(parcours.chemin)).json()["en_main_depuis"]

    assert await en_main() is None
    await prise(True)
    assert await en_main() is not None
    async with parcours.usager as http:
        assert ("Demande prise en main par un instructeur", "Préfecture de Antony", []) in regards(
            await journal(parcours, http)
        )
    await prise(False)
    assert await en_main() is None
    await prise(True)
    await parcours.jusqu_a_l_acceptation_maintenant()
    assert await en_main() is None


async def test_the_candidate_reads_who_did_and_who_saw_what(parcours: Parcours) -> None:
    await regards_d_agents(parcours)
    async with parcours.usager as http:
        lu = await journal(parcours, http, limite=100)

    assert sorted(regards(lu)) == [
        ("Document téléchargé", "Auto-école du Parc", ["Récépissé de dépôt de la demande"]),
        ("Photo consultée", "Centre de Traitement et de Numérisation", []),
        ("Pièce justificative consultée", "Préfecture de Antony", ["Pièce d'identité"]),
    ]
    async with parcours.usager as http:
        lignes = (await http.get(f"{parcours.chemin}/historique")).json()["elements"]
    actes = [entree["libelle"] for entree in lu["elements"] if entree["nature"] == "acte"]
    assert actes == [ligne["libelle"] for ligne in reversed(lignes)]
    assert "Lefèvre" not in str(lu)


async def test_the_school_reads_the_acts_and_its_own_looks_only(parcours: Parcours) -> None:
    await regards_d_agents(parcours)
    async with parcours.usager as http:
        await http.get(parcours.chemin)
    async with parcours.ecole as http:
        await http.get(f"{parcours.chemin}/recapitulatif")
        lu = await journal(parcours, http, limite=100)

    assert regards(lu) == [("Demande consultée", "Auto-école du Parc", [])]
    assert any(entree["nature"] == "acte" for entree in lu["elements"])


async def test_one_line_for_each_reader_and_day(parcours: Parcours) -> None:
    for jours in (0, 0, 1):
        parcours.portes.horloge.avance(timedelta(days=jours))
        async with parcours.ecole as http, parcours.usager as autre:
            for _ in range(3):
                await http.get(parcours.chemin)
                await autre.get(parcours.chemin)
    async with parcours.usager as http:
        lu = await journal(parcours, http, limite=100)

    assert sorted(auteur for _, auteur, _ in regards(lu)) == ["Auto-école du Parc"] * 2 + ["Le candidat"] * 2


async def test_a_look_that_is_told_twice_is_one_line(parcours: Parcours) -> None:
    dit, id = ImagesConsulteesV1(quoi="dossier", consultees_le=parcours.portes.horloge()), uuid4()
    await parcours.dire(dit, id=id)
    with pytest.raises(AlreadyHandled):
        await parcours.dire(dit, id=id)

    async with parcours.usager as http:
        assert len(regards(await journal(parcours, http, limite=100))) == 1


async def test_the_log_comes_page_by_page_whole_and_newest_first(parcours: Parcours) -> None:
    await regards_d_agents(parcours)
    async with parcours.usager as http:
        tout = (await journal(parcours, http, limite=100))["elements"]
        pages: list[Any] = []
        curseur: str | None = None
        while True:
            page = await journal(parcours, http, limite=2, **({"curseur": curseur} if curseur else {}))
            pages += page["elements"]
            curseur = page["suivant"]
            if curseur is None:
                break
        faux = await http.get(f"{parcours.chemin}/journal", params={"curseur": "abc"})

    assert pages == tout
    assert [entree["le"] for entree in tout] == sorted((entree["le"] for entree in tout), reverse=True)
    assert faux.status_code == 422


async def test_for_others_there_is_no_log_and_they_leave_no_line(parcours: Parcours) -> None:
    for http in (parcours.portes.ecole(AUTRE_ECOLE), parcours.portes.candidat(AUTRE_CANDIDAT)):
        async with http:
            assert (await http.get(f"{parcours.chemin}/journal")).status_code == 404
            assert (await http.get(parcours.chemin)).status_code == 404
    async with parcours.usager as http:
        assert regards(await journal(parcours, http, limite=100)) == []


async def test_the_log_only_grows(app: App) -> None:
    for forbidden in ("UPDATE journal SET quoi = ''", "DELETE FROM journal", "TRUNCATE journal"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with app.db.begin() as tx:
                await tx.execute(text(forbidden))
