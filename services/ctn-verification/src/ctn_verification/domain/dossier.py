"""The CTN's dossier of a demande: one round of image checks after the other, decided by verdicts or by an agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.events import parts
from contracts.events.base import Event
from contracts.events.ctn import ImagesConformesV1, ImagesRefuseesV1
from contracts.events.parts import CauseRejet, Ephoto, PieceJointe
from ctn_verification.domain.verdict import Controle, Verdict


class Etat(StrEnum):
    EN_SAISIE = "en_saisie"  # pieces come in, the demande is not validated yet
    ATTENTE_CONTROLE = "attente_controle"  # the engine has not seen every piece
    A_EXAMINER = "a_examiner"  # by an agent
    CONFORME = "conforme"
    REFUSE = "refuse"
    CLOS = "clos"


OUVERTS = frozenset({Etat.ATTENTE_CONTROLE, Etat.A_EXAMINER})


@dataclass(frozen=True)
class Resume:
    """What an agent needs to know of the demande, and no more of the person than the papers must show."""

    numero: str
    motif: str
    categorie: str
    prefecture: str
    nom_naissance: str = field(repr=False)
    nom_usage: str | None = field(repr=False)
    prenoms: tuple[str, ...] = field(repr=False)
    date_naissance: str = field(repr=False)  # ISO 8601


@dataclass(frozen=True)
class Dossier:
    demande: UUID
    etat: Etat = Etat.EN_SAISIE
    tour: int = 0  # 1 is the check at validation, 2 the first complement
    resume: Resume | None = None
    pieces: tuple[PieceJointe, ...] = ()
    ephoto: Ephoto | None = None
    depuis: datetime | None = None  # when this round began
    avis: Mapping[UUID, bool] = field(default_factory=dict)  # an agent's word on a piece or on the e-photo
    a_revoir: bool = False  # an agent asked for something that no single image can put right: an agent looks again
    version: int = 0

    @property
    def numero(self) -> str | None:
        return None if self.resume is None else self.resume.numero


class Decision(NamedTuple):
    dossier: Dossier
    events: Sequence[Event] = ()


class Verdicts(NamedTuple):
    """What the engine has said so far; `ephoto` is None for one that was never deposited here."""

    pieces: Mapping[UUID, Verdict]
    ephoto: Verdict | None


def resumer(valide: parts.Dossier) -> Resume:
    personne = valide.etat_civil
    return Resume(
        numero=valide.numero,
        motif=valide.motif,
        categorie=valide.categorie,
        prefecture=valide.prefecture.nom,
        nom_naissance=personne.nom_naissance,
        nom_usage=personne.nom_usage,
        prenoms=personne.prenoms,
        date_naissance=personne.date_naissance.isoformat(),
    )


def ouvrir_tour(dossier: Dossier, tour: int, valide: parts.Dossier, verdicts: Verdicts, *, now: datetime) -> Decision:
    """The demande comes to the CTN, or comes back to it (seed 000). A round that came too late changes nothing."""
    if dossier.etat is Etat.CLOS or tour <= dossier.tour:
        return Decision(dossier)
    ouvert = replace(
        dossier,
        etat=Etat.ATTENTE_CONTROLE,
        tour=tour,
        resume=resumer(valide),
        pieces=valide.pieces,
        ephoto=valide.ephoto,
        depuis=now,
    )
    return trancher(ouvert, verdicts, now=now)


def trancher(dossier: Dossier, verdicts: Verdicts, *, now: datetime, attendre: bool = True) -> Decision:
    """What the verdicts known by now decide (domain.md §4.2 rows 10 and 11, OP-08).

    With a verdict missing the dossier waits, so that the filer hears of all causes at once; after a time
    (`attendre=False`) it waits for an agent.
    """
    if dossier.etat not in OUVERTS:
        return Decision(dossier)
    manque = any(piece.id not in verdicts.pieces and piece.id not in dossier.avis for piece in dossier.pieces)
    if manque and attendre and dossier.etat is Etat.ATTENTE_CONTROLE:
        return Decision(dossier)
    causes = _causes_du_moteur(dossier, verdicts)
    if causes:
        refuse = ImagesRefuseesV1(tour=dossier.tour, causes=causes, verifiees_le=now)
        return Decision(replace(dossier, etat=Etat.REFUSE), [refuse])
    if manque or _doute(dossier, verdicts):
        return Decision(replace(dossier, etat=Etat.A_EXAMINER))
    conforme = ImagesConformesV1(tour=dossier.tour, verifiees_le=now)
    return Decision(replace(dossier, etat=Etat.CONFORME), [conforme])


def clore(dossier: Dossier) -> Decision:
    """The demande expired: nothing is checked any more, and nothing of the person is kept here."""
    return Decision(replace(dossier, etat=Etat.CLOS, resume=None))


def _causes_du_moteur(dossier: Dossier, verdicts: Verdicts) -> tuple[CauseRejet, ...]:
    """Of what the engine refuses, unless an agent has accepted that very piece."""
    return tuple(
        cause.model_copy(update={"piece": piece.id, "type_piece": piece.type})
        for piece in dossier.pieces
        if (verdict := verdicts.pieces.get(piece.id)) is not None
        and verdict.controle is Controle.NON_CONFORME
        and not dossier.avis.get(piece.id)
        for cause in verdict.causes
    )


def _doute(dossier: Dossier, verdicts: Verdicts) -> bool:
    """An agent's word on an image outweighs the engine's; what an agent refused before, an agent sees again."""
    assert dossier.ephoto is not None
    images = {piece.id: verdicts.pieces.get(piece.id) for piece in dossier.pieces}
    images[dossier.ephoto.id] = verdicts.ephoto
    return dossier.a_revoir or not all(
        dossier.avis.get(id, verdict is not None and verdict.controle is Controle.CONFORME)
        for id, verdict in images.items()
    )
