"""The questions of step 1 that only some motifs ask: code, wording, kind of answer (domain.md §2.3)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from demandes.domain.releve import Releve, imprimable, typographie

Genre = Literal["date", "texte", "nombre", "choix"]


class Champ(NamedTuple):
    """One question. A date is not older than `ans_max` years, and past unless `a_venir`; a number ends at `maximum`."""

    code: str
    libelle: str
    genre: Genre
    choix: Mapping[str, str] = {}
    aide: str = ""
    ans_max: int = 100
    maximum: int = 0
    a_venir: bool = False


CHAMPS: Mapping[str, Champ] = {
    champ.code: champ
    for champ in (
        # What the seeds leave open ([inferred] in domain.md §2.3): the least that an instructor needs.
        Champ("perte_le", "Date de la perte", "date", ans_max=5),
        Champ("perte_lieu", "Lieu de la perte", "texte"),
        Champ("vol_le", "Date du vol", "date", ans_max=5),
        Champ("vol_lieu", "Lieu du vol", "texte"),
        Champ("vol_reference", "Référence de la déclaration de vol", "texte", aide="Elle figure sur le récépissé."),
        Champ(
            "etat_civil_changement",
            "Nature du changement d'état civil",
            "choix",
            {
                "mariage": "Mariage",
                "divorce": "Divorce",
                "veuvage": "Veuvage",
                "nom": "Changement de nom ou de prénom",
                "sexe": "Changement de la mention du sexe",
                "francisation": "Francisation",
            },
        ),
        Champ("fin_validite_le", "Date de fin de validité inscrite sur le titre", "date", a_venir=True),
        Champ(
            "retrait_nature",
            "Nature de la décision",
            "choix",
            {"invalidation": "Invalidation (solde de points nul)", "annulation": "Annulation par un juge"},
        ),
        Champ("retrait_le", "Date de la décision", "date", ans_max=40),
        Champ("retrait_mois", "Durée de l'interdiction, en mois", "nombre", maximum=240),
        Champ(
            "suspension_autorite",
            "Autorité qui a décidé la suspension",
            "choix",
            {"prefet": "Préfet", "juge": "Juge"},
        ),
        Champ("suspension_le", "Date de la décision", "date", ans_max=10),
        Champ("suspension_mois", "Durée de la suspension, en mois", "nombre", maximum=120),
        Champ(
            "titre_obtention",
            "Le titre est demandé pour",
            "choix",
            {
                "premier": "Un premier permis de conduire",
                "ajout": "Une nouvelle catégorie",
                "retour": "Un retour au permis après invalidation ou annulation",
            },
        ),
        Champ(
            "formation_nature",
            "Formation suivie",
            "choix",
            {
                "am": "AM (cyclomoteur, quadricycle léger)",
                "a": "A (passage de A2 à A, 7 heures)",
                "b96": "B96 (remorque, 7 heures)",
                "levee_78": "Levée du code restrictif 78 (boîte manuelle, 7 heures)",
            },
        ),
        Champ("formation_le", "Date de l'attestation de formation", "date", ans_max=5),
        Champ("a2_depuis", "Catégorie A2 détenue depuis le", "date", aide="Deux ans au moins.", ans_max=60),
        Champ(
            "diplome_nature",
            "Diplôme ou titre professionnel",
            "choix",
            {
                "demenageur": "Déménageur sur véhicule utilitaire léger",
                "livreur": "Conducteur livreur de marchandises",
                "routier": "Conducteur transport routier de marchandises",
                "ool": "Opérateur/opératrice logistique, relation client et livraison",
                "autobus": "Conducteur d'accueil en autobus",
                "autre": "Autre diplôme ouvrant droit à équivalence",
            },
        ),
        Champ("diplome_le", "Date d'obtention du diplôme", "date", ans_max=60),
        Champ("brevet_le", "Date du brevet militaire", "date", ans_max=60),
    )
}


class Question(NamedTuple):
    """A motif asks this, and whether it must be answered."""

    code: str
    obligatoire: bool = True

    @property
    def champ(self) -> Champ:
        return CHAMPS[self.code]


def lire_precisions(
    releve: Releve, questions: Sequence[Question], saisies: Mapping[str, str], aujourdhui: date
) -> dict[str, str]:
    """What was answered, by code; what this motif does not ask is a fault."""
    demandees = {question.code for question in questions}
    for code in saisies.keys() - demandees:
        releve.faute(f"/precisions/{code[:40]}", "Ce motif ne demande pas cette précision : retirez-la.")
    lues = {}
    for question in questions:
        valeur = typographie(saisies.get(question.code, ""))
        if valeur:
            lues[question.code] = _lire(releve, question.champ, valeur, aujourdhui)
        elif question.obligatoire:
            releve.faute(f"/precisions/{question.code}", f"Répondez à « {question.champ.libelle} ».")
    return lues


def _lire(releve: Releve, champ: Champ, valeur: str, aujourdhui: date) -> str:
    pointer = f"/precisions/{champ.code}"
    match champ.genre:
        case "date":
            lire_date(releve, pointer, valeur, aujourdhui, ans_max=champ.ans_max, a_venir=champ.a_venir)
        case "nombre":
            if not re.fullmatch(r"[0-9]{1,4}", valeur) or int(valeur) > champ.maximum:
                releve.faute(pointer, f"Indiquez un nombre de 0 à {champ.maximum}.")
        case "choix":
            releve.choix(pointer, valeur, list(champ.choix))
        case "texte":
            if not imprimable(valeur):
                releve.faute(pointer, "Ce texte contient un caractère qui ne s'imprime pas. Saisissez-le de nouveau.")
    return valeur


def lire_date(
    releve: Releve, pointer: str, valeur: str, aujourdhui: date, *, ans_max: int, a_venir: bool = False
) -> date | None:
    try:
        lue = date.fromisoformat(valeur)
    except ValueError:
        releve.faute(pointer, "Cette date n'existe pas. Écrivez-la AAAA-MM-JJ, par exemple 2026-03-28.")
        return None
    if lue > aujourdhui and not a_venir:
        releve.faute(pointer, "Cette date est à venir. Vérifiez l'année.")
    elif abs(aujourdhui.year - lue.year) > ans_max:
        releve.faute(pointer, f"Cette date est éloignée de plus de {ans_max} ans. Vérifiez l'année.")
    return lue


def montrer(champ: Champ, valeur: str) -> str:
    """An answer as people read it."""
    match champ.genre:
        case "date":
            return f"{date.fromisoformat(valeur):%d/%m/%Y}"
        case "choix":
            return champ.choix.get(valeur, valeur)
    return valeur
