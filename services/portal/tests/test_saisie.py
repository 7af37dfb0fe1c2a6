"""The seven steps without a system: what a form says in the service's JSON, and what the service says on a page."""

import json
from typing import Any

from starlette.datastructures import FormData

from portal.clients import Probleme
from portal.pages import Saisie
from portal.rendu import Gabarits
from portal.routes.saisie.adresse_contact import CHAMPS as CHAMPS_DE_L_ADRESSE
from portal.routes.saisie.brouillon import Brouillon
from portal.routes.saisie.ecarts import LIBELLES, ecarts, repris
from portal.routes.saisie.etape import cadre, remontees
from portal.routes.saisie.etat_civil import CHAMPS as CHAMPS_DE_L_ETAT_CIVIL
from portal.routes.saisie.etat_civil import corps as etat_civil
from portal.routes.saisie.motif import CHAMPS as CHAMPS_DU_MOTIF
from portal.routes.saisie.motif import corps as motif
from portal.routes.saisie.pieces import AUCUN
from portal.routes.saisie.recapitulatif import a_faire
from portal.routes.saisie.vues_pieces import en_vue, lignes
from portal.statiques import Statiques

FLOUE = {
    "code": "floue",
    "cause": "L'image est floue.",
    "remede": "Reprenez la photo.",
    "piece": None,
    "type_piece": None,
    "zones": [{"page": 1, "x": 0.1, "y": 0.25, "largeur": 0.5, "hauteur": 0.125}],
}
DOMICILE = {
    "type": "domicile",
    "libelle": "Justificatif de domicile",
    "consigne": "",
    "condition": "dans tous les cas",
    "requise": True,
    "dispensable": False,
    "raison_absence": None,
    "pages": 1,
    "pages_max": 5,
}
SEJOUR = {**DOMICILE, "type": "sejour", "requise": False, "pages": 0}


def fichier(**changes: Any) -> dict[str, Any]:
    return {
        "id": "f1",
        "type": "domicile",
        "libelle": "Justificatif de domicile",
        "nom_fichier": "facture edf.jpg",
        "format": "image/jpeg",
        "pages": 1,
        "controle": "non_conforme",
        "causes": [FLOUE],
        "contenu_lisible": True,
        "raison_maintien": None,
        "contestable": True,
        **changes,
    }


def brouillon(*pieces: dict[str, Any], **changes: Any) -> Brouillon:
    etapes = dict.fromkeys(("motif", "etat_civil", "adresse_contact", "photo_signature"))
    demande = {
        "id": "d1",
        "statut": "brouillon",
        "pieces": list(pieces),
        "pieces_retirables": [piece["id"] for piece in pieces],
        "pieces_demandees": [DOMICILE, SEJOUR],
        "causes_a_corriger": [],
        "etapes": etapes,
        "actes": ["saisir"],
        **changes,
    }
    return Brouillon(demande, '"3"')


def saisie(*champs: tuple[str, str]) -> Saisie:
    return Saisie(FormData(list(champs)))


def test_a_fault_inside_a_list_stands_beside_the_list() -> None:
    dit = Probleme(422, "etape-incorrecte", "Erreurs", "", {"/categories/0": "La catégorie AM non.", "/x": "Autre."})

    montre = remontees(dit, {"/categories": "categories-1"})

    assert montre.erreurs == {"/categories": "La catégorie AM non.", "/x": "Autre."}


def test_codes_for_programs_are_no_words_of_a_page() -> None:
    dit = Probleme(422, "etape-incorrecte", "Erreurs", "", {"/sexe": "Choisissez l'une des valeurs : F, M."})

    assert remontees(dit, {"/sexe": "sexe-1"}).erreurs == {"/sexe": "Choisissez une des réponses proposées."}


def test_given_names_left_empty_at_the_end_are_none_and_between_two_are_a_fault_to_be_told() -> None:
    found = etat_civil(saisie(("prenoms[]", "Zoé"), ("prenoms[]", ""), ("prenoms[]", "Anne"), ("prenoms[]", "")))

    assert found["prenoms"] == ["Zoé", "", "Anne"]


