"""The pièces justificatives of a demande: what each asks for, its maximum of pages, when it is required."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role

UNION_EUROPEENNE = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV"}
    | {"MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
LIBRE_CIRCULATION = UNION_EUROPEENNE | {"IS", "LI", "NO", "CH", "AD", "MC", "SM", "VA"}
"""Nationalities that need no titre de séjour (domain.md §2.4, P-SEJ and P-RES)."""


@dataclass(frozen=True)
class Situation:
    """What of a demande decides which pieces it needs."""

    premier_permis: bool
    visite_medicale: bool
    affection: bool
    pension_invalidite: bool
    vehicule_amenage: bool
    nationalite: str
    age: int
    jointes: frozenset[Piece] = frozenset()


class Condition(NamedTuple):
    libelle: str  # shown to the person who files
    vraie: Callable[[Situation], bool]


class ReglePiece(NamedTuple):
    """One row: `pages_max` counts the pages of all files of the piece together, `fichiers_max` the files."""

    pages_max: int
    consigne: str
    condition: Condition
    source: str
    fichiers_max: int | None = None
    medicale: bool = False


TOUJOURS = Condition("dans tous les cas", lambda s: True)
FACULTATIVE = Condition("si vous le jugez nécessaire", lambda s: False)
FRANCAIS_16_24 = Condition("Français de 16 à 24 ans", lambda s: s.nationalite == "FR" and 16 <= s.age < 25)
SEJOUR = Condition("nationalité hors Union européenne", lambda s: s.nationalite not in LIBRE_CIRCULATION)
RESIDENCE = Condition(
    "nationalité d'un autre État de l'Union européenne ou assimilé",
    lambda s: s.nationalite in LIBRE_CIRCULATION - {"FR"},
)
AJOUT = Condition("ajout de catégorie à un permis existant", lambda s: not s.premier_permis)
MEDICAL = Condition(
    "visite médicale, affection déclarée, pension d'invalidité ou véhicule aménagé",
    lambda s: s.visite_medicale or s.affection or s.pension_invalidite or s.vehicule_amenage,
)
HEBERGE = Condition(
    "si le justificatif de domicile n'est pas au nom du candidat",
    lambda s: bool(s.jointes & {Piece.HEBERGEMENT, Piece.IDENTITE_HEBERGEANT}),
)

PIECES: Mapping[Piece, ReglePiece] = {
    Piece.IDENTITE: ReglePiece(
        2,
        "Images du recto et du verso de votre pièce d'identité, en cours de validité.",
        TOUJOURS,
        "seed 004; domain.md §2.4 P-ID",
    ),
    Piece.DOMICILE: ReglePiece(
        5,
        "Veuillez vous assurer que votre justificatif de domicile est daté de moins de six mois. "
        "Attention ! Si le justificatif de domicile n'est pas à votre nom, veuillez ajouter une attestation "
        "d'hébergement et la pièce d'identité de l'hébergeant.",
        TOUJOURS,
        "seed 004; domain.md §2.4 P-DOM, OP-02",
    ),
    Piece.HEBERGEMENT: ReglePiece(
        5,
        "Attestation d'hébergement datée et signée par l'hébergeant et l'hébergé, avec la pièce d'identité "
        "de l'hébergeant.",
        HEBERGE,
        "seed 004; domain.md §2.4 P-HEB",
    ),
    Piece.IDENTITE_HEBERGEANT: ReglePiece(
        2,
        "Images du recto et du verso de la pièce d'identité de la personne qui vous héberge.",
        HEBERGE,
        "seed 004; domain.md §2.4 P-HID",
    ),
    Piece.SEJOUR: ReglePiece(
        2,
        "Titre de séjour en cours de validité, recto et verso.",
        SEJOUR,
        "seeds 002, 003; domain.md §2.4 P-SEJ",
    ),
    Piece.RESIDENCE_NORMALE: ReglePiece(
        5,
        "Justificatif d'une résidence normale en France d'au moins 185 jours.",
        RESIDENCE,
        "seeds 002, 003; domain.md §2.4 P-RES",
    ),
    Piece.SERVICE_NATIONAL: ReglePiece(
        1,
        "Certificat de participation à la journée défense et citoyenneté (JDC), attestation de recensement "
        "ou attestation d'exemption.",
        FRANCAIS_16_24,
        "seeds 002, 003; domain.md §2.4 P-JDC, OP-04",
    ),
    Piece.ASSR: ReglePiece(
        1,
        "Attestation scolaire de sécurité routière de second niveau (ASSR2) ou attestation de sécurité routière (ASR). "
        "Elle sera demandée avec le titre, après l'examen.",
        FACULTATIVE,
        "seed 003; domain.md OP-03",
    ),
    Piece.PERMIS: ReglePiece(
        2,
        "Copie recto et verso, en couleur, du permis de conduire que vous détenez.",
        AJOUT,
        "seeds 002, 003; domain.md §2.4 P-PERMIS",
    ),
    Piece.AVIS_MEDICAL: ReglePiece(
        2,
        "Avis médical (cerfa n° 14880) de moins de deux ans, rempli par un médecin agréé par le préfet, "
        "qui n'est pas votre médecin traitant.",
        MEDICAL,
        "seeds 002, 004; domain.md §3.3 P-MED",
        medicale=True,
    ),
    Piece.AUTRE: ReglePiece(
        25,
        "Vous pouvez également ajouter jusqu'à 5 pièces justificatives que vous jugez nécessaires.",
        FACULTATIVE,
        "seed 004; pages: domain.md OP-25",
        fichiers_max=5,
    ),
}


def pieces_requises(situation: Situation) -> list[Piece]:
    """In the order of the table."""
    return [piece for piece, regle in PIECES.items() if regle.condition.vraie(situation)]


def contenu_lisible(piece: Piece, role: Role) -> bool:
    """A school never sees a medical piece again once it has sent it (domain.md §9, retention and rights)."""
    return not (PIECES[piece].medicale and role is Role.AUTO_ECOLE)
