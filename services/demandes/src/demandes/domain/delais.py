"""How long things may take, who is reminded when, and what follows: one table (domain.md §4.3, §10)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal, NamedTuple

from contracts.vocabulary.statuts import Statut

VALIDATION_USAGER = timedelta(days=30)
COMPLEMENT = timedelta(days=30)
FORMULAIRE_PHOTO = timedelta(days=15)
BROUILLON = timedelta(days=90)
RETRAIT_DU_TITRE = timedelta(days=15)
RENVOI_DU_TITRE = timedelta(days=182)
EFFACEMENT_FICHIERS = timedelta(hours=1)  # a file that was taken away may still be under the engine's eyes
CONSERVATION_MANDAT = "six mois"  # the school keeps the signed paper (domain.md §2.1)


class Delai(NamedTuple):
    """One row: the demande waits in a status, from the day it came there, a draft from its last change.

    `rappels` count from that day, or back from the end when they are negative. `expire` is false where somebody else
    ends the wait: La Poste returns a card, the ANTS destroys it, and each says until when.
    """

    code: str  # `raison` of DemandeExpireeV1, `echeance` of EcheanceProcheV1
    duree: timedelta
    rappels: tuple[timedelta, ...]
    expire: bool
    rappeler: Literal["deposant", "usager"]
    source: str


DELAIS: Final[Mapping[Statut, Delai]] = {
    Statut.BROUILLON: Delai(
        "brouillon",
        BROUILLON,
        (timedelta(days=75),),
        expire=True,
        rappeler="deposant",
        source="domain.md §9: erased when abandoned; the time is ours",
    ),
    Statut.ATTENTE_VALIDATION_USAGER: Delai(
        "validation_usager",
        VALIDATION_USAGER,
        (timedelta(days=7),),
        expire=True,
        rappeler="usager",
        source="domain.md OP-06",
    ),
    Statut.ATTENTE_FORMULAIRE_PHOTO: Delai(
        "formulaire_photo",
        FORMULAIRE_PHOTO,
        (timedelta(days=10),),
        expire=True,
        rappeler="usager",
        source="seed 001; domain.md OP-13",
    ),
    Statut.A_COMPLETER: Delai(
        "complement",
        COMPLEMENT,
        (timedelta(days=15), timedelta(days=25)),
        expire=True,
        rappeler="deposant",
        source="domain.md OP-07",
    ),
    Statut.EN_INSTANCE: Delai(
        "retrait_du_titre",
        RETRAIT_DU_TITRE,
        (timedelta(days=-5),),
        expire=False,
        rappeler="usager",
        source="seed 003; domain.md §4.3",
    ),
    Statut.RETOURNEE: Delai(
        "retrait_du_titre",
        RENVOI_DU_TITRE,
        (timedelta(days=-30),),
        expire=False,
        rappeler="usager",
        source="seed 003; domain.md §4.3",
    ),
}
"""Status in which a demande waits for a person → how long, who is told before, what follows."""
