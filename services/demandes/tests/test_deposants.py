"""Who files: a person for himself, who acts for a minor, a school with a paper mandate; and who may not."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contracts.delivery.deadlines import sweep_once
from contracts.events.accounts import AgrementChangeV1, CompteFermeV1, CoordonneesChangeesV1
from contracts.events.ctn import ImagesRefuseesV1
from contracts.events.instruction import DossierRejeteV1
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.statuts import Statut
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.domain.delais import DELAIS
from services.demandes.tests.acts import (
    ADRESSE,
    AUTRE_CANDIDAT,
    AUTRE_CODE,
    ETAT_CIVIL,
    MOTIF,
    MOTIF_PERTE,
    Parcours,
    candidat_actif,
    faits,
)
from services.demandes.tests.builders import CANDIDAT, CODE, ECOLE, cause
from services.demandes.tests.conftest import Portes

REPRESENTANT = {"qualite": "mere", "nom": "Lefèvre", "prenoms": ["Zoé"], "sexe": "F"}
MINEUR = MOTIF | {"beneficiaire": "mineur"}
ENFANT = ETAT_CIVIL | {"date_naissance": "2009-02-01", "representant": REPRESENTANT}


@pytest.fixture
def seul(portes: Portes) -> Parcours:
    return Parcours(portes, seul=True)


async def test_a_person_files_alone_and_validates_at_once(seul: Parcours, app: App) -> None:
    await seul.remplir()
    async with seul.usager as http:
        avant = (await http.get(seul.chemin)).json()
        non = await http.post(f"{seul.chemin}/validation", json={"atteste_sur_l_honneur": False})
    oui = await seul.valider()

    assert avant["actes"][-1] == "valider"
    assert avant["deposant"] == {"role": "usager", "nom": "Le candidat", "vous": True}
    assert avant["suite"].startswith("Vous terminez")
    assert (non.status_code, non.json()["type"]) == (422, "/problemes/attestation-manquante")
    assert (oui.status_code, oui.json()["statut"]) == (200, "verification_images")
    (fait,) = await faits(app, seul.id, "demande-validee")
    assert fait["dossier"]["auto_ecole"] is None
    assert fait["dossier"]["candidat"] == str(CANDIDAT)
    async with seul.usager as http:
        historique = (await http.get(f"{seul.chemin}/historique")).json()["elements"]
    assert {ligne["auteur"] for ligne in historique} == {"Le candidat"}


async def test_what_is_missing_is_said_before_the_person_attests(seul: Parcours) -> None:
    await seul.ouvrir()
    reponse = await seul.valider()

    assert (reponse.status_code, reponse.json()["type"]) == (422, "/problemes/demande-incomplete")


async def test_a_person_completes_what_he_filed(seul: Parcours, app: App) -> None:
    await seul.jusqu_au_ctn()
    refusee = (await seul.etat()).pieces[0]
    await seul.dire(ImagesRefuseesV1(tour=1, causes=(cause(piece=refusee),), verifiees_le=seul.portes.horloge()))
    (renvoi,) = await faits(app, seul.id, "demande-a-completer")
    async with seul.usager as http:
        vue = (await http.get(seul.chemin)).json()
        assert (await http.delete(f"{seul.chemin}/pieces/{refusee.id}")).status_code == 204
        await seul.joindre(Piece.IDENTITE)
        envoi = await http.post(f"{seul.chemin}/complements")

    assert (renvoi["destinataire"], renvoi["email"]) == (str(CANDIDAT), "eric@exemple.fr")
    assert vue["suite"].startswith("Vous corrigez")
    assert (envoi.status_code, envoi.json()["statut"]) == (200, "verification_images")


async def test_somebody_elses_draft_does_not_exist(seul: Parcours) -> None:
    await seul.remplir()
    async with seul.portes.candidat(AUTRE_CANDIDAT) as http:
        assert (await http.get(seul.chemin)).status_code == 404
        assert (await http.delete(seul.chemin)).status_code == 404
        assert (await http.post(f"{seul.chemin}/validation", json={"atteste_sur_l_honneur": True})).status_code == 404
    async with seul.ecole as http:
        assert (await http.post(f"{seul.chemin}/finalisation")).status_code == 404


async def test_a_legal_representative_files_for_a_minor(seul: Parcours, app: App) -> None:
    seul.motif, seul.personne = MINEUR, ENFANT
    seul.joindre_aussi = (Piece.IDENTITE_REPRESENTANT, Piece.SERVICE_NATIONAL)
    await seul.remplir()
    reponse = await seul.valider()

    assert reponse.status_code == 200, reponse.text
    (fait,) = await faits(app, seul.id, "demande-validee")
    assert fait["dossier"]["representant"]["nom"] == "Lefèvre"
    async with seul.usager as http:
        lignes = (await http.get(f"{seul.chemin}/historique")).json()["elements"]
    assert lignes[-1]["auteur"] == "Le représentant légal"


async def test_a_school_files_for_a_minor_and_the_representative_validates(portes: Portes, app: App) -> None:
    parcours = Parcours(portes, motif=MINEUR, personne=ENFANT)
    parcours.joindre_aussi = (Piece.IDENTITE_REPRESENTANT, Piece.SERVICE_NATIONAL)
    await parcours.remplir()
    assert (await parcours.finaliser()).status_code == 200
    await parcours.rattacher()

    (fait,) = await faits(app, parcours.id, "demande-finalisee")
    assert fait["representant"] == REPRESENTANT
    assert (await parcours.valider()).status_code == 200


async def test_with_a_paper_mandate_the_school_validates_and_no_account_is_made(portes: Portes, app: App) -> None:
    parcours = Parcours(portes, motif=MOTIF | {"mandat_papier": True})
    await parcours.remplir()
    sans = await parcours.finaliser()
    avec = await parcours.finaliser(conserve_le_mandat=True)

    assert (sans.status_code, sans.json()["errors"][0]["pointer"]) == (422, "/conserve_le_mandat")
    assert (avec.status_code, avec.json()["statut"]) == (200, "verification_images")
    assert avec.json()["numero"]
    (fait,) = await faits(app, parcours.id, "demande-validee")
    assert (fait["dossier"]["candidat"], fait["dossier"]["mandat_papier"]) == (None, True)
    assert await faits(app, parcours.id, "demande-finalisee") == []
    async with parcours.usager as http:
        assert (await http.get(parcours.chemin)).status_code == 404


async def test_a_school_files_no_loss(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.connaitre_l_ecole()
    async with parcours.ecole as http:
        reponse = await http.post("/api/demandes", json={"motif": "perte"})

    assert (reponse.status_code, reponse.json()["type"]) == (403, "/problemes/motif-non-ouvert")


async def test_a_school_without_agrement_completes_but_files_nothing_new(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_completer()
    suspendu = AgrementChangeV1(
        compte=ECOLE, numero_agrement="E 17 092 0006 0", etat="suspendu", depuis=portes.horloge()
    )
    await parcours.dire(suspendu, ECOLE)
    async with parcours.ecole as http:
        nouvelle = await http.post("/api/demandes", json={"motif": "inscription"})
        refusee = (await parcours.etat()).pieces[0]
        assert (await http.delete(f"{parcours.chemin}/pieces/{refusee.id}")).status_code == 204
    await parcours.dire(suspendu.model_copy(update={"etat": "actif", "depuis": portes.horloge() - timedelta(1)}), ECOLE)
    async with parcours.ecole as http:
        toujours = await http.post("/api/demandes", json={"motif": "inscription"})
    await parcours.dire(suspendu.model_copy(update={"etat": "actif", "depuis": portes.horloge() + timedelta(1)}), ECOLE)
    async with parcours.ecole as http:
        de_nouveau = await http.post("/api/demandes", json={"motif": "inscription"})

    assert (nouvelle.status_code, nouvelle.json()["type"]) == (403, "/problemes/agrement-inactif")
    assert "suspendu" in nouvelle.json()["detail"]
    assert toujours.status_code == 403
    assert de_nouveau.status_code == 201


@pytest.mark.parametrize("compte", [ECOLE, CANDIDAT])
async def test_messages_go_where_the_account_is_reached_now(portes: Portes, app: App, compte: UUID) -> None:
    parcours = Parcours(portes, seul=compte == CANDIDAT)
    await parcours.jusqu_au_ctn()
    change = CoordonneesChangeesV1(
        compte=compte, nom="X", email="neuf@exemple.fr", telephone="+33600000000", changees_le=portes.horloge()
    )
    await parcours.dire(change, compte)
    refusee = cause(piece=(await parcours.etat()).pieces[0])
    await parcours.dire(ImagesRefuseesV1(tour=1, causes=(refusee,), verifiees_le=portes.horloge()))

    (fait,) = await faits(app, parcours.id, "demande-a-completer")
    assert fait["email"] == "neuf@exemple.fr"


async def test_an_account_without_a_phone_leaves_the_one_that_was_typed(portes: Portes, app: App) -> None:
    parcours = Parcours(portes, seul=True)
    await parcours.jusqu_au_ctn()
    avant = (await parcours.etat()).contact
    change = CoordonneesChangeesV1(compte=CANDIDAT, nom="X", email="neuf@exemple.fr", changees_le=portes.horloge())
    await parcours.dire(change, CANDIDAT)

    apres = (await parcours.etat()).contact

    assert avant is not None
    assert avant.telephone
    assert apres == avant.model_copy(update={"email": "neuf@exemple.fr"})


async def test_a_closed_account_takes_its_drafts_along(seul: Parcours, app: App) -> None:
    await seul.jusqu_au_ctn()
    validee, seul.code = seul.id, AUTRE_CODE
    await seul.remplir()
    brouillon = seul.id
    ferme = CompteFermeV1(
        compte=CANDIDAT, role="usager", nom="X", email="eric@exemple.fr", ferme_le=seul.portes.horloge()
    )
    await seul.dire(ferme, CANDIDAT)

    async with seul.usager as http:
        assert (await http.get(f"/api/demandes/{brouillon}")).status_code == 404
        assert (await http.get(f"/api/demandes/{validee}")).json()["statut"] == "verification_images"
    (fait,) = await faits(app, brouillon, "demande-purgee")
    assert fait["raison"] == "brouillon"


async def test_nothing_is_carried_over_unless_asked(seul: Parcours) -> None:
    await seul.jusqu_au_ctn()
    async with seul.usager as http:
        vide = (await http.post("/api/demandes", json={"motif": "titre_examen"})).json()["id"]
        reprise = (await http.post("/api/demandes", json={"motif": "titre_examen", "reprendre": str(seul.id)})).json()
        etapes = {id: (await http.get(f"/api/demandes/{id}")).json() for id in (vide, reprise["id"])}
        inconnue = await http.post("/api/demandes", json={"motif": "inscription", "reprendre": str(uuid4())})
    async with seul.portes.candidat(AUTRE_CANDIDAT) as http:
        dautrui = await http.post("/api/demandes", json={"motif": "inscription", "reprendre": str(seul.id)})

    assert etapes[vide]["etapes"]["etat_civil"] is None
    assert etapes[reprise["id"]]["etapes"]["etat_civil"]["nom_naissance"] == "Lefèvre"
    assert etapes[reprise["id"]]["etapes"]["photo_signature"] is None
    assert etapes[reprise["id"]]["pieces"] == []
    assert inconnue.status_code == dautrui.status_code == 404


async def test_the_mail_of_an_account_serves_until_step_3_says_it(seul: Parcours) -> None:
    await seul.dire(candidat_actif(CANDIDAT), CANDIDAT)
    seul.motif = MOTIF_PERTE
    await seul.ouvrir()

    contact = (await seul.etat()).contact
    assert contact is not None
    assert contact.email == "eric@exemple.fr"


async def test_whose_school_filed_reads_what_is_to_be_completed_and_changes_nothing(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_completer()
    piece = (await parcours.etat()).pieces[0]
    async with parcours.usager as http:
        vue = (await http.get(parcours.chemin)).json()
        refus = [
            await http.delete(f"{parcours.chemin}/pieces/{piece.id}"),
            await http.post(f"{parcours.chemin}/complements"),
            await http.put(f"{parcours.chemin}/etapes/motif", json=MOTIF, headers={"If-Match": "*"}),
            await http.delete(parcours.chemin),
        ]

    assert vue["causes_a_corriger"]
    assert (vue["actes"], vue["deposant"]["vous"]) == ([], False)
    assert {reponse.status_code for reponse in refus} == {403}
    assert {reponse.json()["type"] for reponse in refus} == {"/problemes/seul-le-deposant"}


async def test_an_etat_civil_once_validated_says_what_to_do_instead(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.jusqu_a_completer(cause(Cause.IDENTITE_DIFFERENTE))
    reponse = await parcours.saisir("etat-civil", ETAT_CIVIL)

    assert (reponse.status_code, reponse.json()["type"]) == (409, "/problemes/acte-impossible")
    assert "joignez la pièce qui correspond" in reponse.json()["detail"]
    assert "déposez une nouvelle demande" in reponse.json()["detail"]


async def test_several_rounds_of_complement(portes: Portes, app: App) -> None:
    parcours = Parcours(portes, seul=True)
    await parcours.jusqu_au_ctn()
    for tour in (1, 2, 3):
        refusee = (await parcours.etat()).pieces[0]
        mauvaise = ImagesRefuseesV1(tour=tour, causes=(cause(piece=refusee),), verifiees_le=portes.horloge())
        await parcours.dire(mauvaise)
        async with parcours.usager as http:
            gardee = await http.delete(f"{parcours.chemin}/pieces/{(await parcours.etat()).pieces[1].id}")
            assert (await http.delete(f"{parcours.chemin}/pieces/{refusee.id}")).status_code == 204
            await parcours.joindre(refusee.type)
            assert (await http.post(f"{parcours.chemin}/complements")).status_code == 200
        assert (gardee.status_code, gardee.json()["type"]) == (409, "/problemes/piece-conservee")

    assert [fait["tour"] for fait in await faits(app, parcours.id, "complement-fourni")] == [2, 3, 4]


async def test_a_draft_is_found_again_on_another_device_as_it_was_left(seul: Parcours) -> None:
    await seul.remplir()
    async with seul.portes.candidat(CANDIDAT) as ailleurs:
        etapes = (await ailleurs.get(seul.chemin)).json()["etapes"]

    assert etapes["motif"]["categories"] == MOTIF["categories"]
    assert {nom: etapes["etat_civil"][nom] for nom in ETAT_CIVIL} == ETAT_CIVIL
    assert etapes["adresse_contact"]["nom_voie"] == ADRESSE["nom_voie"]
    assert etapes["photo_signature"]["fin_code"] == CODE[-4:]


async def test_a_rejected_demande_has_lost_its_code_and_an_expired_draft_has_not(seul: Parcours) -> None:
    await seul.jusqu_a_l_instruction()
    rejete = DossierRejeteV1(
        tour=1, prefecture="921", instructeur=uuid4(), causes=(cause(),), decide_le=seul.portes.horloge()
    )
    await seul.dire(rejete)
    autre = Parcours(seul.portes, seul=True)
    await autre.ouvrir()
    perdu = await autre.choisir_la_photo()
    await autre.deposer_la_photo(AUTRE_CODE)
    reserve = await autre.choisir_la_photo(AUTRE_CODE)
    seul.portes.horloge.avance(DELAIS[Statut.BROUILLON].duree)
    await sweep_once(DEADLINES, seul.portes.app)
    encore = Parcours(seul.portes, seul=True)
    await encore.ouvrir()
    libre = await encore.choisir_la_photo(AUTRE_CODE)

    assert (perdu.status_code, perdu.json()["type"]) == (409, "/problemes/code-photo-utilise")
    assert reserve.status_code == libre.status_code == 200
