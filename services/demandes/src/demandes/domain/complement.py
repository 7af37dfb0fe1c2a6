"""« A compléter »: the filer alone puts right what was signalled and sends the demande to the CTN again (seed 000)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.demandes import ComplementFourniV1
from contracts.events.parts import CauseRejet
from demandes.domain.acces import verifier_deposant
from demandes.domain.causes import type_vise, vise_la_photo
from demandes.domain.demande import Decision, Demande, PieceDeposee, decision
from demandes.domain.depot import transmise
from demandes.domain.dossier import dossier, pieces_jointes
from demandes.domain.manques import manques
from demandes.domain.photo_signature import Photo
from demandes.domain.statuts import Acte


class ComplementIncomplet(RuleBroken):
    slug = "complement-incomplet"
    title = "Il reste quelque chose à corriger"
    kind = "invalide"


def completer(demande: Demande, par: UUID, now: datetime) -> Decision:
    """Every cause has its answer: another round begins (domain.md §4.2 row 13, OP-19)."""
    verifier_deposant(demande, par)
    completee = demande.apres(Acte.COMPLETER, now, tour=demande.tour + 1, photo=_photo_consommee(demande))
    if fautes := [*reste_a_corriger(demande), *manques(demande, now)]:
        raise ComplementIncomplet("Corrigez ce qui est signalé, puis envoyez le complément.", errors=fautes)
    pieces = pieces_jointes(ajoutees(demande))
    fait = ComplementFourniV1(tour=completee.tour, pieces=pieces, dossier=dossier(completee))
    return decision(demande, completee, Acte.COMPLETER, demande.deposant.auteur, fait)


def reste_a_corriger(demande: Demande) -> Iterator[FieldError]:
    """Each cause that has no answer yet: a refused file must go and another come, a bad photo needs a new code."""
    for rang, cause in enumerate(demande.causes_a_corriger):
        if remede := _remede(demande, cause):
            yield FieldError(f"/causes_a_corriger/{rang}", f"{cause.cause} {remede}")


def ajoutees(demande: Demande) -> list[PieceDeposee]:
    """The files that came since the demande was sent back."""
    return [piece for piece in demande.pieces if not transmise(demande, piece)]


def _remede(demande: Demande, cause: CauseRejet) -> str | None:
    if vise_la_photo(cause):
        nouvelle = demande.photo is not None and not demande.photo.consommee
        return None if nouvelle else "Saisissez un nouveau code photo-signature."
    visee = next((piece for piece in demande.pieces if piece.id == cause.piece), None)
    if visee is not None:
        garde = visee.maintien is not None and visee.maintien.tour == demande.tour
        return None if garde else "Supprimez le fichier signalé et joignez-en un autre."
    attendu = type_vise(cause)
    if any(attendu in (None, piece.type) for piece in ajoutees(demande)):
        return None
    return cause.remede


def _photo_consommee(demande: Demande) -> Photo | None:
    return None if demande.photo is None else replace(demande.photo, consommee=True)
