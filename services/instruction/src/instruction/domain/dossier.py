"""The dossier of the préfecture: its states, and the three decisions as pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.base import Event
from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1, DossierRejeteV1
from contracts.events.parts import AutoEcole, CauseRejet, Dossier
from instruction.domain.prise import Prise


class Etat(StrEnum):
    A_INSTRUIRE = "a_instruire"
    COMPLEMENT_DEMANDE = "complement_demande"
    ACCEPTEE = "acceptee"
    REJETEE = "rejetee"
    CLOSE = "close"


LIBELLES: Mapping[Etat, str] = {
    Etat.A_INSTRUIRE: "À instruire",
    Etat.COMPLEMENT_DEMANDE: "Complément demandé",
    Etat.ACCEPTEE: "Acceptée",
    Etat.REJETEE: "Rejetée",
    Etat.CLOSE: "Close sans décision",
}


class Acte(StrEnum):
    ACCEPTER = "accepter"
    DEMANDER_COMPLEMENT = "demander_complement"
    REJETER = "rejeter"
    TRANSMETTRE = "transmettre"
    CLORE = "clore"


TRANSITIONS: Mapping[tuple[Etat, Acte], Etat] = {
    (Etat.A_INSTRUIRE, Acte.DEMANDER_COMPLEMENT): Etat.COMPLEMENT_DEMANDE,  # row 12 of domain.md §4.2
    (Etat.A_INSTRUIRE, Acte.ACCEPTER): Etat.ACCEPTEE,  # 14
    (Etat.A_INSTRUIRE, Acte.REJETER): Etat.REJETEE,  # 16
    (Etat.COMPLEMENT_DEMANDE, Acte.TRANSMETTRE): Etat.A_INSTRUIRE,  # 13, after the CTN
    (Etat.COMPLEMENT_DEMANDE, Acte.CLORE): Etat.CLOSE,  # never completed
}


class DossierIntrouvable(RuleBroken):
    slug = "dossier-introuvable"
    title = "Ce dossier n'existe pas dans votre préfecture"
    kind = "introuvable"


class DecisionImpossible(RuleBroken):
    slug = "decision-impossible"
    title = "Ce dossier n'attend plus de décision"
    kind = "conflit"


class VersionPerimee(RuleBroken):
    slug = "version-perimee"
    title = "Ce dossier a changé depuis que vous l'avez ouvert"
    kind = "precondition"


class CauseObligatoire(RuleBroken):
    slug = "cause-obligatoire"
    title = "Indiquez au moins une cause"
    kind = "invalide"


@dataclass(frozen=True)
class DossierInstruit:
    """What the préfecture holds: the demande as it was transmitted, the round, who decided what."""

    demande: UUID
    version: int
    tour: int
    etat: Etat
    dossier: Dossier
    recu_le: datetime
    decide_le: datetime | None = None
    instructeur: UUID | None = None
    neph: str | None = None
    causes: tuple[CauseRejet, ...] = ()
    commentaire: str | None = None
    transmis_le: datetime | None = None  # the first time: its place in the queue, whatever complements follow
    complement_revenu: bool = False
    urgence: str | None = None
    en_retard_le: datetime | None = None
    prise: Prise | None = None
    avant: Etat | None = field(default=None, compare=False)  # as stored: what the counters must give back

    @property
    def attend_depuis(self) -> datetime:
        return self.transmis_le or self.recu_le


class Reserves(NamedTuple):
    """Why not, or not yet: causes of the vocabulary with their remedies, and words of the instructor."""

    causes: tuple[CauseRejet, ...]
    commentaire: str | None = None


class Decision(NamedTuple):
    dossier: DossierInstruit
    events: list[Event]


def recevoir(dossier: DossierInstruit, contenu: Dossier, *, tour: int, recu_le: datetime) -> Decision:
    """The demande comes back from the CTN with its complement. An older round changes nothing."""
    if tour <= dossier.tour:
        return Decision(dossier, [])
    etat = _etat_suivant(dossier, Acte.TRANSMETTRE)
    revenu = replace(dossier, etat=etat, tour=tour, dossier=contenu, recu_le=recu_le, causes=(), commentaire=None)
    return Decision(replace(revenu, complement_revenu=True), [])


def accepter(dossier: DossierInstruit, *, instructeur: UUID, neph: str, now: datetime) -> Decision:
    """The person is inscribed, under this number of the national registry."""
    etat = _etat_suivant(dossier, Acte.ACCEPTER)
    fact = DossierAccepteV1(
        tour=dossier.tour,
        prefecture=dossier.dossier.prefecture.code,
        instructeur=instructeur,
        neph=neph,
        decide_le=now,
    )
    return Decision(replace(dossier, etat=etat, instructeur=instructeur, neph=neph, decide_le=now), [fact])


def demander_complement(dossier: DossierInstruit, reserves: Reserves, *, instructeur: UUID, now: datetime) -> Decision:
    """Back to the filer, with reasons: CRPA asks for them, and so does seed 000."""
    return _avec_reserves(dossier, Acte.DEMANDER_COMPLEMENT, ComplementDemandeV1, reserves, instructeur, now)


def rejeter(dossier: DossierInstruit, reserves: Reserves, *, instructeur: UUID, now: datetime) -> Decision:
    """The end of this demande: a new one and a new photo code are needed (seed 003)."""
    return _avec_reserves(dossier, Acte.REJETER, DossierRejeteV1, reserves, instructeur, now)


def clore(dossier: DossierInstruit) -> Decision:
    """The demande expired at its filer's; a dossier that has its decision keeps it."""
    etat = TRANSITIONS.get((dossier.etat, Acte.CLORE), dossier.etat)
    return Decision(replace(dossier, etat=etat), [])


def verifier_decidable(dossier: DossierInstruit) -> None:
    """Raises DecisionImpossible."""
    _etat_suivant(dossier, Acte.ACCEPTER)


def changer_d_ecole(dossier: DossierInstruit, ecole: AutoEcole) -> Decision:
    """The candidate accepted the transfer: from now on the new school answers (seed 000)."""
    return Decision(replace(dossier, dossier=dossier.dossier.model_copy(update={"auto_ecole": ecole})), [])


def _avec_reserves(
    dossier: DossierInstruit,
    acte: Acte,
    fact: type[ComplementDemandeV1] | type[DossierRejeteV1],
    reserves: Reserves,
    instructeur: UUID,
    now: datetime,
) -> Decision:
    etat = _etat_suivant(dossier, acte)
    _motiver(reserves.causes)
    event = fact(
        tour=dossier.tour,
        prefecture=dossier.dossier.prefecture.code,
        instructeur=instructeur,
        causes=reserves.causes,
        commentaire=reserves.commentaire,
        decide_le=now,
    )
    decide = replace(
        dossier,
        etat=etat,
        instructeur=instructeur,
        causes=reserves.causes,
        commentaire=reserves.commentaire,
        decide_le=now,
    )
    return Decision(decide, [event])


def _motiver(causes: tuple[CauseRejet, ...]) -> None:
    if not causes:
        raise CauseObligatoire("Choisissez dans la liste des causes ce que la personne doit corriger.")


def _etat_suivant(dossier: DossierInstruit, acte: Acte) -> Etat:
    etat = TRANSITIONS.get((dossier.etat, acte))
    if etat is None:
        quand = f" depuis le {dossier.decide_le:%d/%m/%Y à %H:%M} (UTC)" if dossier.decide_le else ""
        raise DecisionImpossible(f"État du dossier : {LIBELLES[dossier.etat].lower()}{quand}. Rechargez la liste.")
    return etat