def test_a_departement_of_birth_is_of_france_alone() -> None:
    champs = (("pays_naissance", "DZ"), ("departement_naissance", "92"))

    assert etat_civil(saisie(*champs))["departement_naissance"] == ""


def test_an_unanswered_question_is_neither_yes_nor_no() -> None:
    found = motif(saisie(("premier_permis", "oui"), ("precision_perte_le", ""), ("precision_perte_lieu", "Antony")))

    assert (found["premier_permis"], found["visite_medicale"]) == (True, None)
    assert found["precisions"] == {"perte_lieu": "Antony"}


def test_boxes_of_a_cause_carry_its_number_and_stand_in_percents() -> None:
    page = lignes(brouillon(fichier()))[0].fichiers[0].pages[0]

    assert page.image
    assert [(zone.numero, zone.x, zone.y, zone.largeur, zone.hauteur) for zone in page.zones] == [
        (1, "10.00%", "25.00%", "50.00%", "12.50%")
    ]


def test_of_what_a_browser_cannot_show_each_page_is_a_picture() -> None:
    def montrees(**changes: Any) -> list[tuple[int, str]]:
        pages = lignes(brouillon(fichier(**changes)))[0].fichiers[0].pages
        return [(page.numero, page.image) for page in pages]

    assert montrees() == [(1, "contenu")]
    assert montrees(format="application/pdf", pages=2) == [(1, "pages/1"), (2, "pages/2")]
    assert montrees(format="image/tiff", contenu_lisible=False) == [(1, "")]
    assert len(montrees(format="application/pdf", pages=40)) == 10


def test_a_file_that_is_kept_is_told_so_and_one_that_an_agent_refused_must_go() -> None:
    gardee = lignes(brouillon(fichier(raison_maintien="Lisible")))[0].fichiers[0]
    refusee = fichier(controle="conforme", causes=[])
    renvoyee = lignes(brouillon(refusee, causes_a_corriger=[{**FLOUE, "piece": "f1"}]))[0].fichiers[0]

    assert gardee.genre == "warning"
    assert (renvoyee.genre, len(renvoyee.causes)) == ("error", 1)


def test_what_the_service_keeps_has_no_buttons() -> None:
    found = lignes(brouillon(fichier(), fichier(id="f2"), pieces_retirables=["f2"]))[0].fichiers

    assert [piece.change for piece in found] == [False, True]


def test_a_file_that_nothing_asks_for_any_more_is_still_shown() -> None:
    vues, autres = en_vue(lignes(brouillon(fichier(type="permis", libelle="Copie du permis"))), "")

    assert [ligne.type for ligne in vues] == ["domicile", "permis"]
    assert [ligne.type for ligne in autres] == ["sejour"]


def test_everything_missing_leads_to_where_it_is_put_right() -> None:
    fautes = [
        {"pointer": "/etapes/etat_civil", "detail": "Trop jeune."},
        {"pointer": "/pieces/0", "detail": "Floue."},
        {"pointer": "/pieces", "detail": "Joignez."},
    ]

    found = [manque.adresse for manque in a_faire(brouillon(fichier()), fautes)]

    pieces = "/monespace/demandes/d1/etapes/pieces"
    assert found == ["/monespace/demandes/d1/etapes/etat-civil", f"{pieces}#fichier-f1", pieces]


def test_a_draft_is_taken_up_at_the_first_step_that_is_not_saved() -> None:
    etapes: dict[str, Any] = {"motif": {}, "etat_civil": {}, "adresse_contact": {}, "photo_signature": None}

    assert brouillon(etapes=etapes).prochaine == "photo-signature"
    assert brouillon(etapes={**etapes, "photo_signature": {}}).prochaine == "pieces"
    assert brouillon(fichier(), etapes={**etapes, "photo_signature": {}}).prochaine == "recapitulatif"


