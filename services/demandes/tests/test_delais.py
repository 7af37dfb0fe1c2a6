"""Deadlines: each reminder and each end once, however many workers sweep and however late; drafts come and go."""

import asyncio
from datetime import timedelta

import pytest

from contracts.delivery.deadlines import sweep_once
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.domain.delais import DELAIS
from demandes.domain.expiration import rappeler
from demandes.domain.saisie import BROUILLONS_MAX
from services.demandes.tests.acts import AUTRE_CANDIDAT, ETAT_CIVIL, MOTIF, Parcours, faits
from services.demandes.tests.builders import CANDIDAT, VIES, Vie
from services.demandes.tests.conftest import Portes


@pytest.mark.parametrize("statut", [statut for statut, delai in DELAIS.items() if delai.expire])
def test_each_reminder_comes_in_its_time_and_only_once(statut: Statut) -> None:
    vie = VIES[statut]()
    prevus = vie.demande.rappels_prevus
    assert len(prevus) == len(DELAIS[statut].rappels)
    for le in prevus:
        assert vie.demande.rappel_le == le
        assert rappeler(vie.demande, le - timedelta(seconds=1)) is None
        decision = rappeler(vie.demande, le)
        assert decision is not None
        assert [event.type for event in decision.events] == ["permis.demandes.echeance-proche.v1"]
        vie.demande = decision.demande
    assert vie.demande.rappel_le is None


def test_reminders_that_a_long_stop_made_late_are_one() -> None:
    demande = Vie().a_completer().demande
    decision = rappeler(demande, demande.depuis + timedelta(days=26))

    assert decision is not None
    assert len(decision.events) == 1
    assert decision.demande.rappel_le is None


def test_a_reminder_that_comes_after_the_end_is_none() -> None:
    demande = Vie().a_completer().demande
    decision = rappeler(demande, demande.depuis + timedelta(days=31))

    assert decision is not None
    assert (decision.events, decision.lignes) == ((), ())


async def test_several_workers_remind_and_expire_once(portes: Portes, app: App) -> None:
    toutes = []
    for numero in range(3):
        parcours = Parcours(portes, seul=True, code=f"ABCD1234EFGH5678JKL{numero:03}")
        await parcours.jusqu_au_ctn()
        toutes.append(parcours)
    brouillon = Parcours(portes, seul=True)
    await brouillon.ouvrir()
    await brouillon.saisir("motif", MOTIF)
    attente = Parcours(portes, code="ZBCD1234EFGH5678JKLM9Z")
    await attente.jusqu_a_valider()
    portes.horloge.avance(timedelta(days=7))

    await asyncio.gather(*(sweep_once(DEADLINES, app) for _ in range(4)))
    portes.horloge.avance(timedelta(days=23))
    await asyncio.gather(*(sweep_once(DEADLINES, app) for _ in range(4)))

    (rappel,) = await faits(app, attente.id, "echeance-proche")
    assert (rappel["echeance"], rappel["email"], rappel["numero"]) == ("validation_usager", "eric@exemple.fr", None)
    assert len(await faits(app, attente.id, "demande-expiree")) == 1
    assert all([await faits(app, parcours.id, "echeance-proche") == [] for parcours in toutes])


async def test_a_filer_is_reminded_of_his_complement_twice(portes: Portes, app: App) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_completer()
    for jours in (15, 10, 5):
        portes.horloge.avance(timedelta(days=jours))
        await sweep_once(DEADLINES, app)

    rappels = await faits(app, parcours.id, "echeance-proche")
    assert [(r["destinataire"], r["email"]) for r in rappels] == [("auto_ecole", "parc@exemple.fr")] * 2
    (fin,) = await faits(app, parcours.id, "demande-expiree")
    assert fin["raison"] == "complement"


