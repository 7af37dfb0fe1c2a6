"""The card of an accepted demande: ordered, produced, posted, delivered, or returned and destroyed, as a table."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.base import Event
from contracts.events.instruction import TitreAvanceV1
from contracts.vocabulary.motifs import Motif

SANS_TITRE = frozenset({Motif.INSCRIPTION, Motif.INVALIDATION})
"""Their acceptance opens the examination; every other motif ends with a card (domain.md §4.2 rows 14 and 15)."""

GARDE_AU_BUREAU = timedelta(days=15)  # from the first passage of the postman (seed 003)
GARDE_APRES_RETOUR = 6  # months in which the holder may have it sent again (seed 003)


class Etape(StrEnum):
    """Where the card is; those of `PUBLIQUES` are statuses of the demande."""

    libelle: str

    def __new__(cls, code: str, libelle: str) -> Self:
        etape = str.__new__(cls, code)
        etape._value_ = code
        etape.libelle = libelle
        return etape

    A_COMMANDER = "a_commander", "À commander à l'Imprimerie Nationale"
    EN_PRODUCTION = "en_production", "En production"
    INCIDENT = "incident", "Refusé par l'Imprimerie Nationale"
    PRODUITE = "produite", "Produit"
    EXPEDIEE = "expediee", "Expédié"
    EN_INSTANCE = "en_instance", "En instance à La Poste"
    REMISE = "remise", "Remis"
    RETOURNEE = "retournee", "Retourné à l'ANTS"
    A_RENVOYER = "a_renvoyer", "À expédier de nouveau"
    DETRUITE = "detruite", "Détruit"


PUBLIQUES = frozenset(
    {
        Etape.EN_PRODUCTION,
        Etape.PRODUITE,
        Etape.EXPEDIEE,
        Etape.EN_INSTANCE,
        Etape.REMISE,
        Etape.RETOURNEE,
        Etape.DETRUITE,
    }
)


class Fait(StrEnum):
    """What is learnt of a card: from us, from Imprimerie Nationale, from La Poste, from its holder, from the clock."""

    COMMANDE = "commande"
    REFUSE = "refuse"
    REPRIS = "repris"
    PRODUIT = "produit"
    EXPEDIE = "expedie"
    ABSENT = "absent"
    REMIS = "remis"
    RETOURNE = "retourne"
    RENVOI_DEMANDE = "renvoi_demande"
    DETRUIT = "detruit"


TRANSITIONS: Mapping[tuple[Etape, Fait], Etape] = {
    (Etape.A_COMMANDER, Fait.COMMANDE): Etape.EN_PRODUCTION,  # row 15 of domain.md §4.2
    (Etape.A_COMMANDER, Fait.REFUSE): Etape.INCIDENT,
    (Etape.EN_PRODUCTION, Fait.REFUSE): Etape.INCIDENT,
    (Etape.INCIDENT, Fait.REPRIS): Etape.A_COMMANDER,
    (Etape.EN_PRODUCTION, Fait.PRODUIT): Etape.PRODUITE,
    (Etape.PRODUITE, Fait.EXPEDIE): Etape.EXPEDIEE,  # 17
    (Etape.EXPEDIEE, Fait.ABSENT): Etape.EN_INSTANCE,  # 19
    (Etape.EXPEDIEE, Fait.REMIS): Etape.REMISE,  # 18
    (Etape.EN_INSTANCE, Fait.REMIS): Etape.REMISE,  # 20
    (Etape.EXPEDIEE, Fait.RETOURNE): Etape.RETOURNEE,
    (Etape.EN_INSTANCE, Fait.RETOURNE): Etape.RETOURNEE,  # 21
    (Etape.RETOURNEE, Fait.RENVOI_DEMANDE): Etape.A_RENVOYER,  # 22
    (Etape.A_RENVOYER, Fait.EXPEDIE): Etape.EXPEDIEE,  # 22
    (Etape.RETOURNEE, Fait.DETRUIT): Etape.DETRUITE,  # 23
}


class TitreIntrouvable(RuleBroken):
    slug = "titre-introuvable"
    title = "Aucun titre de ce dossier n'est en fabrication dans votre préfecture"
    kind = "introuvable"


class RepriseImpossible(RuleBroken):
    slug = "reprise-impossible"
    title = "Ce titre n'est pas refusé par l'Imprimerie Nationale"
    kind = "conflit"


@dataclass(frozen=True)
class Titre:
    """One card. `essai` counts the orders, `envoi` the postings, `rang` the public steps."""

    demande: UUID
    prefecture: str
    numero: str
    etape: Etape
    depuis: datetime
    version: int = 1
    rang: int = 0
    essai: int = 1
    envoi: int = 1
    numero_titre: str | None = None
    numero_suivi: str | None = None
    bureau: str | None = None
    limite_le: datetime | None = None
    incident: str | None = None

    @property
    def reference(self) -> str:
        """Under which Imprimerie Nationale knows this order: another after a refusal, the same when sent again."""
        return f"{self.numero}-{self.essai}"


class Constat(NamedTuple):
    """What a fact makes of the card; `titre` is the same when the fact changes nothing."""

    titre: Titre
    events: tuple[Event, ...] = ()


def demande_un_titre(motif: str) -> bool:
    return motif not in SANS_TITRE


def ouvrir(demande: UUID, prefecture: str, numero: str, now: datetime) -> Titre:
    """The demande is accepted: its card is to be ordered."""
    return Titre(demande, prefecture, numero, Etape.A_COMMANDER, now)


def constater(titre: Titre, fait: Fait, le: datetime, **details: Any) -> Constat:
    """A fact that does not fit the step is old news, or comes twice: it changes nothing.

    `details`: numero_titre, numero_suivi, bureau, incident.
    """
    etape = TRANSITIONS.get((titre.etape, fait))
    if etape is None:
        return Constat(titre)
    connus = {nom: valeur for nom, valeur in details.items() if valeur is not None}
    avance = replace(titre, etape=etape, depuis=le, limite_le=_limite(etape, le), **connus)
    if fait is Fait.REPRIS:
        avance = replace(avance, essai=titre.essai + 1, incident=None)
    if fait is Fait.RENVOI_DEMANDE:
        avance = replace(avance, envoi=titre.envoi + 1, numero_suivi=None)
    if etape not in PUBLIQUES or _redite(titre, etape):
        return Constat(avance)
    avance = replace(avance, rang=titre.rang + 1)
    return Constat(avance, (_avance(avance),))


def reprendre(titre: Titre, now: datetime) -> Constat:
    """What Imprimerie Nationale refused is put right and ordered again, under another reference."""
    if titre.etape is not Etape.INCIDENT:
        raise RepriseImpossible(f"État du titre : {titre.etape.libelle.lower()}. Affichez de nouveau le dossier.")
    return constater(titre, Fait.REPRIS, now)


def _redite(titre: Titre, etape: Etape) -> bool:
    """Ordered again after a refusal: for its holder the card has been in production all the time."""
    return etape is Etape.EN_PRODUCTION and titre.rang > 0


def _limite(etape: Etape, le: datetime) -> datetime | None:
    if etape is Etape.EN_INSTANCE:
        return le + GARDE_AU_BUREAU
    if etape is Etape.RETOURNEE:
        return dans_des_mois(le, GARDE_APRES_RETOUR)
    return None


def dans_des_mois(le: datetime, mois: int) -> datetime:
    """The same day of a later month, or its last day.

    >>> dans_des_mois(datetime(2026, 8, 31), 6).date()
    datetime.date(2027, 2, 28)
    """
    annees, rang = divmod(le.month - 1 + mois, 12)
    annee = le.year + annees
    return le.replace(year=annee, month=rang + 1, day=min(le.day, calendar.monthrange(annee, rang + 1)[1]))


def _avance(titre: Titre) -> TitreAvanceV1:
    return TitreAvanceV1(
        etape=titre.etape,
        rang=titre.rang,
        numero_titre=titre.numero_titre,
        numero_suivi=titre.numero_suivi,
        bureau=titre.bureau if titre.etape is Etape.EN_INSTANCE else None,
        limite_le=titre.limite_le,
        le=titre.depuis,
    )
