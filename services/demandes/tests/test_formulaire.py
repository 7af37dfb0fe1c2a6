"""Photo and signature on paper: fifteen days for the form to come; what comes too late changes nothing."""

from datetime import timedelta

import pytest

from contracts.delivery.deadlines import sweep_once
from contracts.events.ctn import FormulaireNumeriseV1, ImagesRefuseesV1
from contracts.vocabulary.causes import Cause
from demandes.app import App
from demandes.deadlines import DEADLINES
from services.demandes.tests.acts import AUTRE_CODE, Parcours, faits
from services.demandes.tests.builders import cause, ephoto
from services.demandes.tests.conftest import Portes


@pytest.fixture
def parcours(portes: Portes) -> Parcours:
    return Parcours(portes, seul=True, photo="papier")


async def numeriser(parcours: Parcours) -> None:
    await parcours.dire(FormulaireNumeriseV1(ephoto=ephoto(), numerise_le=parcours.portes.horloge()))


async def test_the_form_is_awaited_then_the_images_are_checked(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_au_ctn()
    async with parcours.usager as http:
        attend = (await http.get(parcours.chemin)).json()
    await numeriser(parcours)
    await numeriser(parcours)
    async with parcours.usager as http:
        recu = (await http.get(parcours.chemin)).json()

    assert (attend["statut"], attend["detenteur"]) == ("attente_formulaire_photo", "candidat")
    assert attend["numero"]
    assert attend["etapes"]["photo_signature"]["mode"] == "papier"
    (attendu,) = await faits(app, parcours.id, "formulaire-photo-attendu")
    assert (attendu["numero"], len(attendu["pieces"])) == (attend["numero"], 2)
    assert attendu["limite_le"] == attend["echeance"]
    assert attendu["dossier"]["saisie"]["beneficiaire"].startswith("pour une personne majeure")
    assert await faits(app, parcours.id, "demande-validee") == []
    assert recu["statut"] == "verification_images"
    (fait,) = await faits(app, parcours.id, "formulaire-photo-recu")
    assert fait["dossier"]["ephoto"]["photo"]


async def test_after_a_reminder_and_fifteen_days_it_expires_and_a_late_form_is_only_noted(
    parcours: Parcours, app: App
) -> None:
    await parcours.jusqu_au_ctn()
    parcours.portes.horloge.avance(timedelta(days=10))
    assert await sweep_once(DEADLINES, app) == 1
    (rappel,) = await faits(app, parcours.id, "echeance-proche")
    parcours.portes.horloge.avance(timedelta(days=5))
    assert await sweep_once(DEADLINES, app) == 1
    (expiree,) = await faits(app, parcours.id, "demande-expiree")
    avant = len(await faits(app, parcours.id, "statut-change"))
    await numeriser(parcours)

    assert (rappel["echeance"], rappel["destinataire"]) == ("formulaire_photo", "usager")
    assert (expiree["raison"], expiree["numero"]) == ("formulaire_photo", (await parcours.etat()).numero)
    assert (await parcours.etat()).statut == "expiree"
    assert len(await faits(app, parcours.id, "statut-change")) == avant
    async with parcours.usager as http:
        lignes = (await http.get(f"{parcours.chemin}/historique")).json()["elements"]
    assert [ligne["acte"] for ligne in lignes[-2:]] == ["expirer", "formulaire_tardif"]


async def test_a_bad_scan_is_put_right_by_a_code_only(parcours: Parcours) -> None:
    await parcours.jusqu_au_ctn()
    await numeriser(parcours)
    mauvaise = ImagesRefuseesV1(
        tour=1, causes=(cause(Cause.PHOTO_INUTILISABLE),), verifiees_le=parcours.portes.horloge()
    )
    await parcours.dire(mauvaise)
    await parcours.deposer_la_photo(AUTRE_CODE)
    papier = await parcours.saisir("photo-signature", {"mode": "papier"})
    code = await parcours.choisir_la_photo(AUTRE_CODE)
    async with parcours.usager as http:
        envoi = await http.post(f"{parcours.chemin}/complements")

    assert (papier.status_code, papier.json()["type"]) == (409, "/problemes/acte-impossible")
    assert code.status_code == 200
    assert (envoi.status_code, envoi.json()["statut"]) == (200, "verification_images")


async def test_choosing_paper_frees_the_code_and_the_other_way_round(portes: Portes) -> None:
    premier, second = Parcours(portes), Parcours(portes, seul=True)
    await premier.remplir()
    await second.ouvrir()
    assert (await second.choisir_la_photo()).status_code == 409
    assert (await premier.saisir("photo-signature", {"mode": "papier"})).status_code == 200
    assert (await second.choisir_la_photo()).status_code == 200
    assert (await premier.etat()).photo is None
    assert (await premier.choisir_la_photo()).status_code == 409


async def test_who_has_no_photo_yet_is_sent_to_the_photographers(parcours: Parcours) -> None:
    await parcours.ouvrir()
    reponse = await parcours.saisir("photo-signature", {"mode": "pas_encore"})

    assert (reponse.status_code, reponse.json()["type"]) == (422, "/problemes/photo-a-faire")
    assert "/api/ctn/photographes" in reponse.json()["detail"]
