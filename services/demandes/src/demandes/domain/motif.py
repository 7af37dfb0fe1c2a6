"""Step 1: what the demande is for, and what the candidate declares (seed 004; domain.md §2.2, §2.3)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.events.parts import Precision
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from demandes.domain.categories import CATEGORIES_DU_DIPLOME, LOURDES, sans_prealable
from demandes.domain.champs import lire_date, lire_precisions, montrer
from demandes.domain.motifs import MOTIFS, Regle
from demandes.domain.releve import Releve

FORMATIONS = {
    "aucune": "Non, pas de formation complémentaire",
    "fimo": "Oui, une formation initiale minimale obligatoire (FIMO) - Qualification professionnelle de conducteur "
    "routier",
    "diplome": "Oui, par un CAP/BEP/BAC PRO/TP",
}

BENEFICIAIRES = {
    "majeur": "pour une personne majeure ou mineure émancipée",
    "mineur": "pour une personne mineure",
    "tutelle": "pour une personne majeure sous tutelle",
}

CATEGORIE_DE_LA_FORMATION = {"am": Categorie.AM, "a": Categorie.A, "b96": Categorie.B, "levee_78": Categorie.B}
"""What each training of TITRE_FORMATION gives or completes (domain.md §3.2)."""
A2_AVANT_A = 2  # years of A2 before A (domain.md §3.1)
EXAMEN_VALABLE = (
    5  # years in which a success may be turned into a titre (domain.md §3.2, ETG; the practical [inferred])
)

NEPH = re.compile(r"[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-57])[0-9]{6}")
"""Year, month, département, six digits (domain.md §7.2)."""
NUMERO_PERMIS = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{5}|[0-9]{12}")
"""As on the card since 2013, or the twelve digits of the paper one."""


@dataclass(frozen=True)
class Declarations:
    """What the candidate declares (seed 004, « Déclaration du candidat »)."""

    lit_le_francais: bool
    vehicule_amenage: bool
    correction_vision: bool
    affection: bool
    pension_invalidite: bool


DECLARE = {
    "lit_le_francais": "Comprend et lit couramment le français",
    "vehicule_amenage": "Doit conduire un véhicule aménagé",
    "correction_vision": "Porte un dispositif de correction de la vision",
    "affection": "Déclare une affection ou un handicap",
    "pension_invalidite": "Titulaire d'une pension d'invalidité",
}
"""How each is told when it is read back."""


@dataclass(frozen=True)
class EtapeMotif:
    """Step 1 as it was understood. `precisions` by the code of the question; `detenues` are the categories held."""

    premier_permis: bool
    categories: tuple[Categorie, ...]
    visite_medicale: bool
    formation_complementaire: str
    declarations: Declarations | None = None
    beneficiaire: str = "majeur"
    mandat_papier: bool = False
    motif: Motif = Motif.INSCRIPTION
    detenues: tuple[Categorie, ...] = ()
    precisions: Mapping[str, str] = field(default_factory=dict)
    neph: str | None = None
    numero_permis: str | None = None
    examen_le: date | None = None

    @property
    def categorie(self) -> Categorie:
        """The first one: the only one of an inscription (domain.md OP-18)."""
        return self.categories[0]

    def reponses(self) -> tuple[Precision, ...]:
        """The answers as others receive them, in the order of the questions."""
        champs = [question.champ for question in MOTIFS[self.motif].questions]
        return tuple(
            Precision(code=champ.code, libelle=champ.libelle, valeur=montrer(champ, self.precisions[champ.code]))
            for champ in champs
            if champ.code in self.precisions
        )

    def declarees(self) -> tuple[Precision, ...]:
        """What the candidate declares, as others receive it; nothing for a motif that asks for no declaration."""
        if self.declarations is None:
            return ()
        return tuple(
            Precision(code=nom, libelle=DECLARE[nom], valeur="Oui" if reponse else "Non")
            for nom, reponse in vars(self.declarations).items()
        )


@dataclass(frozen=True)
class DeclarationsSaisies:
    """The five answers as sent: None where nothing was answered."""

    lit_le_francais: bool | None = None
    vehicule_amenage: bool | None = None
    correction_vision: bool | None = None
    affection: bool | None = None
    pension_invalidite: bool | None = None


@dataclass(frozen=True)
class MotifSaisi:
    """Step 1 as sent."""

    motif: str = ""
    beneficiaire: str = ""
    premier_permis: bool | None = None
    categories: Sequence[str] = ()
    categories_detenues: Sequence[str] = ()
    visite_medicale: bool | None = None
    formation_complementaire: str = ""
    declarations: DeclarationsSaisies = field(default_factory=DeclarationsSaisies)
    mandat_papier: bool = False
    precisions: Mapping[str, str] = field(default_factory=dict)
    neph: str = ""
    numero_permis: str = ""
    examen_le: str = ""


def lire_motif(saisi: MotifSaisi, *, role: Role, aujourdhui: date) -> EtapeMotif:
    """Raises EtapeIncorrecte with every fault."""
    releve = Releve()
    if saisi.motif not in list(Motif):
        releve.choix("/motif", saisi.motif, list(Motif))
        releve.close()
    motif = next(motif for motif in Motif if motif == saisi.motif)
    regle = MOTIFS[motif]
    categories = _categories(releve, saisi.categories, regle)
    detenues = tuple(categorie for categorie in Categorie if categorie in saisi.categories_detenues)
    lue = EtapeMotif(
        motif=motif,
        beneficiaire=releve.choix("/beneficiaire", saisi.beneficiaire, list(BENEFICIAIRES)),
        premier_permis=_premier(releve, saisi, regle),
        categories=categories,
        detenues=detenues,
        visite_medicale=lire_visite_medicale(releve, saisi.visite_medicale, categories),
        formation_complementaire=_formation(releve, saisi.formation_complementaire, categories),
        declarations=_declarations(releve, saisi.declarations) if regle.declarations else None,
        mandat_papier=_mandat(releve, saisi.mandat_papier, regle, role),
        precisions=lire_precisions(releve, regle.questions, saisi.precisions, aujourdhui),
        neph=_numero(releve, "/neph", saisi.neph, NEPH, "Le NEPH compte douze chiffres ; il est sur l'attestation."),
        numero_permis=_numero(
            releve, "/numero_permis", saisi.numero_permis, NUMERO_PERMIS, "Recopiez la rubrique 5 du permis."
        ),
        examen_le=_examen(releve, saisi.examen_le, regle, aujourdhui),
    )
    coherence(releve, lue, aujourdhui)
    releve.close()
    return lue


def _premier(releve: Releve, saisi: MotifSaisi, regle: Regle) -> bool:
    return releve.oui_non("/premier_permis", saisi.premier_permis) if regle.premier else False


def _declarations(releve: Releve, saisies: DeclarationsSaisies) -> Declarations:
    def lire(nom: str, reponse: bool | None) -> bool:
        return releve.oui_non(f"/declarations/{nom}", reponse)

    return Declarations(**{nom: lire(nom, reponse) for nom, reponse in vars(saisies).items()})


def _categories(releve: Releve, saisies: Sequence[str], regle: Regle) -> tuple[Categorie, ...]:
    connues = tuple(categorie for categorie in Categorie if categorie in saisies)
    admises = [categorie for categorie in Categorie if categorie in regle.categories]
    for rang, code in enumerate(saisies):
        if code not in admises:
            liste = ", ".join(admises)
            releve.faute(f"/categories/{rang}", f"La catégorie {code} ne se demande pas ici ; choisissez : {liste}.")
    if not saisies:
        releve.faute("/categories", "Choisissez la catégorie demandée.")
    elif len(saisies) > 1 and not regle.plusieurs:
        releve.faute("/categories", "Choisissez une seule catégorie : une demande ne porte que sur un seul examen.")
    return connues


def lire_visite_medicale(releve: Releve, reponse: bool | None, categories: Sequence[Categorie]) -> bool:
    lue = releve.oui_non("/visite_medicale", reponse)
    lourdes = [categorie.value for categorie in categories if categorie in LOURDES]
    if lourdes and reponse is False:
        releve.faute(
            "/visite_medicale",
            f"La visite médicale est obligatoire pour la catégorie {', '.join(lourdes)} : répondez Oui.",
        )
    return lue


def _formation(releve: Releve, saisie: str, categories: Sequence[Categorie]) -> str:
    """Asked for heavy categories; for the others there is none to declare."""
    if not saisie and not LOURDES & set(categories):
        return "aucune"
    return releve.choix("/formation_complementaire", saisie, list(FORMATIONS))


def _mandat(releve: Releve, coche: bool, regle: Regle, role: Role) -> bool:
    """domain.md §2.1: the school alone, and not for every motif."""
    if coche and role is not Role.AUTO_ECOLE:
        releve.faute("/mandat_papier", "Le mandat papier est réservé aux auto-écoles : décochez la case.")
    elif coche and not regle.mandat_papier:
        releve.faute("/mandat_papier", "Cette démarche ne se dépose pas avec un mandat papier : décochez la case.")
    return coche


def _numero(releve: Releve, pointer: str, saisi: str, forme: re.Pattern[str], aide: str) -> str | None:
    lu = re.sub(r"[\s.-]", "", saisi).upper()
    if lu and not forme.fullmatch(lu):
        releve.faute(pointer, f"Ce numéro n'a pas la bonne forme. {aide}")
    return lu or None


def _examen(releve: Releve, saisi: str, regle: Regle, aujourdhui: date) -> date | None:
    if not regle.examen:
        if saisi:
            releve.faute("/examen_le", "Ce motif ne demande pas de date d'examen : videz ce champ.")
        return None
    if not saisi:
        releve.faute("/examen_le", "Indiquez la date de l'examen réussi.")
        return None
    return lire_date(releve, "/examen_le", saisi, aujourdhui, ans_max=EXAMEN_VALABLE)


def coherence(releve: Releve, lue: EtapeMotif, aujourdhui: date) -> None:
    """What one answer makes impossible in another."""
    regle = MOTIFS[lue.motif]
    if regle.neph and not lue.neph:
        releve.faute("/neph", "Indiquez le numéro NEPH, qui permet de vérifier la réussite à l'examen.")
    if lue.motif in (Motif.INSCRIPTION, Motif.TITRE_EXAMEN):
        for faute in sans_prealable(lue.categories, lue.detenues):
            releve.faute("/categories_detenues", faute)
        if lue.premier_permis and lue.detenues:
            releve.faute("/premier_permis", "Vous indiquez des catégories détenues : ce n'est pas un premier permis.")
    if lue.motif is Motif.TITRE_EXAMEN and lue.precisions.get("titre_obtention"):
        premier = lue.precisions["titre_obtention"] == "premier"
        if premier != lue.premier_permis:
            releve.faute("/precisions/titre_obtention", "Cette réponse contredit « premier permis » : corrigez l'une.")
    if regle.obtention == "nouvelle":
        _pas_encore_detenues(releve, lue)
    if lue.motif is Motif.DIPLOME:
        _ouvertes_par_le_diplome(releve, lue)
    if lue.motif is Motif.TITRE_FORMATION:
        _formation_suivie(releve, lue, aujourdhui)


def _pas_encore_detenues(releve: Releve, lue: EtapeMotif) -> None:
    """domain.md §2.5: what is held already is not to be had again."""
    if deja := [categorie for categorie in lue.categories if categorie in lue.detenues]:
        releve.faute(
            "/categories_detenues",
            f"Vous indiquez détenir déjà la catégorie {', '.join(deja)}, que vous demandez : corrigez l'une des deux.",
        )


def _ouvertes_par_le_diplome(releve: Releve, lue: EtapeMotif) -> None:
    ouvertes = CATEGORIES_DU_DIPLOME.get(lue.precisions.get("diplome_nature", ""), lue.categories)
    if fermees := [categorie for categorie in lue.categories if categorie not in ouvertes]:
        liste = ", ".join(sorted(ouvertes))
        releve.faute(
            "/categories", f"Ce diplôme n'ouvre pas la catégorie {', '.join(fermees)} ; choisissez parmi : {liste}."
        )


def _formation_suivie(releve: Releve, lue: EtapeMotif, aujourdhui: date) -> None:
    nature = lue.precisions.get("formation_nature", "")
    attendue = CATEGORIE_DE_LA_FORMATION.get(nature)
    if attendue is not None and lue.categories and lue.categorie is not attendue:
        releve.faute("/categories", f"Cette formation concerne la catégorie {attendue.value} : choisissez-la.")
    if nature != "a":
        return
    depuis = lue.precisions.get("a2_depuis", "")
    try:
        acquise = date.fromisoformat(depuis)
    except ValueError:
        releve.faute("/precisions/a2_depuis", "Indiquez depuis quand la catégorie A2 est détenue (AAAA-MM-JJ).")
        return
    if (aujourdhui.year - A2_AVANT_A, aujourdhui.month, aujourdhui.day) < (acquise.year, acquise.month, acquise.day):
        releve.faute("/precisions/a2_depuis", "La catégorie A se demande après deux ans de catégorie A2.")
