"""Who acts for a minor or a ward: his état civil, beside the one of the person the licence is for (seed 002)."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.events.parts import Representant
from demandes.domain.releve import Releve

QUALITES = {"pere": "Père", "mere": "Mère", "tuteur": "Tuteur", "autre": "Autre titulaire de l'autorité parentale"}


@dataclass(frozen=True)
class RepresentantSaisi:
    """The block as sent."""

    qualite: str = ""
    nom: str = ""
    prenoms: Sequence[str] = ()
    sexe: str = ""


def lire_representant(releve: Releve, saisi: RepresentantSaisi | None, beneficiaire: str) -> Representant | None:
    """Asked for a minor or a ward, and only then."""
    if beneficiaire == "majeur":
        if saisi is not None:
            releve.faute("/representant", "La demande est faite pour une personne majeure : retirez ce bloc.")
        return None
    if saisi is None:
        releve.faute("/representant", "Indiquez l'état civil du représentant légal.")
        return None
    qualite = releve.choix("/representant/qualite", saisi.qualite, list(QUALITES))
    nom = releve.nom("/representant/nom", saisi.nom, manque="Indiquez le nom du représentant légal.")
    if not saisi.prenoms:
        releve.faute("/representant/prenoms", "Indiquez au moins un prénom.")
    prenoms = [
        releve.nom(f"/representant/prenoms/{rang}", prenom, manque="Indiquez ce prénom, ou supprimez le champ.") or ""
        for rang, prenom in enumerate(saisi.prenoms)
    ]
    sexe = releve.choix("/representant/sexe", saisi.sexe, ["F", "M"])
    return Representant(qualite=qualite, nom=nom or "", prenoms=tuple(prenoms), sexe=sexe)
