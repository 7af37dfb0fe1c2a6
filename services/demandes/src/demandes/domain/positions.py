"""Where a demande stands in words for everybody: whose turn it is, what comes next; worded by who filed and why."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Detenteur, Statut
from demandes.domain.delais import COMPLEMENT, FORMULAIRE_PHOTO, VALIDATION_USAGER
from demandes.domain.statuts import donne_un_titre


class Position(NamedTuple):
    """`suite` as a school's demande words it; `vous` when the person files for himself or for his ward."""

    detenteur: Detenteur
    suite: str
    vous: str | None = None


POSITIONS: Final[Mapping[Statut, Position]] = {
    Statut.BROUILLON: Position(
        Detenteur.DEPOSANT,
        "L'auto-école termine la saisie ; le candidat est ensuite invité à valider la demande.",
        "Vous terminez la saisie, vous relisez le récapitulatif, puis vous validez la demande.",
    ),
    Statut.ATTENTE_VALIDATION_USAGER: Position(
        Detenteur.CANDIDAT,
        "Le candidat relit la demande, puis la valide ou la refuse depuis son compte, "
        f"dans les {VALIDATION_USAGER.days} jours.",
    ),
    Statut.REFUSEE_USAGER: Position(
        Detenteur.PERSONNE,
        "La demande est close. L'auto-école peut saisir une nouvelle demande ; "
        "le code photo-signature reste utilisable.",
    ),
    Statut.ATTENTE_FORMULAIRE_PHOTO: Position(
        Detenteur.CANDIDAT,
        "Le formulaire de dépôt de photo et de signature est à imprimer, à compléter et à envoyer par courrier simple "
        f"au CTN, dans les {FORMULAIRE_PHOTO.days} jours ; les images sont ensuite vérifiées.",
        "Vous imprimez le formulaire de dépôt de photo et de signature, vous le complétez et l'envoyez par courrier "
        f"simple au CTN, dans les {FORMULAIRE_PHOTO.days} jours ; les images sont ensuite vérifiées.",
    ),
    Statut.VERIFICATION_IMAGES: Position(
        Detenteur.CTN,
        "Le Centre de Traitement et de Numérisation vérifie la qualité de la photo, de la signature et des pièces, "
        "puis transmet la demande à la préfecture ou à la DDT(M).",
    ),
    Statut.A_COMPLETER: Position(
        Detenteur.DEPOSANT,
        f"L'auto-école corrige ce qui est signalé, dans les {COMPLEMENT.days} jours ; "
        "les images sont ensuite vérifiées de nouveau.",
        f"Vous corrigez ce qui est signalé, dans les {COMPLEMENT.days} jours ; "
        "les images sont ensuite vérifiées de nouveau.",
    ),
    Statut.EN_INSTRUCTION: Position(
        Detenteur.PREFECTURE,
        "La préfecture ou la DDT(M) instruit la demande : elle l'accepte, demande un complément ou la rejette.",
    ),
    Statut.ACCEPTEE: Position(
        Detenteur.PERSONNE,
        "L'inscription est acceptée : l'attestation d'inscription est à imprimer et à présenter à l'examen.",
    ),
    Statut.REJETEE: Position(
        Detenteur.PERSONNE,
        "La demande est close. Une nouvelle demande, avec un nouveau code photo-signature, est nécessaire.",
    ),
    Statut.EXPIREE: Position(
        Detenteur.PERSONNE,
        "La demande est close : un délai est dépassé, ou elle a été retirée. Une nouvelle demande est nécessaire.",
    ),
    Statut.EN_PRODUCTION: Position(
        Detenteur.IMPRIMERIE,
        "L'Imprimerie Nationale produit le titre, puis le remet à La Poste.",
    ),
    Statut.PRODUITE: Position(
        Detenteur.IMPRIMERIE,
        "Le titre est produit : l'Imprimerie Nationale le remet à La Poste.",
    ),
    Statut.EXPEDIEE: Position(
        Detenteur.POSTE,
        "La Poste présente le titre à l'adresse de la demande et le remet contre signature.",
        "La Poste vous présente le titre à l'adresse de la demande et vous le remet contre signature.",
    ),
    Statut.EN_INSTANCE: Position(
        Detenteur.POSTE,
        "Le titre attend son titulaire au bureau de poste pendant quinze jours après le passage du facteur ; "
        "il est ensuite retourné à l'ANTS.",
        "Le titre vous attend au bureau de poste pendant quinze jours après le passage du facteur ; "
        "il est ensuite retourné à l'ANTS.",
    ),
    Statut.REMISE: Position(
        Detenteur.PERSONNE,
        "La demande est close : le titre est entre les mains de son titulaire.",
        "La demande est close : le titre vous a été remis.",
    ),
    Statut.RETOURNEE: Position(
        Detenteur.ANTS,
        "L'ANTS garde le titre pendant six mois : son titulaire peut demander un nouvel envoi ; "
        "passé ce délai, le titre est détruit.",
        "L'ANTS garde le titre pendant six mois : vous pouvez demander un nouvel envoi ; "
        "passé ce délai, le titre est détruit.",
    ),
    Statut.DETRUITE: Position(
        Detenteur.PERSONNE,
        "La demande est close : le titre, qui n'a pas été réclamé, est détruit. Une nouvelle demande est nécessaire.",
    ),
}

TITRE_A_PRODUIRE: Final = Position(
    Detenteur.PREFECTURE,
    "La demande est acceptée : la préfecture commande le titre à l'Imprimerie Nationale.",
)
"""« Demande acceptée » when the motif makes a card: not an end yet."""

SOUS_MANDAT: Final[Mapping[Statut, Position]] = {
    Statut.BROUILLON: Position(
        Detenteur.DEPOSANT,
        "L'auto-école termine la saisie et valide la demande : elle détient le mandat signé par le candidat.",
    ),
    Statut.ATTENTE_FORMULAIRE_PHOTO: Position(
        Detenteur.DEPOSANT,
        "L'auto-école envoie par courrier simple au CTN le formulaire de dépôt de photo et de signature, "
        f"dans les {FORMULAIRE_PHOTO.days} jours ; les images sont ensuite vérifiées.",
    ),
}
"""Where a paper mandate changes whose turn it is (domain.md §2.1, §4.2 row 3b)."""


def position_de(statut: Statut, motif: Motif, depose_par: Role, *, mandat_papier: bool) -> Position:
    """The words of this demande."""
    if statut is Statut.ACCEPTEE and donne_un_titre(motif):
        return TITRE_A_PRODUIRE
    position = POSITIONS[statut]
    if mandat_papier:
        position = SOUS_MANDAT.get(statut, position)
    if depose_par is Role.USAGER and position.vous is not None:
        return position._replace(suite=position.vous)
    return position
