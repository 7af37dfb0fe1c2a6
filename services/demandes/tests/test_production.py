"""The card of an accepted demande: its steps in whatever order they arrive, the reminders, the second sending."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.delivery.deadlines import sweep_once
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.statuts import Statut
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.domain.motifs import MOTIFS
from demandes.domain.statuts import donne_un_titre
from services.demandes.tests.acts import MOTIF_PERTE, Parcours, faits
from services.demandes.tests.builders import TITRE, Vie
from services.demandes.tests.conftest import Portes


@pytest.fixture
def parcours(portes: Portes) -> Parcours:
    return Parcours(portes, seul=True, motif=MOTIF_PERTE, joindre_aussi=(Piece.TIMBRE_FISCAL,))


def test_who_makes_a_card_is_what_the_table_of_motifs_says() -> None:
    assert {motif for motif in MOTIFS if donne_un_titre(motif)} == {m for m, r in MOTIFS.items() if r.fin == "titre"}


@given(st.permutations([("en_production", 1), ("produite", 2), ("expediee", 3), ("remise", 4)]))
def test_a_late_step_changes_nothing_and_a_missing_one_is_jumped_over(etapes: list[tuple[str, int]]) -> None:
    vie = Vie(motif=TITRE).acceptee()
    plus_haut = 0
    for etape, rang in etapes:
        decision = vie.avancer(etape, rang)
        assert (decision is None) == (rang < plus_haut)
        plus_haut = max(plus_haut, rang)

    assert vie.demande.statut is Statut.REMISE


def test_an_inscription_has_no_card() -> None:
    vie = Vie().acceptee()

    assert vie.avancer("en_production", 1) is None
    assert vie.demande.statut is Statut.ACCEPTEE


async def test_a_card_comes_back_and_is_sent_again(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_l_acceptation()
    horloge = parcours.portes.horloge
    assert (await parcours.etat()).position.detenteur == "prefecture"
    await parcours.titre("en_production", 1)
    await parcours.titre("expediee", 3, numero_suivi="2C1")
    await parcours.titre("produite", 2)
    await parcours.titre("en_instance", 4, bureau="Montrouge", limite_le=horloge() + timedelta(days=15))
    async with parcours.usager as http:
        instance = (await http.get(parcours.chemin)).json()
    horloge.avance(timedelta(days=10))
    assert await sweep_once(DEADLINES, app) == 1
    horloge.avance(timedelta(days=5))
    await parcours.titre("retournee", 5, limite_le=horloge() + timedelta(days=180))
    async with parcours.usager as http:
        premier = await http.post(f"{parcours.chemin}/renvoi")
        encore = await http.post(f"{parcours.chemin}/renvoi")
    await parcours.titre("expediee", 6)
    await parcours.titre("remise", 7)

    assert instance["titre"]["bureau"] == "Montrouge"
    assert instance["titre"]["numero_suivi"] == "2C1"
    assert instance["detenteur"] == "poste"
    assert instance["suite"].startswith("Le titre vous attend")
    assert [fait["echeance"] for fait in await faits(app, parcours.id, "echeance-proche")] == ["retrait_du_titre"]
    async with parcours.usager as http:
        lignes = (await http.get(f"{parcours.chemin}/historique")).json()["elements"]
    auteurs = {ligne["acte"]: ligne["auteur"] for ligne in lignes}
    assert (auteurs["mettre_en_instance"], auteurs["remettre"]) == ("La Poste", "La Poste")
    assert auteurs["demander_renvoi"] == "Le candidat"
    assert (premier.status_code, encore.status_code) == (200, 409)
    (fait,) = await faits(app, parcours.id, "renvoi-demande")
    assert fait["adresse"]["commune"] == "Montrouge"
    assert [f["statut"] for f in await faits(app, parcours.id, "statut-change")][-6:] == [
        "en_production",
        "expediee",
        "en_instance",
        "retournee",
        "expediee",
        "remise",
    ]


async def test_after_six_months_there_is_nothing_to_send_again(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_l_acceptation()
    horloge = parcours.portes.horloge
    await parcours.titre("retournee", 5, limite_le=horloge() + timedelta(days=180))
    horloge.avance(timedelta(days=150))
    assert await sweep_once(DEADLINES, app) == 1
    horloge.avance(timedelta(days=30))
    async with parcours.usager as http:
        trop_tard = await http.post(f"{parcours.chemin}/renvoi")
    assert await sweep_once(DEADLINES, app) == 0
    await parcours.titre("detruite", 6)

    assert len(await faits(app, parcours.id, "echeance-proche")) == 1
    assert (trop_tard.status_code, trop_tard.json()["type"]) == (409, "/problemes/renvoi-impossible")
    assert (await parcours.etat()).statut == "detruite"
