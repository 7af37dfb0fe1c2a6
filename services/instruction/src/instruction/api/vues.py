"""How a dossier is shown to an instructor of its préfecture."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from contracts.events.ctn import LectureDePiece
from contracts.events.parts import CauseRejet, Dossier
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from instruction.domain.dossier import LIBELLES, DossierInstruit
from instruction.domain.indices import indices
from instruction.domain.promesses import jours_promis


class PriseVue(BaseModel):
    """Who has it in hand: for colleagues only."""

    instructeur: UUID
    nom: str
    depuis: datetime
    jusqu_a: datetime


class DossierEnListe(BaseModel):
    """A line of the queue."""

    demande: UUID
    numero: str
    nom: str
    prenom: str
    motif: str
    categorie: str
    etat: str
    libelle_etat: str
    tour: int
    recu_le: datetime
    decide_le: datetime | None
    version: int
    transmis_le: datetime
    complement_revenu: bool
    urgence: str | None
    en_retard_le: datetime | None
    raison_retard: str | None
    prise: PriseVue | None

    @classmethod
    def of(cls, dossier: DossierInstruit) -> Self:
        return cls.model_validate(_ligne(dossier))


class PieceVue(BaseModel):
    """`maintenue`: the machine refused it, the filer kept it for this `raison`, and an agent of the CTN took it."""

    id: UUID
    type: str
    libelle: str
    controle: str
    format: str
    taille: int
    pages: int
    maintenue: bool
    raison: str | None


class ChampCompare(BaseModel):
    """`lu` as the paper has it for machines, `saisi` as it was entered; `egal` is null with nothing to compare with."""

    champ: str
    lu: str
    saisi: str | None
    egal: bool | None


class EcartVu(BaseModel):
    code: str
    libelle: str


class LectureVue(BaseModel):
    """A zone (mrz) or a code (2d-doc) on a page of the piece; unless `fiable`, its fields prove nothing."""

    page: int
    genre: str
    format: str
    fiable: bool
    sceau: str | None
    expire_le: date | None
    ecarts: list[EcartVu]
    champs: list[ChampCompare]


class PieceLue(PieceVue):
    """`lectures`: what the CTN read on it, beside what was entered."""

    lectures: list[LectureVue]


class DossierVue(DossierEnListe):
    """All of it."""

    libelle_motif: str
    libelle_categorie: str
    dossier: Dossier
    pieces: Sequence[PieceVue]
    neph: str | None
    causes: list[CauseRejet]
    commentaire: str | None

    @classmethod
    def of(cls, dossier: DossierInstruit) -> Self:
        contenu = dossier.dossier
        return cls.model_validate(
            {
                **_ligne(dossier),
                "libelle_motif": libelle(Motif, contenu.motif),
                "libelle_categorie": libelle(Categorie, contenu.categorie),
                "dossier": contenu,
                "pieces": [
                    PieceVue(
                        id=piece.id,
                        type=piece.type,
                        libelle=libelle(Piece, piece.type),
                        controle=piece.controle,
                        format=piece.fichier.format,
                        taille=piece.fichier.taille,
                        pages=piece.fichier.pages,
                        maintenue=piece.maintenue,
                        raison=piece.raison,
                    )
                    for piece in contenu.pieces
                ],
                "neph": dossier.neph,
                "causes": list(dossier.causes),
                "commentaire": dossier.commentaire,
            }
        )


class DecisionVue(BaseModel):
    """A decision, signed and dated."""

    tour: int
    decision: str
    decide_le: datetime
    signe_par: str | None


class DossierOuvert(DossierVue):
    """All of it, what the rules say of it, what was decided before, and how many messages wait to be read."""

    pieces: Sequence[PieceLue]
    messages_non_lus: int
    indices: list[str]
    historique: list[DecisionVue]

    @classmethod
    def avec(
        cls,
        dossier: DossierInstruit,
        non_lus: int,
        historique: Sequence[Mapping[str, object]],
        lectures: Sequence[LectureDePiece],
        aujourd_hui: date,
    ) -> Self:
        vue = DossierVue.of(dossier)
        pieces = [
            {**vars(piece), "lectures": [lue.model_dump() for lue in lectures if lue.piece == piece.id]}
            for piece in vue.pieces
        ]
        return cls.model_validate(
            {
                **vars(vue),
                "pieces": pieces,
                "messages_non_lus": non_lus,
                "indices": indices(dossier.dossier, aujourd_hui),
                "historique": list(historique),
            }
        )


def _ligne(dossier: DossierInstruit) -> dict[str, object]:
    personne = dossier.dossier.etat_civil
    return {
        "demande": dossier.demande,
        "numero": dossier.dossier.numero,
        "nom": personne.nom_usage or personne.nom_naissance,
        "prenom": personne.prenoms[0],
        "motif": dossier.dossier.motif,
        "categorie": dossier.dossier.categorie,
        "etat": dossier.etat.value,
        "libelle_etat": LIBELLES[dossier.etat],
        "tour": dossier.tour,
        "recu_le": dossier.recu_le,
        "decide_le": dossier.decide_le,
        "version": dossier.version,
        "transmis_le": dossier.attend_depuis,
        "complement_revenu": dossier.complement_revenu,
        "urgence": dossier.urgence,
        "en_retard_le": dossier.en_retard_le,
        "raison_retard": _raison_retard(dossier),
        "prise": None if dossier.prise is None else dossier.prise._asdict(),
    }


def _raison_retard(dossier: DossierInstruit) -> str | None:
    if dossier.en_retard_le is None:
        return None
    return f"Sans décision après {jours_promis(dossier.dossier.motif)} jours, le délai promis pour ce motif."
