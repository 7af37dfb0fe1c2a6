"""Closed demandes: kept for their time, announced a month before the end, then erased but for what is nobody's."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from contracts.delivery.deadlines import sweep_once
from contracts.events.demandes import DemandePurgeeV1, EcheanceProcheV1
from contracts.vocabulary.statuts import Statut
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.domain.conservation import CONSERVATION, PREAVIS, SIX_MOIS, conserver, fin_de_conservation
from demandes.storage import comptages, historique, tables
from services.demandes.tests.acts import Parcours, faits
from services.demandes.tests.builders import VIES, Vie, au_statut
from services.demandes.tests.conftest import Portes

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("statut", list(VIES))
def test_what_is_closed_has_an_end_and_nothing_else(statut: Statut) -> None:
    demande = au_statut(statut)

    assert (fin_de_conservation(demande) is not None) == demande.terminee
    assert statut in CONSERVATION or not demande.terminee


@pytest.mark.parametrize("statut", list(CONSERVATION))
def test_it_is_announced_once_then_erased_once(statut: Statut) -> None:
    demande = au_statut(statut)
    if not demande.terminee:
        demande = Vie().acceptee().demande
    fin = fin_de_conservation(demande)
    assert fin is not None
    assert conserver(demande, fin - PREAVIS - MINUTE) is None

    annonce = conserver(demande, fin - PREAVIS)
    assert annonce is not None
    (fait,) = annonce.events
    assert isinstance(fait, EcheanceProcheV1)
    assert (fait.echeance, fait.limite_le) == ("conservation", fin)
    assert conserver(annonce.demande, fin - MINUTE) is None

    purge = conserver(annonce.demande, fin)
    assert purge is not None
    assert [type(event) for event in purge.events] == [DemandePurgeeV1]
    reste = purge.demande
    assert (reste.statut, reste.numero, reste.effacee) == (demande.statut, demande.numero, True)
    assert (reste.etat_civil, reste.contact, reste.candidat, reste.auto_ecole, reste.documents) == (None,) * 4 + ((),)
    assert conserver(reste, fin + SIX_MOIS * 2) is None


def test_after_a_long_stop_the_whole_notice_is_given() -> None:
    demande = Vie().rejetee().demande
    tard = demande.modifiee_le + SIX_MOIS * 2
    annonce = conserver(demande, tard)
    assert annonce is not None

    assert conserver(annonce.demande, tard + PREAVIS - MINUTE) is None
    assert conserver(annonce.demande, tard + PREAVIS) is not None


async def test_nothing_of_the_person_is_left(portes: Portes, app: App) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_l_instruction()
    async with parcours.ecole as http:
        assert (await http.post(f"{parcours.chemin}/messages", json={"texte": "Bonjour"})).status_code == 201
    await parcours.jusqu_a_l_acceptation_maintenant()
    fichiers = {piece.fichier.cle for piece in (await parcours.etat()).pieces}
    portes.horloge.avance(SIX_MOIS - PREAVIS)
    await asyncio.gather(*(sweep_once(DEADLINES, app) for _ in range(4)))
    async with parcours.usager as http:
        assert (await http.get(parcours.chemin)).status_code == 200
    portes.horloge.avance(PREAVIS)
    await asyncio.gather(*(sweep_once(DEADLINES, app) for _ in range(4)))

    (annonce,) = await faits(app, parcours.id, "echeance-proche")
    (purge,) = await faits(app, parcours.id, "demande-purgee")
    assert (annonce["echeance"], annonce["email"]) == ("conservation", "eric@exemple.fr")
    assert purge["raison"] == "conservation"
    for door in (parcours.usager, parcours.ecole):
        async with door as http:
            assert (await http.get(parcours.chemin)).status_code == 404
    async with app.db.begin() as tx:
        ligne = (await tx.execute(text("SELECT etat::text, recherche FROM demandes"))).one()
        assert not any(word in f"{ligne}".lower() for word in ("lef", "eric", "claudel", "1996"))
        assert await comptages.differences(tx) == []
        for table in (tables.fil, tables.ephotos, tables.mots):
            assert (await tx.execute(select(func.count()).select_from(table))).scalar_one() == 0
        a_effacer = {row.cle for row in await tx.execute(select(tables.objets_a_effacer.c.cle))}
        lignes = await historique.read(tx, parcours.id)
    assert fichiers
    assert fichiers <= a_effacer
    assert historique.intacte(parcours.id, lignes)
    assert lignes[-1].ligne.acte == "purger"
