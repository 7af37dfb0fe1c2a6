"""What is read on a paper and held against the demande, as a table; and on which papers what is read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pieces import Piece
from ctn_verification.domain.releve import Genre

IDENTITES = frozenset({Piece.IDENTITE, Piece.SEJOUR})
"""Papers that must be the candidate's own, and in force."""

LECTURES: Mapping[str, frozenset[Genre]] = {
    Piece.IDENTITE: frozenset({Genre.MRZ, Genre.DEUX_D_DOC}),
    Piece.SEJOUR: frozenset({Genre.MRZ, Genre.DEUX_D_DOC}),
    Piece.PERMIS: frozenset({Genre.MRZ}),
    Piece.IDENTITE_HEBERGEANT: frozenset({Genre.MRZ}),
    Piece.IDENTITE_REPRESENTANT: frozenset({Genre.MRZ}),
    Piece.DOMICILE: frozenset({Genre.DEUX_D_DOC}),
}
"""On which papers the engine looks for what; on all others for nothing."""

ANNEES_DE_TOLERANCE: Mapping[tuple[str, str], int] = {("P", "FRA"): 5, ("ID", "FRA"): 5}
"""By the first letters of the paper and its state: how long it still proves an identity (domain.md §2.6)."""

MOIS_DU_JUSTIFICATIF = 6  # domain.md OP-02
FISCAUX = frozenset({"04", "18", "24", "27", "28"})
"""2D-Doc of a tax office: they come once a year, so that their age alone refuses nobody."""


class Critere(StrEnum):
    """What may be found wrong with what was read."""

    ZONE_INTROUVABLE = "zone_introuvable"
    CHIFFRES_FAUX = "chiffres_faux"
    PERIMEE = "perimee"
    NOM = "nom"
    NOM_PROCHE = "nom_proche"
    NOM_D_USAGE = "nom_d_usage"
    PRENOMS = "prenoms"
    PRENOMS_PROCHES = "prenoms_proches"
    PRENOMS_MANQUANTS = "prenoms_manquants"
    NAISSANCE = "naissance"
    SEXE = "sexe"
    CODE_ILLISIBLE = "code_illisible"
    SCEAU_INCONNU = "sceau_inconnu"
    SCEAU_PERIME = "sceau_perime"
    SCEAU_FAUX = "sceau_faux"
    TITULAIRE = "titulaire"
    ADRESSE = "adresse"
    TROP_ANCIEN = "trop_ancien"
    TROP_ANCIEN_FISCAL = "trop_ancien_fiscal"


class RegleLecture(NamedTuple):
    """`refuse`: a refusal; else a doubt, for an agent. Of papers of `types`, of all others when empty."""

    critere: Critere
    types: frozenset[Piece]
    refuse: bool
    cause: Cause
    libelle: str
    remede: str
    source: str


CORRIGER = "Corrigez l'état civil à l'étape 2, ou joignez la pièce d'identité de la personne qui demande le permis."
AGENT = "Un agent vérifiera ; vous pouvez aussi joindre une nouvelle image, à plat et nette."
RIGOUREUX = "seed 000: «rigoureusement identique»"
DOUTE = "what cannot be read is a doubt, never a refusal"

