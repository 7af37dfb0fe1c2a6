"""The causes that an agent may choose: in the order of the list, with their keys, and what each of them can be about.

None of them ends a demande: whatever is wrong with an image can be put right by another one, and the demande goes to
« A compléter » (domain.md §4.2 row 11, OP-08). Only the préfecture rejects (row 16).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pieces import Piece


class Objet(StrEnum):
    """What a cause is about."""

    PIECE = "piece"  # one piece of the dossier, which must be named
    EPHOTO = "ephoto"  # photo or signature: no piece is named
    DOSSIER = "dossier"  # one piece, or the dossier as a whole


class Choix(NamedTuple):
    touche: str  # one key on the agent's keyboard
    objet: Objet


CHOIX: Mapping[Cause, Choix] = {
    Cause.FLOUE: Choix("f", Objet.PIECE),
    Cause.TROP_PETITE: Choix("p", Objet.PIECE),
    Cause.DOCUMENT_COUPE: Choix("c", Objet.PIECE),
    Cause.REFLET: Choix("r", Objet.PIECE),
    Cause.OMBRE: Choix("o", Objet.PIECE),
    Cause.TROP_SOMBRE: Choix("s", Objet.PIECE),
    Cause.TROP_CLAIRE: Choix("l", Objet.PIECE),
    Cause.TROP_COMPRESSEE: Choix("x", Objet.PIECE),
    Cause.PAGE_DE_TRAVERS: Choix(";", Objet.PIECE),
    Cause.PAGE_EN_DOUBLE: Choix("=", Objet.PIECE),
    Cause.SANS_COULEURS: Choix("!", Objet.PIECE),
    Cause.PAGE_BLANCHE: Choix("b", Objet.PIECE),
    Cause.PIECE_INCOMPLETE: Choix("i", Objet.PIECE),
    Cause.PIECE_NON_RECEVABLE: Choix("n", Objet.PIECE),
    Cause.PIECE_PERIMEE: Choix("v", Objet.PIECE),
    Cause.PIECE_D_UNE_AUTRE_PERSONNE: Choix("a", Objet.PIECE),
    Cause.IDENTITE_DIFFERENTE: Choix("d", Objet.DOSSIER),
    Cause.PIECE_MANQUANTE: Choix("m", Objet.DOSSIER),
    Cause.PHOTO_INUTILISABLE: Choix("h", Objet.EPHOTO),
    Cause.VISAGE_TAILLE: Choix("1", Objet.EPHOTO),
    Cause.VISAGE_PLACE: Choix("2", Objet.EPHOTO),
    Cause.VISAGE_COUPE: Choix("3", Objet.EPHOTO),
    Cause.VISAGE_PENCHE: Choix("4", Objet.EPHOTO),
    Cause.VISAGE_TOURNE: Choix("5", Objet.EPHOTO),
    Cause.YEUX_INVISIBLES: Choix("6", Objet.EPHOTO),
    Cause.YEUX_ROUGES: Choix("7", Objet.EPHOTO),
    Cause.REFLET_LUNETTES: Choix("8", Objet.EPHOTO),
    Cause.FOND_PHOTO: Choix("9", Objet.EPHOTO),
    Cause.LUMIERE_INEGALE: Choix("0", Objet.EPHOTO),
    Cause.SANS_COULEUR: Choix("e", Objet.EPHOTO),
    Cause.COULEUR_FAUSSEE: Choix("j", Objet.EPHOTO),
    Cause.PHOTO_REPRODUITE: Choix("q", Objet.EPHOTO),
    Cause.PHOTO_DESSINEE: Choix("u", Objet.EPHOTO),
    Cause.PLUSIEURS_VISAGES: Choix("w", Objet.EPHOTO),
    Cause.PROPORTIONS_PHOTO: Choix("k", Objet.EPHOTO),
    Cause.SIGNATURE_VIDE: Choix("g", Objet.EPHOTO),
    Cause.SIGNATURE_COUPEE: Choix("t", Objet.EPHOTO),
    Cause.SIGNATURE_MULTIPLE: Choix("y", Objet.EPHOTO),
    Cause.SIGNATURE_ENCADREE: Choix("z", Objet.EPHOTO),
}
"""First what is wrong with the image, then with the paper, then with photo and signature. What the upload itself
refuses (formats, weight, viruses) is not there: no agent ever sees it."""


class Faute(NamedTuple):
    champ: str
    detail: str


def faute(code: str, piece: UUID | None, type_piece: str | None = None) -> Faute | None:
    """Why the list does not admit it, with what to do instead; None when it does."""
    cause = connue(code)
    if cause is None:
        return Faute("code", "Choisissez une cause de la liste : ce code n'y est pas.")
    objet = CHOIX[cause].objet
    if objet is Objet.PIECE and piece is None:
        return Faute("piece", "Désignez la pièce : le déposant doit savoir laquelle remplacer.")
    if objet is Objet.EPHOTO and piece is not None:
        return Faute("piece", "Cette cause concerne la photo ou la signature : ne désignez pas de pièce.")
    if type_piece is not None and (cause is not Cause.PIECE_MANQUANTE or piece is not None):
        return Faute("type_piece", "Nommez un type de pièce seulement pour une pièce qui manque.")
    if type_piece is not None and all(type_piece != connu for connu in Piece):
        return Faute("type_piece", "Choisissez un type de pièce de la liste : celui-ci n'existe pas.")
    return None


def connue(code: str) -> Cause | None:
    return next((cause for cause in CHOIX if cause == code), None)


def de_l_ephoto(code: str) -> bool:
    """Whether only a new photo code puts it right."""
    cause = connue(code)
    return cause is not None and CHOIX[cause].objet is Objet.EPHOTO
