"""The CTN's dossier of a demande: one round of image checks after the other, decided by verdicts or by an agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self
from uuid import UUID

from contracts.events import parts
from contracts.events.base import Event
from contracts.events.ctn import ImagesConformesV1, ImagesRefuseesV1
from contracts.events.parts import CauseRejet, Ephoto, PieceJointe
from ctn_verification.domain.lecture.confrontation import Vue, confronter
from ctn_verification.domain.lecture.saisie import Saisie
from ctn_verification.domain.prise import Prise
from ctn_verification.domain.verdict import Controle, Verdict


class Etat(StrEnum):
    EN_SAISIE = "en_saisie"  # pieces come in, the demande is not validated yet
    ATTENTE_CONTROLE = "attente_controle"  # the engine has not seen every piece
    A_EXAMINER = "a_examiner"  # by an agent
    CONFORME = "conforme"
    REFUSE = "refuse"
    CLOS = "clos"


OUVERTS = frozenset({Etat.ATTENTE_CONTROLE, Etat.A_EXAMINER})


class Doute(StrEnum):
    """Why an agent looks, beside the causes that the engine doubts about; `libelle` is how he reads it."""

    libelle: str

    def __new__(cls, code: str, libelle: str) -> Self:
        doute = str.__new__(cls, code)
        doute._value_ = code
        doute.libelle = libelle
        return doute

    MAINTENUE = "maintenue", "Le déposant maintient une pièce que le contrôle refuse"
    DEJA_REFUSEE = "deja_refusee", "Une image déjà refusée revient sans changement"
    A_REVOIR = "a_revoir", "Un complément demandé ne concerne pas une seule pièce"
    CONTROLE_ABSENT = "controle_absent", "Le contrôle automatique n'a pas vu une pièce"
    EPHOTO_INCONNUE = "ephoto_inconnue", "La photo et la signature n'ont pas été contrôlées ici"
    A_VERIFIER = "a_verifier", "Le contrôle automatique hésite"


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
    prefecture_code: str | None = None  # None of those that came before it was kept


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
    doutes: tuple[str, ...] = ()  # why an agent looks: causes of the engine, and words of `Doute`
    prise: Prise | None = None
    saisie: Saisie = field(default_factory=Saisie)  # what papers are held against

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
        prefecture_code=valide.prefecture.code,
    )


def noter_saisie(
    dossier: Dossier, etat_civil: parts.EtatCivil | None, adresse: parts.Adresse | None, sequence: int
) -> Dossier:
    """What is entered about the person by now; nothing is kept of a demande that expired."""
    if dossier.etat is Etat.CLOS:
        return dossier
    return replace(dossier, saisie=dossier.saisie.apres(etat_civil, adresse, sequence))


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
    verdicts = confrontes(dossier, verdicts, now=now)
    causes = _causes_du_moteur(dossier, verdicts)
    if causes:
        refuse = ImagesRefuseesV1(tour=dossier.tour, causes=causes, verifiees_le=now)
        return Decision(replace(dossier, etat=Etat.REFUSE), [refuse])
    if doutes := _doutes(dossier, verdicts):
        return Decision(replace(dossier, etat=Etat.A_EXAMINER, doutes=doutes))
    conforme = ImagesConformesV1(tour=dossier.tour, verifiees_le=now)
    return Decision(replace(dossier, etat=Etat.CONFORME), [conforme])


def confrontes(dossier: Dossier, verdicts: Verdicts, *, now: datetime) -> Verdicts:
    """The same, once what was read on the pieces of the dossier is held against its person (seed 000)."""
    types = {piece.id: piece.type for piece in dossier.pieces}
    vues = {id: Vue(types[id], verdict) for id, verdict in verdicts.pieces.items() if id in types}
    return verdicts._replace(pieces={**verdicts.pieces, **confronter(vues, dossier.saisie, now.date())})


def clore(dossier: Dossier) -> Decision:
    """The demande expired: nothing is checked any more, and nothing of the person is kept here."""
    return Decision(replace(dossier, etat=Etat.CLOS, resume=None, saisie=Saisie()))


def _causes_du_moteur(dossier: Dossier, verdicts: Verdicts) -> tuple[CauseRejet, ...]:
    """Of what the engine refuses, unless an agent has accepted that very piece or the filer keeps it."""
    return tuple(
        cause.model_copy(update={"piece": piece.id, "type_piece": piece.type})
        for piece in dossier.pieces
        if (verdict := verdicts.pieces.get(piece.id)) is not None
        and verdict.controle is Controle.NON_CONFORME
        and not piece.maintenue
        and not dossier.avis.get(piece.id)
        for cause in verdict.causes
    )


def _doutes(dossier: Dossier, verdicts: Verdicts) -> tuple[str, ...]:
    """Nothing when all is good. An agent's word on an image outweighs the engine's; what he refused, he sees again."""
    assert dossier.ephoto is not None
    trouves = [Doute.A_REVOIR.value] if dossier.a_revoir else []
    for piece in dossier.pieces:
        trouves += _doutes_sur(dossier.avis.get(piece.id), verdicts.pieces.get(piece.id), Doute.CONTROLE_ABSENT)
        if piece.maintenue and piece.id not in dossier.avis:
            trouves.append(Doute.MAINTENUE.value)
    trouves += _doutes_sur(dossier.avis.get(dossier.ephoto.id), verdicts.ephoto, Doute.EPHOTO_INCONNUE)
    return tuple(dict.fromkeys(trouves))


def _doutes_sur(avis: bool | None, verdict: Verdict | None, absent: Doute) -> list[str]:
    if avis is not None:
        return [] if avis else [Doute.DEJA_REFUSEE.value]
    if verdict is None:
        return [absent.value]
    if verdict.controle is Controle.CONFORME:
        return []
    return [str(cause.code) for cause in verdict.causes] or [Doute.A_VERIFIER.value]