REGLES_LECTURE: Sequence[RegleLecture] = (
    RegleLecture(
        Critere.ZONE_INTROUVABLE,
        IDENTITES,
        False,
        Cause.LECTURE_IMPOSSIBLE,
        "Les lignes de lettres et de chevrons (<<<) de la pièce d'identité n'ont pas été trouvées",
        "Joignez aussi la face qui les porte, entière, à plat et nette ; sinon un agent vérifiera.",
        DOUTE,
    ),
    RegleLecture(
        Critere.CHIFFRES_FAUX,
        frozenset(),
        False,
        Cause.LECTURE_IMPOSSIBLE,
        "Les lignes de lettres et de chevrons (<<<) n'ont pas pu être lues sans erreur",
        AGENT,
        "domain.md §8.3, check digits; " + DOUTE,
    ),
    RegleLecture(
        Critere.PERIMEE,
        IDENTITES,
        True,
        Cause.PIECE_PERIMEE,
        "Cette pièce n'est plus valable",
        "Joignez une pièce en cours de validité ; une carte d'identité ou un passeport français le reste cinq ans de "
        "plus.",
        "domain.md §2.6",
    ),
    RegleLecture(
        Critere.PERIMEE,
        frozenset({Piece.IDENTITE_HEBERGEANT, Piece.IDENTITE_REPRESENTANT}),
        False,
        Cause.PIECE_PERIMEE,
        "Cette pièce semble ne plus être valable",
        AGENT,
        "domain.md §2.4",
    ),
    RegleLecture(
        Critere.NOM,
        IDENTITES,
        True,
        Cause.IDENTITE_DIFFERENTE,
        "Le nom de naissance saisi n'est pas celui de la pièce d'identité",
        CORRIGER,
        RIGOUREUX,
    ),
    RegleLecture(
        Critere.NOM_PROCHE,
        IDENTITES,
        False,
        Cause.IDENTITE_DIFFERENTE,
        "Le nom de naissance saisi ne semble pas écrit comme sur la pièce d'identité",
        "Comparez lettre par lettre et corrigez l'étape 2 si besoin ; sinon un agent vérifiera.",
        RIGOUREUX + "; a sign may have been read wrong",
    ),
    RegleLecture(
        Critere.NOM_D_USAGE,
        IDENTITES,
        False,
        Cause.IDENTITE_DIFFERENTE,
        "La pièce d'identité porte le nom d'usage",
        "Vérifiez le nom de naissance à l'étape 2 ; un agent le comparera à la pièce.",
        "domain.md §2.2: the name at birth is asked for; foreign papers may show the other one",
    ),
    RegleLecture(
        Critere.NOM,
        frozenset({Piece.PERMIS}),
        False,
        Cause.PIECE_D_UNE_AUTRE_PERSONNE,
        "Le nom du permis de conduire n'est pas celui qui est saisi",
        "Joignez le permis de la personne qui fait la demande ; un agent vérifiera.",
        "domain.md §2.4: the licence held; its zone cuts the name",
    ),
    RegleLecture(
        Critere.PRENOMS,
        IDENTITES,
        True,
        Cause.IDENTITE_DIFFERENTE,
        "Les prénoms saisis ne sont pas ceux de la pièce d'identité",
        CORRIGER,
        RIGOUREUX,
    ),
    RegleLecture(
        Critere.PRENOMS_MANQUANTS,
        IDENTITES,
        True,
        Cause.IDENTITE_DIFFERENTE,
        "Les prénoms saisis ne sont pas tous ceux de la pièce d'identité",
        "Saisissez à l'étape 2 tous les prénoms de la pièce d'identité, dans leur ordre.",
        RIGOUREUX + ", all given names",
    ),
    RegleLecture(
        Critere.PRENOMS_PROCHES,
        IDENTITES,
        False,
        Cause.IDENTITE_DIFFERENTE,
        "Les prénoms saisis ne semblent pas écrits comme sur la pièce d'identité",
        "Comparez lettre par lettre et corrigez l'étape 2 si besoin ; sinon un agent vérifiera.",
        RIGOUREUX + "; a sign may have been read wrong",
    ),
    RegleLecture(
        Critere.NAISSANCE,
        IDENTITES,
        True,
        Cause.IDENTITE_DIFFERENTE,
        "La date de naissance saisie n'est pas celle de la pièce d'identité",
        CORRIGER,
        RIGOUREUX + "; the date has a check digit of its own",
    ),
    RegleLecture(
        Critere.SEXE,
        IDENTITES,
        False,
        Cause.IDENTITE_DIFFERENTE,
        "Le sexe saisi ne semble pas être celui de la pièce d'identité",
        "Vérifiez l'étape 2 ; un agent comparera.",
        RIGOUREUX + "; no check digit covers it everywhere",
    ),
    RegleLecture(
        Critere.CODE_ILLISIBLE,
        frozenset(),
        False,
        Cause.LECTURE_IMPOSSIBLE,
        "Le code 2D-Doc n'a pas pu être lu",
        AGENT,
        DOUTE,
    ),
    RegleLecture(
        Critere.SCEAU_INCONNU,
        frozenset(),
        False,
        Cause.LECTURE_IMPOSSIBLE,
        "L'émetteur du code 2D-Doc n'est pas connu de ce service",
        "Un agent vérifiera le document.",
        "domain.md §8.4, trust; " + DOUTE,
    ),
    RegleLecture(
        Critere.SCEAU_PERIME,
        frozenset(),
        False,
        Cause.LECTURE_IMPOSSIBLE,
        "Le code 2D-Doc a été signé hors des dates de son certificat",
        "Un agent vérifiera le document ; vous pouvez aussi en joindre un plus récent.",
        "domain.md §8.4, check dates",
    ),
    RegleLecture(
        Critere.SCEAU_FAUX,
        frozenset(),
        False,
        Cause.LECTURE_IMPOSSIBLE,
        "La signature du code 2D-Doc n'est pas celle de son émetteur",
        "Joignez le document d'origine, tel que son émetteur l'a produit ; un agent vérifiera.",
        "domain.md §8.4, signature; " + DOUTE,
    ),
    RegleLecture(
        Critere.TITULAIRE,
        frozenset({Piece.DOMICILE}),
        False,
        Cause.PIECE_D_UNE_AUTRE_PERSONNE,
        "Le justificatif de domicile est au nom d'une autre personne",
        "Joignez un justificatif à votre nom, ou l'attestation d'hébergement et la pièce d'identité de l'hébergeant.",
        "domain.md §2.4, P-HEB",
    ),
    RegleLecture(
        Critere.ADRESSE,
        frozenset({Piece.DOMICILE}),
        False,
        Cause.PIECE_NON_RECEVABLE,
        "L'adresse du justificatif n'est pas celle de l'étape 3",
        "Corrigez l'adresse à l'étape 3, ou joignez un justificatif de cette adresse ; un agent vérifiera.",
        "domain.md §8.2, date and address",
    ),
    RegleLecture(
        Critere.TROP_ANCIEN,
        frozenset({Piece.DOMICILE}),
        True,
        Cause.PIECE_PERIMEE,
        f"Le justificatif de domicile a plus de {MOIS_DU_JUSTIFICATIF} mois",
        f"Joignez un justificatif de moins de {MOIS_DU_JUSTIFICATIF} mois.",
        "domain.md §2.4, OP-02",
    ),
    RegleLecture(
        Critere.TROP_ANCIEN_FISCAL,
        frozenset({Piece.DOMICILE}),
        False,
        Cause.PIECE_PERIMEE,
        f"L'avis d'impôt a plus de {MOIS_DU_JUSTIFICATIF} mois",
        "Un agent vérifiera que c'est le dernier ; un justificatif plus récent est accepté d'office.",
        "domain.md §2.4; a notice comes once a year",
    ),
)


def regle_de(critere: Critere, type_piece: str) -> RegleLecture | None:
    """None where the table has no word on it: then it does not matter on this paper."""
    return next(
        (
            regle
            for regle in REGLES_LECTURE
            if regle.critere is critere and (not regle.types or type_piece in regle.types)
        ),
        None,
    )
