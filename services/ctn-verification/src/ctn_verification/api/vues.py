"""What an agent is shown of a dossier: its images with verdicts, measures, thresholds and places, and who has it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from contracts.events.parts import PieceJointe, Zone
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.pieces import Piece
from ctn_verification.api.ephotos import ControleDit
from ctn_verification.api.lectures import ComparaisonVue
from ctn_verification.domain.dossier import Dossier, Doute
from ctn_verification.domain.lecture.confrontation import Vue, comparaisons
from ctn_verification.domain.prise import en_cours, par
from ctn_verification.domain.releve import Lecture
from ctn_verification.domain.verdict import Controle, Verdict, zone_de
from ctn_verification.storage.dossiers import dossier_of

Regles = Mapping[str, Mapping[str, list[dict[str, Any]]]]
"""Thresholds, by engine and by what it looked at."""


class Examinees(NamedTuple):
    """What the engine said of the images of a dossier, and by which thresholds."""

    pieces: Mapping[UUID, Verdict]
    ephoto: Mapping[str, Verdict]
    regles: Regles


class PriseVue(BaseModel):
    """In whose hand, without a name: `vous` or `un autre agent`."""

    par: str
    depuis: datetime
    jusqu_a: datetime

    @classmethod
    def of(cls, dossier: Dossier, agent: UUID, now: datetime) -> Self | None:
        tenue, qui = en_cours(dossier.prise, now), par(dossier.prise, agent, now)
        return None if tenue is None or qui is None else cls(par=qui, depuis=tenue.depuis, jusqu_a=tenue.jusqu_a)


class DouteVu(BaseModel):
    """Why an agent looks: a cause that the engine doubts about, or something else."""

    code: str
    libelle: str

    @classmethod
    def of(cls, code: str) -> Self:
        words = {str(mot): mot.libelle for mot in (*Doute, *Cause)}
        return cls(code=code, libelle=words.get(code, code))


class EnAttente(BaseModel):
    demande: UUID
    numero: str
    motif: str
    categorie: str
    prefecture: str
    prefecture_code: str | None
    tour: int
    depuis: datetime
    pieces: int
    a_verifier: int = Field(description="Pieces whose image alone leaves the engine in doubt.")
    doutes: list[DouteVu]
    prise: PriseVue | None = Field(description="null: free.")

    @classmethod
    def of(cls, dossier: Dossier, a_verifier: int, agent: UUID, now: datetime) -> Self:
        resume = dossier.resume
        assert resume is not None
        assert dossier.depuis is not None
        return cls(
            demande=dossier.demande,
            numero=resume.numero,
            motif=resume.motif,
            categorie=resume.categorie,
            prefecture=resume.prefecture,
            prefecture_code=resume.prefecture_code,
            tour=dossier.tour,
            depuis=dossier.depuis,
            pieces=len(dossier.pieces),
            a_verifier=a_verifier,
            doutes=[DouteVu.of(code) for code in dossier.doutes],
            prise=PriseVue.of(dossier, agent, now),
        )

    @classmethod
    def of_row(cls, row: RowMapping, agent: UUID, now: datetime) -> Self:
        return cls.of(dossier_of(row), row["a_verifier"], agent, now)


class EtatCivilMinimal(BaseModel):
    nom_naissance: str
    nom_usage: str | None
    prenoms: list[str]
    date_naissance: date


class SeuilVu(BaseModel):
    """A row of the table by which the image was judged: beyond `admis` a doubt, beyond `refus` a refusal."""

    cause: str
    mesure: str
    sens: str
    admis: float
    refus: float | None
    source: str


class LectureVue(BaseModel):
    """A text for machines, as it was read, and where it stands."""

    page: int
    genre: str = Field(description="mrz or 2d-doc")
    texte: str
    zone: Zone | None


class ImageVue(ControleDit):
    lectures: list[LectureVue]
    mesures: list[dict[str, float]] = Field(description="One object for each page.")
    seuils: list[SeuilVu] = Field(description="Those in force when it was judged.")
    moteur: str = Field(description="The engine's version: `GET /api/ctn/moteurs/{version}` has its thresholds.")


class PageVue(BaseModel):
    """A page to look at: `url` renders it upright, at most `?largeur=` pixels wide; its own size in pixels."""

    page: int
    url: str
    largeur: int | None
    hauteur: int | None


class PieceVue(BaseModel):
    id: UUID
    type: str
    libelle: str
    format: str
    nombre_pages: int
    pages: list[PageVue]
    avis: bool | None = Field(description="What an agent said of it in an earlier round, if one did.")
    maintenue: bool = Field(description="The engine refuses it, the filer keeps it.")
    raison: str | None = Field(description="Why he keeps it.")
    controle: ImageVue | None = Field(description="null as long as the engine has not seen it.")
    lecture: list[ComparaisonVue] = Field(description="What was read on it, beside what was entered.")


class EphotoVue(BaseModel):
    id: UUID
    avis: bool | None
    photo: ImageVue | None
    signature: ImageVue | None


class ImageARegarder(BaseModel):
    """One of the addresses that a page loads ahead: doubtful images first."""

    url: str
    quoi: str = Field(description="piece, photo or signature")
    piece: UUID | None = None
    page: int = 1
    controle: str | None


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
    doutes: list[DouteVu]
    prise: PriseVue | None = Field(description="null: free.")
    etat_civil: EtatCivilMinimal
    pieces: list[PieceVue]
    ephoto: EphotoVue | None
    images: list[ImageARegarder]
    decisions: list[DecisionVue]

    @classmethod
    def of(cls, dossier: Dossier, vues: Examinees, decisions: Sequence[RowMapping], agent: UUID, now: datetime) -> Self:
        resume = dossier.resume
        assert resume is not None
        assert dossier.depuis is not None
        pieces = [_piece(dossier, piece, vues, now.date()) for piece in dossier.pieces]
        return cls(
            demande=dossier.demande,
            numero=resume.numero,
            motif=resume.motif,
            categorie=resume.categorie,
            prefecture=resume.prefecture,
            etat=dossier.etat,
            tour=dossier.tour,
            depuis=dossier.depuis,
            doutes=[DouteVu.of(code) for code in dossier.doutes],
            prise=PriseVue.of(dossier, agent, now),
            etat_civil=EtatCivilMinimal(
                nom_naissance=resume.nom_naissance,
                nom_usage=resume.nom_usage,
                prenoms=list(resume.prenoms),
                date_naissance=date.fromisoformat(resume.date_naissance),
            ),
            pieces=pieces,
            ephoto=_ephoto(dossier, vues),
            images=sorted(_a_regarder(dossier, pieces, vues), key=lambda image: image.controle == Controle.CONFORME),
            decisions=[_decision(row) for row in decisions],
        )


def adresse(dossier: Dossier) -> str:
    return f"/api/ctn/dossiers/{dossier.demande}"


def _piece(dossier: Dossier, piece: PieceJointe, vues: Examinees, le: date) -> PieceVue:
    verdict = vues.pieces.get(piece.id)
    lues = [] if verdict is None else comparaisons(Vue(piece.type, verdict), dossier.saisie, le)
    return PieceVue(
        id=piece.id,
        type=piece.type,
        libelle=libelle(Piece, piece.type),
        format=piece.fichier.format,
        nombre_pages=piece.fichier.pages,
        pages=[_page(dossier, piece, verdict, rang) for rang in range(1, piece.fichier.pages + 1)],
        avis=dossier.avis.get(piece.id),
        maintenue=piece.maintenue,
        raison=piece.raison,
        controle=_image(verdict, "document", vues.regles),
        lecture=[ComparaisonVue.of(lue) for lue in lues],
    )


def _page(dossier: Dossier, piece: PieceJointe, verdict: Verdict | None, page: int) -> PageVue:
    releves = () if verdict is None else verdict.releves
    mesures = {mot.value: valeur for mot, valeur in releves[page - 1].mesures.items()} if page <= len(releves) else {}
    largeur, hauteur = (mesures.get(cote) for cote in ("largeur", "hauteur"))
    return PageVue(
        page=page,
        url=f"{adresse(dossier)}/pieces/{piece.id}/pages/{page}",
        largeur=None if largeur is None else round(largeur),
        hauteur=None if hauteur is None else round(hauteur),
    )


def _ephoto(dossier: Dossier, vues: Examinees) -> EphotoVue | None:
    if dossier.ephoto is None:
        return None
    return EphotoVue(
        id=dossier.ephoto.id,
        avis=dossier.avis.get(dossier.ephoto.id),
        photo=_image(vues.ephoto.get("photo"), "photo", vues.regles),
        signature=_image(vues.ephoto.get("signature"), "signature", vues.regles),
    )


def _image(verdict: Verdict | None, tache: str, regles: Regles) -> ImageVue | None:
    if verdict is None:
        return None
    dit = ControleDit.of(verdict)
    mesures = [{mesure.value: valeur for mesure, valeur in image.mesures.items()} for image in verdict.releves]
    seuils = [SeuilVu.model_validate(regle) for regle in regles.get(verdict.moteur, {}).get(tache, [])]
    return ImageVue(
        controle=dit.controle,
        causes=dit.causes,
        lectures=[_lecture(lu, page) for page, image in enumerate(verdict.releves, 1) for lu in image.lectures],
        mesures=mesures,
        seuils=seuils,
        moteur=verdict.moteur,
    )


def _lecture(lu: Lecture, page: int) -> LectureVue:
    zone = None if lu.cadre is None else zone_de(lu.cadre, page)
    return LectureVue(page=page, genre=lu.genre, texte=lu.texte, zone=zone)


def _a_regarder(dossier: Dossier, pieces: Sequence[PieceVue], vues: Examinees) -> Iterator[ImageARegarder]:
    for piece in pieces:
        controle = None if piece.controle is None else piece.controle.controle
        for page in piece.pages:
            yield ImageARegarder(url=page.url, quoi="piece", piece=piece.id, page=page.page, controle=controle)
    for nom in ("photo", "signature") if dossier.ephoto else ():
        verdict = vues.ephoto.get(nom)
        controle = None if verdict is None else verdict.controle.value
        yield ImageARegarder(url=f"{adresse(dossier)}/{nom}", quoi=nom, controle=controle)


def _decision(row: RowMapping) -> DecisionVue:
    return DecisionVue(tour=row["tour"], agent=row["acteur"], decidee_le=row["fait_le"], **row["detail"])
