"""The production order: what stands on the card, made of the dossier (domain.md §3.4, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.events.parts import Dossier
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif

LEGER, LOURD = 15, 5  # years that a title is valid, by group (code de la route R221-1; domain.md §3.1)

VALIDITES: Mapping[Categorie, int] = {
    **dict.fromkeys(
        (Categorie.AM, Categorie.A1, Categorie.A2, Categorie.A, Categorie.B1, Categorie.B, Categorie.BE), LEGER
    ),
    **dict.fromkeys(
        (
            Categorie.C1,
            Categorie.C1E,
            Categorie.C,
            Categorie.CE,
            Categorie.D1,
            Categorie.D1E,
            Categorie.D,
            Categorie.DE,
        ),
        LOURD,
    ),
}

NATURES: Mapping[str, str] = {
    Motif.PERTE: "duplicata",
    Motif.VOL: "duplicata",
    Motif.DETERIORATION: "duplicata",
    Motif.FIN_DE_VALIDITE: "renouvellement",
    Motif.ETAT_CIVIL: "renouvellement",
    Motif.SUSPENSION: "renouvellement",
}
"""How Imprimerie Nationale is told why the card is made; whatever is not here adds a right: «delivrance»."""


@dataclass(frozen=True)
class CategorieInscrite:
    """A line of the card's back: field 9, 10, 11 and 12."""

    code: str
    obtenue_le: date | None
    valable_jusqu_au: date
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ordre:
    """One order. `obtenue_le` None: the registry knows the date, this demande does not say it."""

    reference: str
    nature: str
    nom: str
    nom_usage: str | None
    prenoms: tuple[str, ...]
    sexe: str
    naissance_le: date
    naissance_lieu: str
    autorite: str
    neph: str
    ancien_titre: str | None
    delivre_le: date
    categories: tuple[CategorieInscrite, ...]
    destinataire: str
    adresse: tuple[str, ...]
    code_postal: str
    commune: str


def ordre(dossier: Dossier, *, reference: str, neph: str, delivre_le: date) -> Ordre:
    """The order for an accepted dossier."""
    personne = dossier.etat_civil
    return Ordre(
        reference=reference,
        nature=NATURES.get(dossier.motif, "delivrance"),
        nom=personne.nom_naissance,
        nom_usage=personne.nom_usage,
        prenoms=personne.prenoms,
        sexe=personne.sexe,
        naissance_le=personne.date_naissance,
        naissance_lieu=personne.commune_naissance,
        autorite=f"Préfecture de {dossier.prefecture.nom}",
        neph=neph,
        ancien_titre=dossier.numero_permis,
        delivre_le=delivre_le,
        categories=_categories(dossier, delivre_le),
        destinataire=f"{personne.prenoms[0]} {personne.nom_usage or personne.nom_naissance}",
        adresse=dossier.adresse.lignes,
        code_postal=dossier.adresse.code_postal,
        commune=dossier.adresse.commune,
    )


def _categories(dossier: Dossier, delivre_le: date) -> tuple[CategorieInscrite, ...]:
    obtenue = dossier.examen_le if dossier.motif == Motif.TITRE_EXAMEN else None
    codes = dossier.categories or (dossier.categorie,)
    return tuple(CategorieInscrite(code, obtenue, valable_jusqu_au(code, delivre_le)) for code in codes)


def valable_jusqu_au(categorie: str, delivre_le: date) -> date:
    """The day before the title's birthday; a category that this deployment does not know has the shorter time."""
    annees = next((annees for connue, annees in VALIDITES.items() if connue == categorie), LOURD)
    return date.fromordinal(_anniversaire(delivre_le, annees).toordinal() - 1)


def _anniversaire(jour: date, annees: int) -> date:
    """Given on 29 February, it ends as one given on 1 March would."""
    annee = jour.year + annees
    bissextile = annee % 4 == 0 and (annee % 100 != 0 or annee % 400 == 0)
    return date(annee, 3, 1) if (jour.month, jour.day) == (2, 29) and not bissextile else jour.replace(year=annee)
