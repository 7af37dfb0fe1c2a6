"""A photo and a signature on paper: the form that is awaited, and that an agent has scanned (seeds 001, 004; OP-13)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.ctn import FormulaireNumeriseV1
from contracts.events.parts import Ephoto


class FormulaireIntrouvable(RuleBroken):
    slug = "formulaire-introuvable"
    title = "Aucun formulaire n'est attendu sous ce numéro"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Vérifiez le numéro imprimé sur le formulaire, chiffre après chiffre.")


class FormulaireClos(RuleBroken):
    slug = "formulaire-clos"
    title = "Ce formulaire ne peut plus être pris en compte"
    kind = "conflit"


@dataclass(frozen=True)
class Formulaire:
    """One form. `nom` and `prenoms` tell the agent that the paper in his hand is the one."""

    demande: UUID
    numero: str
    nom: str = field(repr=False)
    prenoms: tuple[str, ...] = field(repr=False)
    attendu_le: datetime
    limite_le: datetime
    recu_le: datetime | None = None
    clos: bool = False


class Numerise(NamedTuple):
    formulaire: Formulaire
    events: list[FormulaireNumeriseV1]


def verifier_attendu(formulaire: Formulaire | None, now: datetime) -> Formulaire:
    """Raises FormulaireIntrouvable or FormulaireClos, with what became of it."""
    if formulaire is None:
        raise FormulaireIntrouvable
    if formulaire.recu_le is not None:
        raise FormulaireClos(f"Il a été numérisé le {formulaire.recu_le:%d/%m/%Y}. Passez au formulaire suivant.")
    if formulaire.clos or now >= formulaire.limite_le:
        raise FormulaireClos(
            f"Il devait arriver avant le {formulaire.limite_le:%d/%m/%Y} : la demande est close. "
            "La personne en est informée ; classez le formulaire."
        )
    return formulaire


def numeriser(formulaire: Formulaire, ephoto: Ephoto, now: datetime) -> Numerise:
    """From now on the demande has its photo and its signature."""
    recu = replace(verifier_attendu(formulaire, now), recu_le=now)
    return Numerise(recu, [FormulaireNumeriseV1(ephoto=ephoto, numerise_le=now)])
