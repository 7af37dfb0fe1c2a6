"""What becomes of a card, step by step; a step takes the time that the simulator was started with."""

from collections.abc import Mapping
from typing import NamedTuple


class Ligne(NamedTuple):
    """Imprimerie Nationale reports it."""

    fait: str


class Passage(NamedTuple):
    """La Poste shows it: event code and label of its public «Suivi» API."""

    code: str
    libelle: str


FABRICATION = (Ligne("accepte"), Ligne("produit"), Ligne("expedie"))
ROUTE = (
    Passage("PC1", "Votre courrier est pris en charge par La Poste."),
    Passage("ET1", "Votre courrier est en cours d'acheminement."),
    Passage("MD2", "Votre courrier est présenté par le facteur ce jour."),
)
REMIS = Passage("DI1", "Votre courrier est distribué à son destinataire contre sa signature.")
ABSENT = Passage("AG1", "Votre courrier est en attente de retrait au guichet.")
RETOUR = (
    Passage("RE1", "Votre courrier n'a pas pu être distribué : il est retourné à l'expéditeur."),
    Passage("DI2", "Votre courrier est remis à l'expéditeur."),
)

SCENARIOS: Mapping[str, tuple[Ligne | Passage, ...]] = {
    "remis": (*FABRICATION, *ROUTE, REMIS),
    "absent": (*FABRICATION, *ROUTE, ABSENT, REMIS),
    "instance": (*FABRICATION, *ROUTE, ABSENT),
    "retour": (*FABRICATION, *ROUTE, ABSENT, *RETOUR),
    "refus": (Ligne("accepte"), Ligne("refuse")),
}
DE_NOUVEAU = (Ligne("expedie"), *ROUTE, REMIS)
"""A card that came back and is posted again."""

CAUSE_DE_REFUS = "La photo ne peut pas être gravée : contraste insuffisant."
BUREAU = "Bureau de poste principal"
