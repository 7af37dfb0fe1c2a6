"""The figures of an administrator: what waits since when, and how long decisions took."""

from datetime import timedelta
from uuid import uuid4

from contracts.vocabulary.roles import Role
from services.demandes.tests.acts import Parcours
from services.demandes.tests.conftest import Portes


async def test_what_waits_is_counted_by_status_and_age(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_valider()
    portes.horloge.avance(timedelta(days=4))

    async with portes.client(Role.ADMINISTRATEUR, uuid4()) as http:
        tableau = (await http.get("/api/demandes/tableau")).json()

    (ligne,) = tableau["attente"]
    assert (ligne["statut"], ligne["anciennete"], ligne["nombre"]) == ("attente_validation_usager", "3-7j", 1)
    assert ligne["libelle"] == "Dossier en attente de validation usager"
    assert ligne["anciennete"] in tableau["tranches"]
    assert tableau["delais"] == []


async def test_decisions_are_counted_by_their_prefecture(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    portes.horloge.avance(timedelta(days=10))
    await parcours.jusqu_a_l_acceptation_maintenant()

    async with portes.client(Role.ADMINISTRATEUR, uuid4()) as http:
        tableau = (await http.get("/api/demandes/tableau")).json()

    (delai,) = tableau["delais"]
    assert (delai["prefecture"], delai["decisions"]) == ("921", 1)
    assert 10 <= delai["median"] <= delai["neuf_sur_dix"] < 11


async def test_figures_are_for_administrators(portes: Portes) -> None:
    async with portes.client(Role.INSTRUCTEUR, uuid4()) as http:
        assert (await http.get("/api/demandes/tableau")).status_code == 403