def test_completing_says_what_is_asked_and_offers_nothing_for_what_stays() -> None:
    etapes = dict.fromkeys(("motif", "etat_civil", "adresse_contact", "photo_signature"))
    renvoyee = brouillon(
        fichier(),
        fichier(id="f2", nom_fichier="autre.pdf", format="application/pdf", causes=[], controle="conforme"),
        statut="a_completer",
        etapes=etapes,
        actes=["completer"],
        pre_numero=1000,
        echeance=None,
        causes_a_corriger=[{**FLOUE, "piece": "f1"}],
        pieces_retirables=["f1"],
    )
    vues, autres = en_vue(lignes(renvoyee), "")

    html = Gabarits(Statiques(), marque_etat=False).rendre(
        "saisie/pieces.html",
        {
            **cadre(renvoyee, "pieces"),
            "vues": vues,
            "autres": autres,
            "ajouter": "",
            "echecs": AUCUN,
            "restants": {"/causes_a_corriger/0": "Supprimez le fichier signalé et joignez-en un autre."},
            "retour": {"demandeur": "prefecture", "le": "2026-04-14T10:00:00Z", "commentaire": "Illisible."},
            "accepte": ".jpg",
            "taille_max": 1,
            **dict.fromkeys(("chemin", "accueil", "avis", "qui"), ""),
            "menu": (),
            "jeton": lambda: "j",
            "cle": lambda: "k",
        },
    )

    assert "La préfecture demande des corrections depuis le 14/04/2026" in html
    assert "« Illisible.\u00a0»" in html.replace("«\u00a0", "« ")
    assert html.count("/remplacement") == 1
    assert "elle reste telle qu’elle a été validée" in html
    assert '<rect x="10.00%"' in html


AVANT = json.dumps({"nom_usage": None, "prenoms": ["Zoé"], "pays_naissance": "FR", "date_naissance": "1996-02-29"})
LEURS = {"nom_usage": "Dupré", "prenoms": ["Zoé", "Anne"], "pays_naissance": "DZ", "date_naissance": "1996-02-28"}
MIENS = {"nom_usage": "", "prenoms": ["Zoé", "Anne"], "pays_naissance": "FR", "date_naissance": "1996-02-29"}
CHAMPS = {f"/{nom}": nom for nom in LEURS}


def test_what_somebody_else_changed_stands_beside_what_was_typed_in_the_words_of_the_page() -> None:
    found = ecarts(AVANT, LEURS, MIENS, CHAMPS, {}, {"/pays_naissance": {"FR": "France", "DZ": "Algérie"}})

    assert not any(ecart.touche for ecart in found)
    assert [(ecart.nom, ecart.enregistre, ecart.saisi) for ecart in found] == [
        ("Nom d'usage", "Dupré", "(vide)"),
        ("Date de naissance", "28/02/1996", "29/02/1996"),
        ("Pays de naissance", "Algérie", "France"),
    ]


def test_what_only_i_changed_is_no_difference_and_a_form_that_says_nothing_shows_all() -> None:
    saisi = {**MIENS, "nom_usage": "Dupond"}

    assert ecarts(json.dumps(LEURS), LEURS, saisi, CHAMPS, {}, {}) == []
    assert {ecart.champ for ecart in ecarts("?", LEURS, saisi, CHAMPS, {}, {})} == set(LEURS) - {"prenoms"}


def test_one_field_is_taken_over_and_the_others_stay_as_typed() -> None:
    mienne = {"code_postal": "92160", "commune": "92002", "nom_commune": "Antony", "email": "moi@exemple.fr"}
    marseille = {"code_postal": "13002", "commune": "13055", "nom_commune": "Marseille"}
    leur = {**mienne, **marseille, "email": "eux@exemple.fr"}

    assert repris(mienne, leur, "/commune") == {**mienne, **marseille}
    assert repris(mienne, leur, "/commune /email") == leur
    assert repris({"precisions": {}}, {"precisions": {"lieu": "Lyon"}}, "/precisions/lieu") == {
        "precisions": {"lieu": "Lyon"}
    }


def test_every_field_of_a_step_has_a_name_to_be_told_by() -> None:
    champs = {*CHAMPS_DU_MOTIF, *CHAMPS_DE_L_ETAT_CIVIL, *CHAMPS_DE_L_ADRESSE}

    assert {champ for champ in champs if champ.count("/") == 1 or "declarations" in champ} <= {
        *LIBELLES,
        "/representant",
    }
