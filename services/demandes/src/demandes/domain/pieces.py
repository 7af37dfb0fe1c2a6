"""The pièces justificatives: what each asks for, its maximum of pages, and which of them a demande needs."""

from collections.abc import Mapping
from typing import NamedTuple

from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from demandes.domain.conditions import FACULTATIVE, Condition
from demandes.domain.motifs import MOTIFS
from demandes.domain.situation import Situation


class ReglePiece(NamedTuple):
    """One row: `pages_max` counts the pages of all files of the piece together, `fichiers_max` the files.

    Who cannot provide a `dispensable` one may say why instead: the instructor decides.
    """

    pages_max: int
    consigne: str
    source: str
    fichiers_max: int | None = None
    medicale: bool = False
    dispensable: bool = False


PIECES: Mapping[Piece, ReglePiece] = {
    Piece.IDENTITE: ReglePiece(
        2,
        "Images du recto et du verso de votre pièce d'identité, en cours de validité.",
        "seed 004; domain.md §2.4 P-ID",
    ),
    Piece.DOMICILE: ReglePiece(
        5,
        "Veuillez vous assurer que votre justificatif de domicile est daté de moins de six mois. "
        "Attention ! Si le justificatif de domicile n'est pas à votre nom, veuillez ajouter une attestation "
        "d'hébergement et la pièce d'identité de l'hébergeant.",
        "seed 004; domain.md §2.4 P-DOM, OP-02",
    ),
    Piece.HEBERGEMENT: ReglePiece(
        5,
        "Attestation d'hébergement datée et signée par l'hébergeant et l'hébergé, avec la pièce d'identité "
        "de l'hébergeant.",
        "seed 004; domain.md §2.4 P-HEB",
    ),
    Piece.IDENTITE_HEBERGEANT: ReglePiece(
        2,
        "Images du recto et du verso de la pièce d'identité de la personne qui vous héberge.",
        "seed 004; domain.md §2.4 P-HID",
    ),
    Piece.SEJOUR: ReglePiece(
        2,
        "Titre de séjour en cours de validité, recto et verso.",
        "seeds 002, 003; domain.md §2.4 P-SEJ",
    ),
    Piece.RESIDENCE_NORMALE: ReglePiece(
        5,
        "Justificatif d'une résidence normale en France d'au moins 185 jours.",
        "seeds 002, 003; domain.md §2.4 P-RES",
    ),
    Piece.SERVICE_NATIONAL: ReglePiece(
        1,
        "Certificat de participation à la journée défense et citoyenneté (JDC), attestation de recensement "
        "ou attestation d'exemption.",
        "seeds 002, 003; domain.md §2.4 P-JDC, OP-04",
        dispensable=True,
    ),
    Piece.ASSR: ReglePiece(
        1,
        "Attestation scolaire de sécurité routière de second niveau (ASSR2) ou attestation de sécurité routière (ASR). "
        "Perdue, elle est remplacée par une déclaration sur l'honneur.",
        "seeds 002, 003; domain.md §2.4 P-ASSR, OP-03",
        dispensable=True,
    ),
    Piece.PERMIS: ReglePiece(
        2,
        "Copie recto et verso, en couleur, du permis de conduire que vous détenez.",
        "seeds 002, 003; domain.md §2.4 P-PERMIS",
        dispensable=True,
    ),
    Piece.AVIS_MEDICAL: ReglePiece(
        2,
        "Avis médical (cerfa n° 14880) de moins de deux ans, rempli par un médecin agréé par le préfet, "
        "qui n'est pas votre médecin traitant.",
        "seeds 002, 004; domain.md §3.3 P-MED",
        medicale=True,
    ),
    Piece.TESTS_PSYCHOTECHNIQUES: ReglePiece(
        2,
        "Résultat de l'examen psychotechnique, de moins de deux ans.",
        "seed 003; domain.md §2.4 P-PSY",
        medicale=True,
    ),
    Piece.ATTESTATION_FORMATION: ReglePiece(
        1,
        "Attestation de formation AM, A, B96 ou levée du code 78, délivrée par l'école de conduite.",
        "seeds 002, 003; domain.md §2.4 P-FORM",
    ),
    Piece.DIPLOME: ReglePiece(
        5,
        "Copie du diplôme ou du titre professionnel.",
        "seed 004; domain.md §2.4 P-DIPL",
    ),
    Piece.BREVET_MILITAIRE: ReglePiece(
        2,
        "Volet de conversion du brevet militaire, signé par l'autorité militaire.",
        "domain.md §2.4 P-BREV",
    ),
    Piece.CEPC: ReglePiece(
        1,
        "Certificat d'examen du permis de conduire, avis favorable. L'instructeur vérifie la réussite avec le numéro "
        "NEPH ; le certificat peut accélérer la vérification.",
        "domain.md §2.4 P-CEPC, OP-17",
    ),
    Piece.DECISION_RETRAIT: ReglePiece(
        2,
        "Décision d'invalidation (réf. 44, remise du permis après solde nul) ou d'annulation judiciaire (réf. 7).",
        "seed 003; domain.md §2.4 P-REF44, P-REF07",
    ),
    Piece.DECISION_SUSPENSION: ReglePiece(
        5,
        "Arrêté préfectoral (réf. 3F) ou jugement qui prononce la suspension.",
        "domain.md §2.4 P-DEC",
    ),
    Piece.DECLARATION_VOL: ReglePiece(
        1,
        "Récépissé de la déclaration de vol, remis par la police ou la gendarmerie.",
        "domain.md §2.4 P-PLAINTE",
    ),
    Piece.ACTE_ETAT_CIVIL: ReglePiece(
        5,
        "Acte, jugement ou livret de famille qui prouve le changement d'état civil.",
        "domain.md §2.4 P-ACTE",
    ),
    Piece.IDENTITE_REPRESENTANT: ReglePiece(
        2,
        "Images du recto et du verso de la pièce d'identité du représentant légal.",
        "seeds 002, 003; domain.md §2.4 P-REPR",
    ),
    Piece.TAXE_REGIONALE: ReglePiece(
        1,
        "Preuve de paiement de la taxe régionale, à régler auprès du régisseur des recettes de la préfecture, "
        "par carte bancaire ou par chèque.",
        "seed 002; domain.md §2.4 P-TAXE, OP-29",
    ),
    Piece.TIMBRE_FISCAL: ReglePiece(
        1,
        "Timbre fiscal électronique de 25 € (12,50 € en Guyane), acheté depuis moins de douze mois.",
        "domain.md §1.2, §2.5",
    ),
    Piece.QUALIFICATION: ReglePiece(
        2,
        "Justificatif de la FIMO ou du diplôme (CAP, BEP, BAC PRO, TP) qui abaisse l'âge des catégories lourdes.",
        "domain.md §2.4 P-FIMO",
    ),
    Piece.AUTRE: ReglePiece(
        25,
        "Vous pouvez également ajouter jusqu'à 5 pièces justificatives que vous jugez nécessaires.",
        "seed 004; pages: domain.md OP-25",
        fichiers_max=5,
    ),
}


def pieces_requises(situation: Situation) -> list[Piece]:
    """In the order of the table."""
    return [piece for piece, condition in conditions(situation.motif) if condition.vraie(situation)]


def superflue(piece: Piece, situation: Situation) -> bool:
    """Whether nothing asks for it, nor leaves the person free to add it: so after an earlier answer has changed."""
    condition = MOTIFS[situation.motif].pieces.get(piece)
    return condition is None or not (condition is FACULTATIVE or condition.vraie(situation))


def conditions(motif: Motif) -> list[tuple[Piece, Condition]]:
    """The pieces of a motif with when each is asked for, in the order of the table."""
    siennes = MOTIFS[motif].pieces
    return [(piece, siennes[piece]) for piece in PIECES if piece in siennes]


def contenu_lisible(piece: Piece, role: Role) -> bool:
    """A school never sees a medical piece again once it has sent it (domain.md §9, retention and rights)."""
    return not (PIECES[piece].medicale and role is Role.AUTO_ECOLE)
