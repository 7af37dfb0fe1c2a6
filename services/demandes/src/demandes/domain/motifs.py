"""The motifs as one table: who files, what is asked, which pieces, which documents, how it ends (domain.md §2, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from contracts.errors import RuleBroken
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain import conditions as c
from demandes.domain.categories import SANS_EXAMEN
from demandes.domain.champs import Question
from demandes.domain.conditions import Condition

ECOLE, PERSONNE = Role.AUTO_ECOLE, Role.USAGER

TOUTES = frozenset(Categorie)
A_EXAMEN = TOUTES - SANS_EXAMEN


class MotifNonOuvert(RuleBroken):
    slug = "motif-non-ouvert"
    title = "Cette démarche ne se dépose pas depuis ce compte"
    kind = "interdit"


@dataclass(frozen=True)
class Regle:
    """One motif. `ailleurs` tells who may not file it what to do; `plusieurs`: several categories in one demande.

    `questions` are asked at step 1 beside those of every motif; `premier` asks whether it is a first licence.
    `obtention`: the categories are nouvelle, not held yet, or perhaps completed by a formation, or acquise long ago.
    """

    deposants: frozenset[Role]
    ailleurs: str
    categories: frozenset[Categorie]
    plusieurs: bool
    fin: Literal["inscription", "titre"]
    obtention: Literal["nouvelle", "formation", "acquise"] = field(default="acquise", kw_only=True)
    pieces: Mapping[Piece, Condition]
    questions: tuple[Question, ...] = ()
    documents: tuple[Document, ...] = (Document.JUSTIFICATIF_DEPOT,)
    premier: bool = False
    declarations: bool = False
    mandat_papier: bool = True
    neph: bool = False
    examen: bool = False
    sources: str = field(default="", kw_only=True)

    @property
    def statut_final(self) -> Statut:
        """Where a demande that goes well ends."""
        return Statut.ACCEPTEE if self.fin == "inscription" else Statut.REMISE


DOCUMENTS_RESERVES: Mapping[Document, frozenset[Categorie]] = {Document.RECEPISSE_DEPOT: frozenset({Categorie.B})}
"""Made for these categories alone (seeds 000, 002; domain.md OP-10)."""

COMMUNES: Mapping[Piece, Condition] = {
    Piece.IDENTITE: c.TOUJOURS,
    Piece.DOMICILE: c.TOUJOURS,
    Piece.HEBERGEMENT: c.HEBERGE,
    Piece.IDENTITE_HEBERGEANT: c.HEBERGE,
    Piece.SEJOUR: c.SEJOUR,
    Piece.RESIDENCE_NORMALE: c.RESIDENCE,
    Piece.IDENTITE_REPRESENTANT: c.REPRESENTE,
    Piece.AUTRE: c.FACULTATIVE,
}
"""Asked whatever the motif."""

DE_L_EXAMEN: Mapping[Piece, Condition] = {
    Piece.SERVICE_NATIONAL: c.FRANCAIS_16_24,
    Piece.PERMIS: c.AJOUT,
    Piece.QUALIFICATION: c.QUALIFIE,
}

PERSONNE_SEULE = "Cette démarche se dépose par la personne elle-même, depuis son compte « Particulier »."
ECOLE_SEULE = "Cette démarche se dépose par l'auto-école qui a assuré la formation, depuis son compte professionnel."

MOTIFS: Mapping[Motif, Regle] = {
    Motif.INSCRIPTION: Regle(
        deposants=frozenset({ECOLE, PERSONNE}),
        ailleurs="",
        categories=A_EXAMEN,
        plusieurs=False,
        fin="inscription",
        obtention="nouvelle",
        premier=True,
        declarations=True,
        documents=(Document.JUSTIFICATIF_DEPOT, Document.RECEPISSE_DEPOT, Document.ATTESTATION_INSCRIPTION),
        pieces={**COMMUNES, **DE_L_EXAMEN, Piece.ASSR: c.FACULTATIVE, Piece.AVIS_MEDICAL: c.MEDICAL},
        sources="seeds 002, 003, 004; OP-18",
    ),
    Motif.TITRE_EXAMEN: Regle(
        deposants=frozenset({ECOLE, PERSONNE}),
        ailleurs="",
        categories=A_EXAMEN,
        plusieurs=False,
        fin="titre",
        obtention="nouvelle",
        premier=True,
        neph=True,
        examen=True,
        questions=(Question("titre_obtention"),),
        pieces={
            **COMMUNES,
            **DE_L_EXAMEN,
            Piece.ASSR: c.ASSR_AU_TITRE,
            Piece.AVIS_MEDICAL: c.MEDICAL_OU_RETOUR,
            Piece.TESTS_PSYCHOTECHNIQUES: c.RETOUR_AU_PERMIS,
            Piece.CEPC: c.FACULTATIVE,
            Piece.TAXE_REGIONALE: c.TAXE,
        },
        sources="seeds 000, 002, 003; OP-17",
    ),
    Motif.TITRE_FORMATION: Regle(
        deposants=frozenset({ECOLE}),
        ailleurs=ECOLE_SEULE,
        categories=frozenset({Categorie.AM, Categorie.A, Categorie.B}),
        plusieurs=False,
        fin="titre",
        obtention="formation",
        questions=(Question("formation_nature"), Question("formation_le"), Question("a2_depuis", obligatoire=False)),
        pieces={
            **COMMUNES,
            Piece.ATTESTATION_FORMATION: c.TOUJOURS,
            Piece.PERMIS: c.PERMIS_DETENU,
            Piece.ASSR: c.ASSR_AM,
            Piece.SERVICE_NATIONAL: c.FRANCAIS_16_24,
            Piece.AVIS_MEDICAL: c.MEDICAL,
            Piece.TAXE_REGIONALE: c.TAXE,
        },
        sources="seed 002",
    ),
    Motif.PERTE: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=TOUTES,
        plusieurs=True,
        fin="titre",
        mandat_papier=False,
        questions=(Question("perte_le"), Question("perte_lieu")),
        documents=(Document.JUSTIFICATIF_DEPOT, Document.ATTESTATION_DROITS),
        pieces={
            **COMMUNES,
            Piece.TIMBRE_FISCAL: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.MEDICAL,
            Piece.TAXE_REGIONALE: c.TAXE,
        },
        sources="seeds 000, 003; OP-20, OP-21, OP-22",
    ),
    Motif.VOL: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=TOUTES,
        plusieurs=True,
        fin="titre",
        mandat_papier=False,
        questions=(Question("vol_le"), Question("vol_lieu"), Question("vol_reference", obligatoire=False)),
        pieces={
            **COMMUNES,
            Piece.DECLARATION_VOL: c.TOUJOURS,
            Piece.TIMBRE_FISCAL: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.MEDICAL,
            Piece.TAXE_REGIONALE: c.TAXE,
        },
        sources="seed 003; OP-21, OP-22",
    ),
    Motif.DETERIORATION: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=TOUTES,
        plusieurs=True,
        fin="titre",
        pieces={
            **COMMUNES,
            Piece.PERMIS: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.MEDICAL,
            Piece.TAXE_REGIONALE: c.TAXE,
        },
        sources="seed 003",
    ),
    Motif.FIN_DE_VALIDITE: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=TOUTES,
        plusieurs=True,
        fin="titre",
        questions=(Question("fin_validite_le", obligatoire=False),),
        pieces={
            **COMMUNES,
            Piece.PERMIS: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.MEDICAL,
            Piece.TAXE_REGIONALE: c.TAXE,
        },
        sources="seed 003",
    ),
    Motif.ETAT_CIVIL: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=TOUTES,
        plusieurs=True,
        fin="titre",
        questions=(Question("etat_civil_changement"),),
        pieces={
            **COMMUNES,
            Piece.PERMIS: c.TOUJOURS,
            Piece.ACTE_ETAT_CIVIL: c.TOUJOURS,
            Piece.TAXE_REGIONALE: c.TAXE_SAUF_MARIAGE,
        },
        sources="seed 003; domain.md §2.7",
    ),
    Motif.CONVERSION: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=TOUTES,
        plusieurs=True,
        fin="titre",
        obtention="nouvelle",
        questions=(Question("brevet_le"),),
        pieces={
            **COMMUNES,
            Piece.BREVET_MILITAIRE: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.MEDICAL,
            Piece.QUALIFICATION: c.QUALIFIE,
        },
        sources="seeds 003, 004; domain.md §2.5",
    ),
    Motif.DIPLOME: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=frozenset({Categorie.B, Categorie.BE, Categorie.C, Categorie.CE, Categorie.D, Categorie.DE}),
        plusieurs=True,
        fin="titre",
        obtention="nouvelle",
        questions=(Question("diplome_nature"), Question("diplome_le")),
        pieces={
            **COMMUNES,
            Piece.DIPLOME: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.MEDICAL,
            Piece.SERVICE_NATIONAL: c.FRANCAIS_16_24,
        },
        sources="seeds 003, 004; domain.md §3.2",
    ),
    Motif.INVALIDATION: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=f"{PERSONNE_SEULE} Après la réussite à l'examen, l'auto-école peut déposer la demande de titre.",
        categories=A_EXAMEN,
        plusieurs=True,
        fin="inscription",
        obtention="nouvelle",
        questions=(Question("retrait_nature"), Question("retrait_le"), Question("retrait_mois")),
        documents=(Document.JUSTIFICATIF_DEPOT, Document.ATTESTATION_INSCRIPTION),
        pieces={
            **COMMUNES,
            Piece.DECISION_RETRAIT: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.TOUJOURS,
            Piece.TESTS_PSYCHOTECHNIQUES: c.TOUJOURS,
            Piece.SERVICE_NATIONAL: c.FRANCAIS_16_24,
        },
        sources="seeds 002, 003, 004",
    ),
    Motif.SUSPENSION: Regle(
        deposants=frozenset({PERSONNE}),
        ailleurs=PERSONNE_SEULE,
        categories=TOUTES,
        plusieurs=True,
        fin="titre",
        questions=(Question("suspension_autorite"), Question("suspension_le"), Question("suspension_mois")),
        pieces={
            **COMMUNES,
            Piece.DECISION_SUSPENSION: c.TOUJOURS,
            Piece.AVIS_MEDICAL: c.SUSPENSION_D_UN_MOIS,
            Piece.TESTS_PSYCHOTECHNIQUES: c.SUSPENSION_DE_SIX_MOIS,
            Piece.PERMIS: c.FACULTATIVE,
        },
        sources="seeds 003, 004",
    ),
}


def verifier_deposant_du_motif(motif: Motif, role: Role) -> None:
    """Raises MotifNonOuvert, with who may file instead (domain.md §2.1, OP-22)."""
    regle = MOTIFS[motif]
    if role not in regle.deposants:
        raise MotifNonOuvert(f"« {motif.libelle} » : {regle.ailleurs}")
