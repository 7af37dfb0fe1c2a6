"""What ctn publishes: e-photos that may be used, verdicts on images. Subject: the demande, or the e-photo."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.events.base import PERSONNEL, Event, Part, TextePersonnel
from contracts.events.parts import CauseRejet, Ephoto

Controle = Annotated[str, Field(description="conforme, a_verifier or non_conforme")]


class EphotoDeposeeV1(Event):
    """Subject: the e-photo. A photographer deposited photo and signature; the code is known by its SHA-256 only."""

    type: ClassVar[str] = "permis.ctn.ephoto-deposee.v1"

    ephoto: Ephoto
    empreinte_code: str  # SHA-256, in hex, of the code without spaces, upper case
    expire_le: datetime


class PieceControleeV1(Event):
    """The engine's verdict on one file, with causes and remedies as they are shown."""

    type: ClassVar[str] = "permis.ctn.piece-controlee.v1"

    piece: UUID
    controle: Controle
    causes: tuple[CauseRejet, ...] = ()
    moteur: str
    controlee_le: datetime


class ChampLu(Part):
    """One field as the paper says it for machines, and as it was entered; nothing to compare with: `egal` is null."""

    champ: str  # nom, prenoms, date_naissance, sexe; titulaire, adresse, date of a 2D-Doc
    lu: TextePersonnel
    saisi: TextePersonnel | None = None
    egal: bool | None = None


class EcartLu(Part):
    """What is wrong with a reading: nom, naissance, perimee, titulaire …, and the sentence that agents read."""

    code: str
    libelle: str


class LectureDePiece(Part):
    """A machine-readable zone or a 2D-Doc; unless it is `fiable`, its fields prove nothing."""

    piece: UUID
    page: int
    genre: str  # mrz or 2d-doc
    format: str
    fiable: bool  # all check digits are right; the signature is genuine
    sceau: str | None = None  # of a 2D-Doc: verifie, inconnu, perime, faux, illisible
    expire_le: Annotated[date | None, PERSONNEL] = None
    ecarts: tuple[EcartLu, ...] = ()
    champs: tuple[ChampLu, ...] = ()


class PiecesLuesV1(Event):
    """What could be read on the pieces of this round beside what was entered: said with the images that are good."""

    type: ClassVar[str] = "permis.ctn.pieces-lues.v1"

    tour: int
    lectures: tuple[LectureDePiece, ...]
    lues_le: datetime


class ImagesConformesV1(Event):
    """All images of this round are good: on to the préfecture."""

    type: ClassVar[str] = "permis.ctn.images-conformes.v1"

    tour: int
    verifiees_le: datetime


class ImagesRefuseesV1(Event):
    """Some images of this round cannot be used: the filer completes (domain.md OP-08)."""

    type: ClassVar[str] = "permis.ctn.images-refusees.v1"

    tour: int
    causes: tuple[CauseRejet, ...]
    commentaire: str | None = None
    verifiees_le: datetime


class FormulaireNumeriseV1(Event):
    """The paper form came and was scanned: photo and signature of this demande are images from now on."""

    type: ClassVar[str] = "permis.ctn.formulaire-numerise.v1"

    ephoto: Ephoto
    numerise_le: datetime


class ImagesConsulteesV1(Event):
    """An agent of the CTN opened the images of a demande: its holder's log shows it, without the agent's name."""

    type: ClassVar[str] = "permis.ctn.images-consultees.v1"

    quoi: str  # dossier, piece, photo or signature
    type_piece: str | None = None
    consultees_le: datetime
