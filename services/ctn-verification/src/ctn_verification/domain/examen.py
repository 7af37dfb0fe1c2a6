"""What an agent of the CTN decides on a dossier that the engine left to people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.ctn import ImagesConformesV1, ImagesRefuseesV1
from contracts.events.parts import CauseRejet
from ctn_verification.domain.causes import connue, de_l_ephoto, faute
from ctn_verification.domain.dossier import Decision, Dossier, Etat
from ctn_verification.domain.prise import exiger


class DossierIntrouvable(RuleBroken):
    slug = "dossier-introuvable"
    title = "Ce dossier n'est pas au CTN"
    kind = "introuvable"


class DossierDejaDecide(RuleBroken):
    slug = "dossier-deja-decide"
    title = "Ce dossier a déjà été décidé"
    kind = "conflit"


class ControleEnCours(RuleBroken):
    slug = "controle-en-cours"
    title = "Le contrôle automatique de ce dossier n'est pas terminé"
    kind = "conflit"


class TourDepasse(RuleBroken):
    slug = "tour-depasse"
    title = "Le dossier a changé depuis que vous l'avez ouvert"
    kind = "conflit"


class DecisionIncoherente(RuleBroken):
    slug = "decision-incoherente"
    title = "La décision est incomplète ou se contredit"
    kind = "invalide"


@dataclass(frozen=True)
class CauseRetenue:
    """A cause that the agent ticked, for a piece or for the dossier as a whole; the type of one that is missing."""

    code: str
    piece: UUID | None = None
    commentaire: str | None = None
    type_piece: str | None = None


@dataclass(frozen=True)
class Examen:
    conforme: bool
    causes: Sequence[CauseRetenue] = ()
    commentaire: str | None = None
    tour: int | None = None  # the round that the agent had before him


def decider(dossier: Dossier, examen: Examen, *, par: UUID, now: datetime) -> Decision:
    """« Images bonnes » or « images mauvaises » (domain.md §4.2 rows 10 and 11); once for each round, by who has it."""
    exiger_a_examiner(dossier, examen.tour)
    exiger(dossier.prise, par, now)
    if examen.conforme:
        return _accepter(dossier, examen, now)
    causes = tuple(_cause(dossier, retenue, rang) for rang, retenue in enumerate(examen.causes))
    if not causes:
        raise _incoherente("/causes", "Indiquez au moins une cause : le déposant doit savoir quoi corriger.")
    refuse = ImagesRefuseesV1(tour=dossier.tour, causes=causes, commentaire=examen.commentaire, verifiees_le=now)
    return Decision(_refuse(dossier, causes), [refuse])


def _accepter(dossier: Dossier, examen: Examen, now: datetime) -> Decision:
    """One word for all images of the dossier."""
    if examen.causes:
        raise _incoherente("/causes", "Retirez les causes, ou refusez les images : une décision conforme n'en a pas.")
    images = [piece.id for piece in dossier.pieces] + ([dossier.ephoto.id] if dossier.ephoto else [])
    vu = replace(dossier, etat=Etat.CONFORME, avis={**dossier.avis, **dict.fromkeys(images, True)}, a_revoir=False)
    return Decision(vu, [ImagesConformesV1(tour=dossier.tour, verifiees_le=now)])


def exiger_a_examiner(dossier: Dossier, tour: int | None) -> None:
    if dossier.etat is Etat.EN_SAISIE:
        raise DossierIntrouvable("Vérifiez le numéro : la demande n'a pas encore été validée par le candidat.")
    if tour is not None and tour != dossier.tour:
        raise TourDepasse(f"Rechargez le dossier : il en est au tour {dossier.tour}.")
    if dossier.etat is Etat.ATTENTE_CONTROLE:
        raise ControleEnCours("Attendez la fin du contrôle automatique, quelques minutes au plus.")
    if dossier.etat is not Etat.A_EXAMINER:
        raise DossierDejaDecide("Revenez à la liste des dossiers : une décision par tour suffit.")


def _refuse(dossier: Dossier, causes: Sequence[CauseRejet]) -> Dossier:
    """What the agent named is bad, the rest he has seen; a cause of the whole dossier says nothing about the rest."""
    photo_refusee = any(de_l_ephoto(cause.code) for cause in causes)
    a_revoir = any(cause.piece is None and not de_l_ephoto(cause.code) for cause in causes)
    refusees = {cause.piece for cause in causes if cause.piece is not None}
    avis = dict(dossier.avis)
    for piece in dossier.pieces:
        if piece.id in refusees or not a_revoir:
            avis[piece.id] = piece.id not in refusees
    if dossier.ephoto is not None and (photo_refusee or not a_revoir):
        avis[dossier.ephoto.id] = not photo_refusee
    return replace(dossier, etat=Etat.REFUSE, avis=avis, a_revoir=a_revoir)


def _cause(dossier: Dossier, retenue: CauseRetenue, rang: int) -> CauseRejet:
    """The official words for the code; a comment stands behind the cause."""
    cause, defaut = connue(retenue.code), faute(retenue.code, retenue.piece, retenue.type_piece)
    types = {piece.id: piece.type for piece in dossier.pieces}
    if retenue.piece is not None and retenue.piece not in types:
        raise _incoherente(f"/causes/{rang}/piece", "Choisissez une pièce de ce dossier, ou n'en désignez aucune.")
    if cause is None or defaut is not None:
        raise _incoherente(f"/causes/{rang}/{defaut[0] if defaut else 'code'}", defaut[1] if defaut else "")
    libelle = cause.libelle if retenue.commentaire is None else f"{cause.libelle} {retenue.commentaire}"
    return CauseRejet(
        code=cause,
        cause=libelle,
        remede=cause.remede,
        piece=retenue.piece,
        type_piece=retenue.type_piece if retenue.piece is None else types[retenue.piece],
    )


def _incoherente(pointer: str, detail: str) -> DecisionIncoherente:
    return DecisionIncoherente(detail, errors=[FieldError(pointer, detail)])