async def test_a_draft_that_nobody_touches_is_reminded_then_erased(portes: Portes, app: App) -> None:
    parcours = Parcours(portes)
    await parcours.remplir()
    portes.horloge.avance(timedelta(days=74))
    assert await sweep_once(DEADLINES, app) == 0
    assert (await parcours.saisir("motif", MOTIF)).status_code == 200
    portes.horloge.avance(timedelta(days=75))
    assert await sweep_once(DEADLINES, app) == 1
    portes.horloge.avance(timedelta(days=15))
    assert await sweep_once(DEADLINES, app) >= 1

    assert [r["echeance"] for r in await faits(app, parcours.id, "echeance-proche")] == ["brouillon"]
    (fin,) = await faits(app, parcours.id, "demande-expiree")
    assert (fin["raison"], fin["contact"]["email"]) == ("brouillon", "parc@exemple.fr")
    assert len(await faits(app, parcours.id, "demande-purgee")) == 1
    async with parcours.ecole as http:
        assert (await http.get(parcours.chemin)).status_code == 404
    etat = await parcours.etat()
    assert (etat.etat_civil, etat.pieces, etat.auto_ecole) == (None, (), None)


@pytest.mark.parametrize("seul", [True, False])
async def test_a_draft_is_withdrawn_by_its_filer_and_its_code_is_free(portes: Portes, app: App, seul: bool) -> None:
    parcours = Parcours(portes, seul=seul)
    await parcours.remplir()
    async with parcours.deposant as http:
        premiere = await http.delete(parcours.chemin, headers={"If-Match": '"1"'})
        reponse = await http.delete(parcours.chemin)
        encore = await http.delete(parcours.chemin)
        liste = (await http.get("/api/demandes")).json()
    autre = Parcours(portes, seul=True, candidat=AUTRE_CANDIDAT)
    await autre.ouvrir()

    assert (premiere.status_code, reponse.status_code, encore.status_code) == (412, 204, 404)
    assert liste["elements"] == []
    assert (await autre.choisir_la_photo()).status_code == 200
    assert [f["raison"] for f in await faits(app, parcours.id, "demande-purgee")] == ["brouillon"]
    assert await faits(app, parcours.id, "demande-expiree") == []


async def test_what_is_no_draft_any_more_is_not_withdrawn(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_valider()
    async with parcours.ecole as http:
        ecole = await http.delete(parcours.chemin)
    async with parcours.usager as http:
        candidat = await http.delete(parcours.chemin)

    assert (ecole.status_code, ecole.json()["type"]) == (409, "/problemes/acte-impossible")
    assert (candidat.status_code, candidat.json()["type"]) == (403, "/problemes/seul-le-deposant")


async def test_two_devices_on_one_draft_do_not_overwrite_each_other_unseen(portes: Portes) -> None:
    parcours = Parcours(portes, seul=True)
    await parcours.ouvrir()
    async with portes.candidat(CANDIDAT) as telephone, portes.candidat(CANDIDAT) as tablette:
        vu = {"If-Match": (await telephone.get(parcours.chemin)).headers["ETag"]}
        premier = await telephone.put(f"{parcours.chemin}/etapes/etat-civil", json=ETAT_CIVIL, headers=vu)
        autre = ETAT_CIVIL | {"nom_usage": "Durand"}
        second = await tablette.put(f"{parcours.chemin}/etapes/etat-civil", json=autre, headers=vu)
        tout = await tablette.put(f"{parcours.chemin}/etapes/etat-civil", json=autre, headers={"If-Match": "*"})
        sans = await tablette.put(f"{parcours.chemin}/etapes/etat-civil", json=autre)
        repris = (await tablette.get(parcours.chemin)).json()["etapes"]["etat_civil"]

    assert (premier.status_code, second.status_code) == (200, 412)
    assert {tout.status_code, sans.status_code} == {428}
    assert "If-Match" in sans.json()["detail"]
    assert {name: repris[name] for name in ETAT_CIVIL} == ETAT_CIVIL


async def test_an_account_has_a_bounded_number_of_drafts(portes: Portes) -> None:
    async with portes.candidat(CANDIDAT) as http:
        for _ in range(BROUILLONS_MAX[Role.USAGER]):
            reponse = await http.post("/api/demandes", json={"motif": "inscription"})
            assert reponse.status_code == 201
        de_trop = await http.post("/api/demandes", json={"motif": "inscription"})
        assert (await http.delete(f"/api/demandes/{reponse.json()['id']}")).status_code == 204
        de_nouveau = await http.post("/api/demandes", json={"motif": "inscription"})

    assert (de_trop.status_code, de_trop.json()["type"]) == (409, "/problemes/trop-de-brouillons")
    assert de_nouveau.status_code == 201
