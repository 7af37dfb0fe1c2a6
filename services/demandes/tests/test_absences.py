"""« Je ne peux pas fournir cette pièce » where the rules allow it, told to the instructor; a file takes its place."""

from typing import Any

import httpx
import pytest

from contracts.events.demandes import DemandeTransmiseV1, DemandeValideeV1
from contracts.testing import published
from contracts.vocabulary.pieces import Piece
from demandes.app import App
from services.demandes.tests.acts import AUTRE_ECOLE, ETAT_CIVIL, Parcours
from services.demandes.tests.conftest import Portes

RAISON = "Perdue dans l'inondation du 3 mai ; la mairie ne délivre pas de duplicata."


@pytest.fixture
async def jeune(portes: Portes) -> Parcours:
    """Of an age at which the certificat de participation à la JDC is asked for."""
    parcours = Parcours(portes)
    parcours.personne = {**ETAT_CIVIL, "date_naissance": "2006-05-02"}
    await parcours.remplir()
    return parcours


async def declarer(http: httpx.AsyncClient, parcours: Parcours, type: str, raison: Any = RAISON) -> httpx.Response:
    return await http.put(f"{parcours.chemin}/pieces/absences/{type}", json={"raison": raison})


async def ligne(http: httpx.AsyncClient, parcours: Parcours, type: str = "service_national") -> Any:
    demandees = (await http.get(parcours.chemin)).json()["pieces_demandees"]
    return next(piece for piece in demandees if piece["type"] == type)


async def test_an_explanation_stands_for_the_piece_and_travels_with_the_dossier(jeune: Parcours, app: App) -> None:
    async with jeune.ecole as http:
        manque = (await http.get(f"{jeune.chemin}/recapitulatif")).json()["manques"]
        assert any("JDC" in faute["detail"] for faute in manque)
        assert (await declarer(http, jeune, "service_national")).status_code == 204
        assert (await ligne(http, jeune))["raison_absence"] == RAISON
        recapitulatif = (await http.get(f"{jeune.chemin}/recapitulatif")).json()
    assert recapitulatif["manques"] == []
    assert RAISON in str(recapitulatif)

    await jeune.finaliser()
    await jeune.rattacher()
    assert (await jeune.valider()).status_code == 200
    (validee,) = [e for e in await published(app.db, jeune.id) if isinstance(e, DemandeValideeV1 | DemandeTransmiseV1)]
    assert [(a.type_piece, a.raison) for a in validee.dossier.pieces_absentes] == [("service_national", RAISON)]


async def test_a_file_takes_the_place_of_the_explanation_and_not_the_other_way(jeune: Parcours) -> None:
    async with jeune.ecole as http:
        await declarer(http, jeune, "service_national")
    await jeune.joindre(Piece.SERVICE_NATIONAL)
    async with jeune.ecole as http:
        assert (await ligne(http, jeune))["raison_absence"] is None
        refused = await declarer(http, jeune, "service_national")

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/type")


async def test_an_explanation_is_changed_and_taken_back(jeune: Parcours) -> None:
    chemin = f"{jeune.chemin}/pieces/absences/service_national"
    async with jeune.ecole as http:
        await declarer(http, jeune, "service_national")
        await declarer(http, jeune, "service_national", "  L'attestation est demandée, elle viendra.  ")
        assert (await ligne(http, jeune))["raison_absence"] == "L'attestation est demandée, elle viendra."
        assert [(await http.delete(chemin)).status_code for _ in range(2)] == [204, 204]
        assert (await ligne(http, jeune))["raison_absence"] is None


@pytest.mark.parametrize(
    ("type", "raison", "pointer"),
    [
        ("identite", RAISON, "/type"),
        ("avis_medical", RAISON, "/type"),
        ("permis", RAISON, "/type"),
        ("service_national", "perdue", "/raison"),
        ("service_national", " " * 40, "/raison"),
        ("service_national", "x" * 501, "/raison"),
        ("service_national", "x" * 2001, "/raison"),
    ],
)
async def test_what_no_explanation_can_stand_for(jeune: Parcours, type: str, raison: str, pointer: str) -> None:
    async with jeune.ecole as http:
        refused = await declarer(http, jeune, type, raison)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].endswith(pointer)


async def test_only_the_filer_and_only_in_a_draft(jeune: Parcours) -> None:
    async with jeune.portes.ecole(AUTRE_ECOLE) as http:
        assert (await declarer(http, jeune, "service_national")).status_code == 404
    await jeune.joindre(Piece.SERVICE_NATIONAL)
    await jeune.finaliser()
    async with jeune.ecole as http:
        assert (await declarer(http, jeune, "service_national")).status_code in (409, 422)
        assert (await http.delete(f"{jeune.chemin}/pieces/absences/service_national")).status_code == 409
