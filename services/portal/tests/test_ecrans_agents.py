"""What the agents' screens make of what they are given: thresholds beside figures, bars of plots, causes by object."""

from typing import Any

from starlette.datastructures import FormData

from portal.pages.formulaire import Saisie
from portal.routes.ctn.dossier import corps_de_decision
from portal.routes.ctn.mesures import lignes
from portal.routes.instruction.traces import LARGE, delais


def seuil(mesure: str, sens: str, admis: float, refus: float | None) -> dict[str, Any]:
    return {"mesure": mesure, "sens": sens, "admis": admis, "refus": refus, "cause": "x", "source": "s"}


def test_what_is_beyond_a_threshold_comes_first() -> None:
    seuils = [
        seuil("clarte", "au moins", 130, 90),
        seuil("nettete", "au moins", 35, 14),
        seuil("reflet", "au plus", 0.01, 0.04),
        seuil("encre", "au plus", 175, None),
        seuil("ombre", "au plus", 0.1, 0.2),
    ]

    found = lignes({"clarte": 130, "nettete": 13.9, "reflet": 0.04, "encre": 900}, seuils)

    assert [(ligne.nom, ligne.etat) for ligne in found] == [
        ("Netteté", "refus"),
        ("Part sous un reflet", "doute"),
        ("Encre (sur 255)", "doute"),
        ("Clarté du papier (sur 255)", "bon"),
    ]
    assert (found[0].admis, found[0].refus) == ("≥ 35", "< 14")


def test_the_longest_bar_leaves_room_for_its_figure() -> None:
    lents = {"motif": "perte", "decisions": 3, "mediane_jours": 4.0, "p80_jours": 20.0, "promis_jours": 10}
    rapides = {"motif": "inconnu_ici", "decisions": 1, "mediane_jours": 0.0, "p80_jours": 0.0, "promis_jours": None}

    trace = delais([lents, rapides])

    premiere, seconde = trace.rangees
    assert premiere.barres[1].longueur == LARGE - 90
    assert premiere.promesse == (LARGE - 90) / 2
    assert (seconde.titre, seconde.promesse, seconde.barres[0].longueur) == ("inconnu_ici", None, 0)
    assert trace.hauteur > seconde.barres[1].y
    assert delais([]).rangees == ()


def test_a_precision_is_said_once_and_causes_name_what_they_are_about() -> None:
    saisie = Saisie(
        FormData(
            [
                ("cause", "floue|p1"),
                ("cause", "reflet|p1"),
                ("cause", "yeux_rouges|ephoto"),
                ("cause", "piece_manquante|dossier"),
                ("precision-p1", "Le bas de la page."),
                ("type_piece", "assr"),
                ("tour", "2"),
            ]
        )
    )

    decision = corps_de_decision(saisie, conforme=False)

    assert [(c["code"], c["piece"], c["type_piece"], c["commentaire"]) for c in decision["causes"]] == [
        ("floue", "p1", None, "Le bas de la page."),
        ("reflet", "p1", None, None),
        ("yeux_rouges", None, None, None),
        ("piece_manquante", None, "assr", None),
    ]
    assert (decision["tour"], decision["conforme"], decision["commentaire"]) == (2, False, None)
