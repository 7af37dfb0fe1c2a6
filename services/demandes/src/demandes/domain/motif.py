"""Step 1: what the demande is for, and what the candidate declares (seed 004; domain.md §2.2, §2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from demandes.domain.releve import Releve

OUVERTES: Final = (Categorie.B,)
"""The categories whose inscription can be filed."""

FORMATIONS = {
    "aucune": "Non, pas de formation complémentaire",
    "fimo": "Oui, une formation initiale minimale obligatoire (FIMO) - Qualification professionnelle de conducteur "
    "routier",
    "diplome": "Oui, par un CAP/BEP/BAC PRO/TP",
}


class BeneficiaireNonPrisEnCharge(RuleBroken):
    slug = "beneficiaire-non-pris-en-charge"
    title = "La demande pour une personne mineure ne se dépose pas ici"
    kind = "invalide"


@dataclass(frozen=True)
class Declarations:
    """What the candidate declares (seed 004, « Déclaration du candidat »)."""

    lit_le_francais: bool
    vehicule_amenage: bool
    correction_vision: bool
    affection: bool
    pension_invalidite: bool


@dataclass(frozen=True)
class EtapeMotif:
    premier_permis: bool
    categories: tuple[Categorie, ...]
    visite_medicale: bool
    formation_complementaire: str
    declarations: Declarations
    beneficiaire: str = "majeur"

    @property
    def categorie(self) -> Categorie:
        """The one exam category of an inscription (domain.md OP-18)."""
        return self.categories[0]


def lire_motif(
    *,
    motif: str,
    beneficiaire: str,
    premier_permis: bool | None,
    categories: Sequence[str],
    visite_medicale: bool | None,
    formation_complementaire: str,
    declarations: "DeclarationsSaisies",
) -> EtapeMotif:
    """Step 1 as typed; raises EtapeIncorrecte with every fault, or says at once who must file elsewhere."""
    if beneficiaire == "mineur":
        raise BeneficiaireNonPrisEnCharge(
            "Cette démarche est ouverte aux personnes majeures et aux mineurs émancipés. Pour une personne mineure, "
            "c'est son représentant légal qui dépose la demande, depuis son propre compte.",
            errors=[FieldError("/beneficiaire", "Choisissez « majeur », ou faites déposer le représentant légal.")],
        )
    releve = Releve()
    releve.choix("/motif", motif, [Motif.INSCRIPTION])
    releve.choix("/beneficiaire", beneficiaire, ["majeur", "mineur"])
    lu = EtapeMotif(
        premier_permis=releve.oui_non("/premier_permis", premier_permis),
        categories=_categories(releve, categories),
        visite_medicale=releve.oui_non("/visite_medicale", visite_medicale),
        formation_complementaire=releve.choix("/formation_complementaire", formation_complementaire, list(FORMATIONS)),
        declarations=_declarations(releve, declarations),
    )
    releve.close()
    return lu


@dataclass(frozen=True)
class DeclarationsSaisies:
    """The five answers as sent: None where nothing was answered."""

    lit_le_francais: bool | None = None
    vehicule_amenage: bool | None = None
    correction_vision: bool | None = None
    affection: bool | None = None
    pension_invalidite: bool | None = None


def _declarations(releve: Releve, saisies: DeclarationsSaisies) -> Declarations:
    def lire(nom: str, reponse: bool | None) -> bool:
        return releve.oui_non(f"/declarations/{nom}", reponse)

    return Declarations(
        lit_le_francais=lire("lit_le_francais", saisies.lit_le_francais),
        vehicule_amenage=lire("vehicule_amenage", saisies.vehicule_amenage),
        correction_vision=lire("correction_vision", saisies.correction_vision),
        affection=lire("affection", saisies.affection),
        pension_invalidite=lire("pension_invalidite", saisies.pension_invalidite),
    )


def _categories(releve: Releve, saisies: Sequence[str]) -> tuple[Categorie, ...]:
    connues = tuple(categorie for categorie in Categorie if categorie in saisies)
    for rang, code in enumerate(saisies):
        if code not in OUVERTES:
            ouvertes = ", ".join(OUVERTES)
            releve.faute(f"/categories/{rang}", f"La catégorie {code} ne se demande pas ici ; choisissez : {ouvertes}.")
    if len(saisies) != 1:
        releve.faute("/categories", "Choisissez une seule catégorie : une inscription prépare un seul examen.")
    return connues
