"""The agents' queue: dossiers that wait for one of them, and one dossier with all that the engine found."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from contracts.events.parts import PieceJointe
from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.pieces import Piece
from ctn_verification.api.ephotos import ControleDit
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.domain.dossier import Dossier
from ctn_verification.domain.examen import DossierIntrouvable
from ctn_verification.domain.verdict import Verdict
from ctn_verification.storage import file_d_attente, verdicts
from ctn_verification.storage.dossiers import dossier_of

router = APIRouter(prefix="/api/ctn/dossiers", tags=["dossiers"])


class EnAttente(BaseModel):
    demande: UUID
    numero: str
    motif: str
    categorie: str
    prefecture: str
    tour: int
    depuis: datetime
    pieces: int
    a_verifier: int = Field(description="Pieces on which the engine has a doubt.")


class EtatCivilMinimal(BaseModel):
    nom_naissance: str
    nom_usage: str | None
    prenoms: list[str]
    date_naissance: date


class ImageVue(ControleDit):
    mesures: list[dict[str, float]] = Field(description="One object for each page.")
    moteur: str = Field(description="The engine's version: `GET /api/ctn/moteurs/{version}` has its thresholds.")


class PieceVue(BaseModel):
    id: UUID
    type: str
    libelle: str
    format: str
    pages: int
    avis: bool | None = Field(description="What an agent said of it in an earlier round, if one did.")
    controle: ImageVue | None = Field(description="null as long as the engine has not seen it.")


class EphotoVue(BaseModel):
    id: UUID
    avis: bool | None
    photo: ImageVue | None
    signature: ImageVue | None


class DecisionVue(BaseModel):
    tour: int
    agent: UUID
    conforme: bool
    causes: list[dict[str, Any]]
    commentaire: str | None
    decidee_le: datetime


class DossierVu(BaseModel):
    demande: UUID
    numero: str
    motif: str
    categorie: str
    prefecture: str
    etat: str
    tour: int
    depuis: datetime
    etat_civil: EtatCivilMinimal
    pieces: list[PieceVue]
    ephoto: EphotoVue | None
    decisions: list[DecisionVue]


@router.get("", responses=problems(CurseurInvalide))
async def get_dossiers(caller: AgentCtn, app: Service, paging: Pagination) -> Page[EnAttente]:
    """Those that wait for an agent, the oldest first."""
    async with app.db.begin() as tx:
        rows = await file_d_attente.waiting(tx, paging)
    return page(rows, paging, key=lambda row: (row["depuis"], row["demande"]), element=_en_attente)


@router.get("/{demande}", responses=problems(DossierIntrouvable))
async def get_dossier(demande: UUID, caller: AgentCtn, app: Service) -> DossierVu:
    async with app.db.begin() as tx:
        dossier = await file_d_attente.find(tx, demande)
        pieces = await verdicts.of_pieces(tx, demande)
        ephoto = None if dossier.ephoto is None else await verdicts.of_ephoto(tx, dossier.ephoto.id)
        decisions = await file_d_attente.decisions(tx, demande)
        await file_d_attente.look(tx, dossier, "consultation", caller.id, app.now(), "dossier")
    return _dossier(dossier, pieces, ephoto, decisions)


def _en_attente(row: RowMapping) -> EnAttente:
    dossier = dossier_of(row)
    assert dossier.resume is not None
    assert dossier.depuis is not None
    return EnAttente(
        demande=dossier.demande,
        numero=dossier.resume.numero,
        motif=dossier.resume.motif,
        categorie=dossier.resume.categorie,
        prefecture=dossier.resume.prefecture,
        tour=dossier.tour,
        depuis=dossier.depuis,
        pieces=len(dossier.pieces),
        a_verifier=row["doutes"],
    )


def _dossier(
    dossier: Dossier,
    pieces: dict[UUID, Verdict],
    ephoto: dict[str, Verdict] | None,
    decisions: Sequence[RowMapping],
) -> DossierVu:
    resume = dossier.resume
    assert resume is not None
    assert dossier.depuis is not None
    return DossierVu(
        demande=dossier.demande,
        numero=resume.numero,
        motif=resume.motif,
        categorie=resume.categorie,
        prefecture=resume.prefecture,
        etat=dossier.etat,
        tour=dossier.tour,
        depuis=dossier.depuis,
        etat_civil=EtatCivilMinimal(
            nom_naissance=resume.nom_naissance,
            nom_usage=resume.nom_usage,
            prenoms=list(resume.prenoms),
            date_naissance=date.fromisoformat(resume.date_naissance),
        ),
        pieces=[_piece(piece, pieces.get(piece.id), dossier.avis.get(piece.id)) for piece in dossier.pieces],
        ephoto=_ephoto(dossier, ephoto or {}),
        decisions=[_decision(row) for row in decisions],
    )


def _piece(piece: PieceJointe, verdict: Verdict | None, avis: bool | None) -> PieceVue:
    return PieceVue(
        id=piece.id,
        type=piece.type,
        libelle=libelle(Piece, piece.type),
        format=piece.fichier.format,
        pages=piece.fichier.pages,
        avis=avis,
        controle=_image(verdict),
    )


def _ephoto(dossier: Dossier, vues: dict[str, Verdict]) -> EphotoVue | None:
    if dossier.ephoto is None:
        return None
    return EphotoVue(
        id=dossier.ephoto.id,
        avis=dossier.avis.get(dossier.ephoto.id),
        photo=_image(vues.get("photo")),
        signature=_image(vues.get("signature")),
    )


def _image(verdict: Verdict | None) -> ImageVue | None:
    if verdict is None:
        return None
    dit = ControleDit.of(verdict)
    mesures = [{mesure.value: valeur for mesure, valeur in image.mesures.items()} for image in verdict.releves]
    return ImageVue(controle=dit.controle, causes=dit.causes, mesures=mesures, moteur=verdict.moteur)


def _decision(row: RowMapping) -> DecisionVue:
    return DecisionVue(tour=row["tour"], agent=row["acteur"], decidee_le=row["fait_le"], **row["detail"])
