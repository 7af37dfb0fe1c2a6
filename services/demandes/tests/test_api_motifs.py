"""The tables of motifs and pieces through the HTTP door, and what a draft says when an earlier answer changes."""

from typing import Any

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from demandes.domain.motifs import MOTIFS
from demandes.domain.pieces import PIECES, conditions
from services.demandes.tests.acts import MOTIF, MOTIF_PERTE, Parcours
from services.demandes.tests.builders import CANDIDAT
from services.demandes.tests.conftest import Portes


async def referentiel(portes: Portes, table: str) -> dict[str, dict[str, Any]]:
    """The rows by their code."""
    async with portes.candidat(CANDIDAT) as http:
        reponse = await http.get(f"/api/demandes/referentiel/{table}")
    assert reponse.status_code == 200
    assert reponse.headers["Cache-Control"] == "public, max-age=3600"
    return {ligne["code"]: ligne for ligne in reponse.json()}


async def test_a_page_learns_of_each_motif_all_that_it_must_ask(portes: Portes) -> None:
    servis = await referentiel(portes, "motifs")

    assert list(servis) == list(MOTIFS)
    for motif in Motif:
        servi, regle = servis[motif], MOTIFS[motif]
        assert set(servi["deposants"]) == regle.deposants
        assert set(servi["categories"]) == regle.categories
        assert [question["code"] for question in servi["questions"]] == [q.code for q in regle.questions]
        assert [(p["code"], p["condition"]) for p in servi["pieces"]] == [(p, c.libelle) for p, c in conditions(motif)]
        assert [document["code"] for document in servi["documents"]] == list(regle.documents)


async def test_the_recepisse_is_told_to_be_for_category_b(portes: Portes) -> None:
    documents = (await referentiel(portes, "motifs"))["inscription"]["documents"]

    reserves = {document["code"]: document["categories"] for document in documents}
    assert reserves == {"justificatif_depot": None, "recepisse_depot": ["B"], "attestation_inscription": None}


async def test_a_question_with_choices_comes_with_them(portes: Portes) -> None:
    questions = (await referentiel(portes, "motifs"))["suspension"]["questions"]

    autorite = next(question for question in questions if question["code"] == "suspension_autorite")
    assert (autorite["genre"], autorite["obligatoire"]) == ("choix", True)
    assert autorite["choix"] == [{"code": "prefet", "libelle": "Préfet"}, {"code": "juge", "libelle": "Juge"}]


async def test_each_piece_and_each_category_has_its_row(portes: Portes) -> None:
    pieces, categories = await referentiel(portes, "pieces"), await referentiel(portes, "categories")

    assert list(pieces) == list(PIECES)
    assert pieces["domicile"]["pages_max"] == 5
    assert set(categories) == set(Categorie)
    assert (categories["C"]["age_titre"], categories["C"]["age_abaisse"]) == (21, 18)
    assert categories["CE"]["prealables"] == ["C"]


async def test_a_draft_says_which_file_an_answer_has_made_superfluous_and_goes_on(portes: Portes) -> None:
    parcours = Parcours(portes, motif=MOTIF | {"visite_medicale": True}, joindre_aussi=(Piece.AVIS_MEDICAL,))
    await parcours.remplir()
    await parcours.saisir("motif", MOTIF)
    async with parcours.ecole as http:
        recapitulatif = (await http.get(f"{parcours.chemin}/recapitulatif")).json()

    assert [dit["pointer"] for dit in recapitulatif["avertissements"]] == ["/pieces/2"]
    assert "Supprimez « avis_medical.jpg »" in recapitulatif["avertissements"][0]["detail"]
    assert recapitulatif["complet"] is True
    assert (await parcours.finaliser()).status_code == 200
    async with parcours.ecole as http:
        assert (await http.get(f"{parcours.chemin}/recapitulatif")).json()["avertissements"] == []


async def test_a_draft_of_another_motif_asks_for_its_own_pieces(portes: Portes) -> None:
    parcours = Parcours(portes, seul=True)
    await parcours.remplir()
    await parcours.saisir("motif", MOTIF_PERTE)
    async with parcours.usager as http:
        demande = (await http.get(parcours.chemin)).json()
        recapitulatif = (await http.get(f"{parcours.chemin}/recapitulatif")).json()

    requises = [piece["type"] for piece in demande["pieces_demandees"] if piece["requise"]]
    assert requises == ["identite", "domicile", "timbre_fiscal"]
    assert demande["etapes"]["motif"]["declarations"] is None
    assert [manque["pointer"] for manque in recapitulatif["manques"]] == ["/pieces"]


async def test_a_school_may_not_change_a_draft_to_a_motif_that_only_persons_file(portes: Portes) -> None:
    parcours = Parcours(portes)
    await parcours.remplir()
    refus = await parcours.saisir("motif", MOTIF_PERTE)

    assert refus.status_code == 403
    assert refus.json()["type"] == "/problemes/motif-non-ouvert"
    assert "par la personne elle-même" in refus.json()["detail"]
    assert (await parcours.etat()).motif is Motif.INSCRIPTION
