"""What a demande lacks before it can be sent: all of it at once, each with its remedy."""

from collections.abc import Iterator
from datetime import datetime

from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.pieces import Piece
from demandes.domain.demande import Demande
from demandes.domain.depot import transmise
from demandes.domain.pieces import PIECES, pieces_requises
from demandes.domain.saisie import situation


class DemandeIncomplete(RuleBroken):
    slug = "demande-incomplete"
    title = "La demande n'est pas complète"
    kind = "invalide"


def manques(demande: Demande, now: datetime) -> list[FieldError]:
    """Pointers are those of the demande as GET shows it."""
    return [*_etapes(demande), *_photo(demande, now), *_pieces(demande, now)]


def verifier_complete(demande: Demande, now: datetime) -> None:
    """Raises DemandeIncomplete with everything that is missing."""
    if fautes := manques(demande, now):
        raise DemandeIncomplete("Complétez ce qui est signalé, puis recommencez.", errors=fautes)


def _etapes(demande: Demande) -> Iterator[FieldError]:
    if demande.etape_motif is None:
        yield FieldError("/etapes/motif", "Remplissez l'étape 1 « Motif de la demande ».")
    if demande.etat_civil is None:
        yield FieldError("/etapes/etat_civil", "Remplissez l'étape 2 « État civil ».")
    if demande.adresse_contact is None:
        yield FieldError("/etapes/adresse_contact", "Remplissez l'étape 3 « Adresse et contact ».")


def _photo(demande: Demande, now: datetime) -> Iterator[FieldError]:
    pointer = "/etapes/photo_signature"
    if demande.photo is None and demande.formulaire is None:
        yield FieldError(pointer, "Remplissez l'étape 4 « Photo / Signature » : saisissez le code photo-signature.")
    elif demande.photo is not None and demande.photo.expire_le <= now and not demande.photo.consommee:
        yield FieldError(pointer, "Le code photo-signature est périmé : faites faire une nouvelle photo.")


def _pieces(demande: Demande, now: datetime) -> Iterator[FieldError]:
    """A file that the engine refused blocks; one it still looks at, or leaves to an agent, does not.

    Nor does a file that the CTN has had before it: its own causes say what is wrong with that one.
    """
    jointes = {piece.type for piece in demande.pieces}
    cas = situation(demande, now)
    for type_piece in pieces_requises(cas) if cas else (Piece.IDENTITE, Piece.DOMICILE):
        if type_piece not in jointes:
            consigne = PIECES[type_piece].consigne
            yield FieldError("/pieces", f"Joignez « {type_piece.libelle} ». {consigne}")
    for rang, piece in enumerate(demande.pieces):
        if piece.controle == "non_conforme" and not transmise(demande, piece):
            causes = " ".join(f"{cause.cause} {cause.remede}" for cause in piece.causes)
            remede = causes or "Supprimez ce fichier et joignez-en un autre."
            yield FieldError(f"/pieces/{rang}", f"« {piece.nom_fichier} » ne peut pas être utilisé. {remede}")
