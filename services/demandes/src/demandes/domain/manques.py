"""What a demande lacks before it can be sent: all of it at once, each with its remedy."""

from collections.abc import Iterator
from datetime import datetime

from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from demandes.domain.ages import age
from demandes.domain.categories import Demandees, trop_jeune
from demandes.domain.demande import Demande
from demandes.domain.depot import transmise
from demandes.domain.etat_civil import EtatCivil
from demandes.domain.motif import EtapeMotif
from demandes.domain.motifs import MOTIFS
from demandes.domain.pieces import PIECES, pieces_requises, superflue
from demandes.domain.saisie import situation
from demandes.domain.situation import aujourdhui
from demandes.domain.taxe import DEPARTEMENTS_TAXES, departement_de

MAJORITE = 18


class DemandeIncomplete(RuleBroken):
    slug = "demande-incomplete"
    title = "La demande n'est pas complète"
    kind = "invalide"


def manques(demande: Demande, now: datetime) -> list[FieldError]:
    """Pointers are those of the demande as GET shows it."""
    return [*_etapes(demande, now), *_photo(demande, now), *_pieces(demande, now)]


def avertissements(demande: Demande, now: datetime) -> list[FieldError]:
    """Files that the answers as they are now do not ask for: said, and in nobody's way."""
    cas = situation(demande, now)
    if cas is None:
        return []
    return [
        FieldError(
            f"/pieces/{rang}",
            f"« {piece.type.libelle} » n'est pas demandée, ou ne l'est plus, après vos réponses. "
            f"Supprimez « {piece.nom_fichier} » pour ne pas l'envoyer.",
        )
        for rang, piece in enumerate(demande.pieces)
        if superflue(piece.type, cas)
    ]


def verifier_complete(demande: Demande, now: datetime) -> None:
    """Raises DemandeIncomplete with everything that is missing."""
    if fautes := manques(demande, now):
        raise DemandeIncomplete("Complétez ce qui est signalé, puis recommencez.", errors=fautes)


def _etapes(demande: Demande, now: datetime) -> Iterator[FieldError]:
    if demande.etape_motif is None:
        yield FieldError("/etapes/motif", "Remplissez l'étape 1 « Motif de la demande ».")
    if demande.etat_civil is None:
        yield FieldError("/etapes/etat_civil", "Remplissez l'étape 2 « État civil ».")
    elif demande.etape_motif is not None:
        yield from _accord(demande, demande.etape_motif, demande.etat_civil, now)
    if demande.adresse_contact is None:
        yield FieldError("/etapes/adresse_contact", "Remplissez l'étape 3 « Adresse et contact ».")


def _accord(demande: Demande, etape: EtapeMotif, etat_civil: EtatCivil, now: datetime) -> Iterator[FieldError]:
    """What one step says and another makes impossible, whichever was changed last."""
    le = aujourdhui(now)
    for faute in trop_jeune(demandees(etape), etat_civil.date_naissance, le):
        yield FieldError("/etapes/etat_civil", faute)
    if etape.beneficiaire != "majeur" and demande.representant is None:
        yield FieldError("/etapes/etat_civil", "Indiquez l'état civil du représentant légal, à l'étape 2.")
    if etape.beneficiaire == "mineur" and age(etat_civil.date_naissance, le) >= MAJORITE:
        yield FieldError("/etapes/motif", "Cette personne est majeure : corrigez le bénéficiaire à l'étape 1.")
    adresse = demande.adresse_contact
    if etape.mandat_papier and adresse and departement_de(adresse.commune) in DEPARTEMENTS_TAXES:
        yield FieldError("/etapes/motif", "Le mandat papier n'est pas possible dans une région soumise à la taxe.")


def demandees(etape: EtapeMotif) -> Demandees:
    """What step 1 asks for, as the rules of age see it. A licence that one has held is no matter of age."""
    regle = MOTIFS[etape.motif]
    categories = () if regle.obtention == "acquise" else etape.categories
    formation = "diplome" if etape.motif is Motif.DIPLOME else etape.formation_complementaire
    return Demandees(categories, regle.fin == "titre", formation)


def _photo(demande: Demande, now: datetime) -> Iterator[FieldError]:
    pointer = "/etapes/photo_signature"
    if demande.photo is None and demande.formulaire is None:
        yield FieldError(pointer, "Remplissez l'étape 4 « Photo / Signature » : saisissez le code photo-signature.")
    elif demande.photo is not None and demande.photo.expire_le <= now and not demande.photo.consommee:
        yield FieldError(pointer, "Le code photo-signature est périmé : faites faire une nouvelle photo.")


def _pieces(demande: Demande, now: datetime) -> Iterator[FieldError]:
    """A file that the engine refused blocks; one it still looks at, leaves to an agent, or that is kept, does not.

    Nor does a file that the CTN has had before it: its own causes say what is wrong with that one.
    """
    jointes = {piece.type for piece in demande.pieces}
    cas = situation(demande, now)
    absentes = {absente.type_piece for absente in demande.pieces_absentes}
    for type_piece in pieces_requises(cas) if cas else (Piece.IDENTITE, Piece.DOMICILE):
        if type_piece not in jointes and type_piece not in absentes:
            consigne = PIECES[type_piece].consigne
            yield FieldError("/pieces", f"Joignez « {type_piece.libelle} ». {consigne}")
    for rang, piece in enumerate(demande.pieces):
        if piece.controle == "non_conforme" and piece.maintien is None and not transmise(demande, piece):
            causes = " ".join(f"{cause.cause} {cause.remede}" for cause in piece.causes)
            remede = causes or "Supprimez ce fichier et joignez-en un autre."
            yield FieldError(f"/pieces/{rang}", f"« {piece.nom_fichier} » ne peut pas être utilisé. {remede}")
