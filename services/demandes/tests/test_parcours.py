"""One journey through the doors: filed by a school, validated by the candidate, checked, instructed, accepted."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.delivery.deadlines import sweep_once
from contracts.errors import RuleBroken
from contracts.events.ctn import ImagesConformesV1, ImagesRefuseesV1
from contracts.events.documents import DocumentProduitV1
from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1, DossierRejeteV1
from contracts.events.notifications import MessageRemisV1
from contracts.objects import ObjetAbsent
from contracts.testing import published
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pieces import Piece
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.domain.depot import retirer_piece
from demandes.storage import demandes
from services.demandes.tests.acts import AUTRE_CODE, MOTIF, Parcours
from services.demandes.tests.builders import cause
from services.demandes.tests.conftest import Portes


@pytest.fixture
def parcours(portes: Portes) -> Parcours:
    return Parcours(portes)


async def test_from_the_first_step_to_the_acceptance(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_l_instruction()
    accepte = DossierAccepteV1(
        tour=1, prefecture="921", instructeur=uuid4(), neph="260492123456", decide_le=parcours.portes.horloge()
    )
    await parcours.dire(accepte)

    async with parcours.ecole as http:
        demande = (await http.get(parcours.chemin)).json()
    assert demande["numero"] == "92120260413122450776914"
    assert (demande["statut"], demande["libelle"]) == ("acceptee", "Demande acceptée")
    assert demande["detenteur"] == "personne"
    assert [event.type.split(".")[2] for event in await published(app.db, parcours.id)] == [
        "statut-change",
        "piece-deposee",
        "piece-deposee",
        "demande-finalisee",
        "statut-change",
        "demande-validee",
        "statut-change",
        "demande-transmise",
        "statut-change",
        "demande-acceptee",
        "statut-change",
    ]


async def test_the_history_tells_it_all_and_proves_it(parcours: Parcours) -> None:
    await parcours.jusqu_a_l_instruction()
    await parcours.dire(
        MessageRemisV1(modele="M06", canal="sms", destinataire="candidat", remis_le=parcours.portes.horloge())
    )
    document = DocumentProduitV1(
        document=uuid4(), type_document="recepisse_depot", version=1, produit_le=parcours.portes.horloge()
    )
    await parcours.dire(document)

    async with parcours.usager as http:
        historique = (await http.get(f"{parcours.chemin}/historique")).json()
        demande = (await http.get(parcours.chemin)).json()
    assert historique["intacte"] is True
    assert [(ligne["acte"], ligne["auteur"]) for ligne in historique["elements"]] == [
        ("ouvrir", "Auto-école du Parc"),
        ("finaliser", "Auto-école du Parc"),
        ("rattacher", "Système des demandes en ligne"),
        ("valider", "Le candidat"),
        ("constater_images_conformes", "Centre de Traitement et de Numérisation"),
        ("message", "Système des demandes en ligne"),
        ("document", "Système des demandes en ligne"),
    ]
    assert historique["elements"][-2]["details"] == ["SMS au candidat"]
    assert "Lefèvre" not in str(historique)
    assert [d["libelle"] for d in demande["documents"]] == ["Récépissé de dépôt de la demande"]


async def test_back_to_the_school_and_to_the_ctn_again(parcours: Parcours) -> None:
    await parcours.jusqu_a_completer()
    async with parcours.ecole as http:
        demande = (await http.get(parcours.chemin)).json()
        incomplet = await http.post(f"{parcours.chemin}/complements")
    assert demande["libelle"] == "A compléter"
    assert demande["causes_a_corriger"][0]["code"] == "floue"
    assert incomplet.status_code == 422
    assert incomplet.json()["type"] == "/problemes/complement-incomplet"

    await remplacer_la_premiere(parcours)
    async with parcours.ecole as http:
        complet = await http.post(f"{parcours.chemin}/complements")
    assert complet.json()["statut"] == "verification_images"

    await parcours.dire(ImagesConformesV1(tour=1, verifiees_le=parcours.portes.horloge()))
    assert (await parcours.etat()).statut == "verification_images"  # a word on the former round
    await parcours.dire(ImagesConformesV1(tour=2, verifiees_le=parcours.portes.horloge()))
    assert (await parcours.etat()).statut == "en_instruction"


async def remplacer_la_premiere(parcours: Parcours) -> None:
    app = parcours.portes.app
    async with app.db.begin() as tx:
        demande = await demandes.load(tx, parcours.id)
        await demandes.save(tx, retirer_piece(demande, demande.pieces[0].id, app.now()))
    await parcours.joindre(Piece.IDENTITE)


async def test_the_candidate_may_not_complete_and_is_told_who_does(parcours: Parcours) -> None:
    await parcours.jusqu_a_completer()

    async with parcours.usager as http:
        reponse = await http.post(f"{parcours.chemin}/complements")

    assert reponse.status_code == 403
    assert reponse.json()["type"] == "/problemes/seul-le-deposant"
    assert "Auto-école du Parc" in reponse.json()["detail"]


async def test_a_bad_photo_is_replaced_by_a_new_code(parcours: Parcours) -> None:
    await parcours.jusqu_a_completer(cause(Cause.PHOTO_INUTILISABLE))
    await parcours.deposer_la_photo(AUTRE_CODE)

    ancien = await parcours.choisir_la_photo()
    nouveau = await parcours.choisir_la_photo(AUTRE_CODE)

    assert ancien.status_code == 409
    assert nouveau.status_code == 200
    async with parcours.ecole as http:
        assert (await http.post(f"{parcours.chemin}/complements")).status_code == 200
    etat = await parcours.etat()
    assert etat.photo is not None
    assert etat.photo.consommee


async def test_a_complement_of_the_prefecture_and_a_rejection(parcours: Parcours) -> None:
    await parcours.jusqu_a_l_instruction()
    horloge = parcours.portes.horloge
    await parcours.dire(
        ComplementDemandeV1(
            tour=1,
            prefecture="921",
            instructeur=uuid4(),
            causes=(cause(Cause.PIECE_MANQUANTE, type_piece=Piece.ASSR),),
            commentaire="L'ASSR est à joindre.",
            decide_le=horloge(),
        )
    )
    async with parcours.ecole as http:
        demande = (await http.get(parcours.chemin)).json()
    assert demande["retours"][0]["commentaire"] == "L'ASSR est à joindre."
    await parcours.joindre(Piece.ASSR)
    async with parcours.ecole as http:
        assert (await http.post(f"{parcours.chemin}/complements")).status_code == 200
    await parcours.dire(ImagesConformesV1(tour=2, verifiees_le=horloge()))
    rejet = DossierRejeteV1(
        tour=2,
        prefecture="921",
        instructeur=uuid4(),
        causes=(cause(Cause.PIECE_NON_RECEVABLE),),
        commentaire="Le titre est périmé.",
        decide_le=horloge(),
    )
    await parcours.dire(rejet)

    async with parcours.usager as http:
        demande = (await http.get(parcours.chemin)).json()
    assert demande["libelle"] == "Rejetée"
    assert demande["rejet"]["commentaire"] == "Le titre est périmé."
    assert "nouveau code photo-signature" in demande["suite"]


async def test_a_verdict_of_an_older_round_has_no_effect(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_completer()
    await remplacer_la_premiere(parcours)
    async with parcours.ecole as http:
        await http.post(f"{parcours.chemin}/complements")
    avant = await published(app.db, parcours.id)

    await parcours.dire(
        ImagesRefuseesV1(tour=1, causes=(cause(Cause.TROP_SOMBRE),), verifiees_le=parcours.portes.horloge())
    )

    assert await published(app.db, parcours.id) == avant


async def test_a_word_about_a_demande_that_is_not_there_yet_comes_again(parcours: Parcours) -> None:
    with pytest.raises(RuleBroken):
        await parcours.dire(ImagesConformesV1(tour=1, verifiees_le=parcours.portes.horloge()), uuid4())


async def test_a_draft_shows_what_it_still_asks_for(parcours: Parcours) -> None:
    await parcours.ouvrir()
    await parcours.saisir("motif", MOTIF | {"visite_medicale": True})
    async with parcours.ecole as http:
        demande = (await http.get(parcours.chemin)).json()
        recapitulatif = (await http.get(f"{parcours.chemin}/recapitulatif")).json()
        finalisation = await http.post(f"{parcours.chemin}/finalisation")

    requises = [piece["type"] for piece in demande["pieces_demandees"] if piece["requise"]]
    assert requises == ["identite", "domicile"]
    assert demande["etapes"]["motif"]["visite_medicale"] is True
    assert recapitulatif["complet"] is False
    assert finalisation.status_code == 422
    assert finalisation.json()["errors"] == recapitulatif["manques"]


async def test_the_read_back_is_worded_for_its_reader(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()

    async with parcours.ecole as http:
        ecole = (await http.get(f"{parcours.chemin}/recapitulatif")).json()
    async with parcours.usager as http:
        usager = (await http.get(f"{parcours.chemin}/recapitulatif")).json()

    assert [bloc["titre"] for bloc in usager["blocs"]] == [
        "Motif de la demande du titre",
        "État civil de la personne concernée par le titre",
        "Adresse de la personne concernée par le titre",
        "Coordonnées où l'on peut vous joindre",
        "Photo et signature",
        "Pièce d'identité (1 page / 2 pages maximum)",
        "Justificatif de domicile (1 page / 5 pages maximum)",
    ]
    assert usager["blocs"][-1]["phrases"] == ["domicile_P1"]
    assert usager["titre_relecture"] == "Relisez-vous !"
    assert "de votre titre" in usager["relecture"]
    assert "du titre" in ecole["relecture"]
    assert usager["attestation"].startswith("Je soussigné(e)")
    assert ecole["attestation"] is None
    assert usager["blocs"][3]["phrases"][0].startswith("Vous n'acceptez pas")


async def test_a_file_that_left_the_demande_leaves_the_store(parcours: Parcours, app: App) -> None:
    await parcours.remplir()
    partie, gardee = (await parcours.etat()).pieces[:2]
    for piece in (partie, gardee):
        await app.objets.put(piece.fichier.bucket, piece.fichier.cle, b"image", "image/jpeg")
    async with parcours.ecole as http:
        assert (await http.delete(f"{parcours.chemin}/pieces/{partie.id}")).status_code == 204
    assert await app.objets.get("pieces", partie.fichier.cle) == b"image"  # the engine may still look at it

    parcours.portes.horloge.avance(timedelta(hours=1))
    assert await sweep_once(DEADLINES, app) == 1

    with pytest.raises(ObjetAbsent):
        await app.objets.get("pieces", partie.fichier.cle)
    assert await app.objets.get("pieces", gardee.fichier.cle) == b"image"
    assert await sweep_once(DEADLINES, app) == 0


async def test_a_file_of_the_validated_dossier_stays_in_the_store(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_completer()
    await remplacer_la_premiere(parcours)
    parcours.portes.horloge.avance(timedelta(hours=2))

    assert await sweep_once(DEADLINES, app) == 0


async def test_thirty_days_and_then_it_expires(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_valider()
    parcours.portes.horloge.avance(timedelta(days=29, hours=23))
    assert await sweep_once(DEADLINES, app) == 1  # the reminder
    assert await sweep_once(DEADLINES, app) == 0
    parcours.portes.horloge.avance(timedelta(hours=1))

    assert await sweep_once(DEADLINES, app) == 1
    assert (await parcours.etat()).statut == "expiree"
    assert await sweep_once(DEADLINES, app) == 0

    autre = Parcours(parcours.portes)
    await autre.ouvrir()
    assert (await autre.choisir_la_photo()).status_code == 200  # the code is free again
