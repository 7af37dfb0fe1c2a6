"""The words and registers that forms choose from; public, and the same for everybody for an hour."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from demandes.api.access import Service
from demandes.domain.categories import ABAISSES, LOURDES, PREALABLES, age_minimum
from demandes.domain.champs import Question
from demandes.domain.fichiers import FORMATS, TAILLE_MAX
from demandes.domain.motifs import DOCUMENTS_RESERVES, MOTIFS, Regle
from demandes.domain.pieces import PIECES, conditions
from demandes.domain.situation import aujourdhui
from demandes.referentiel.registre import pays

router = APIRouter(prefix="/api/demandes/referentiel", tags=["référentiel"])

CACHE = "public, max-age=3600"


class Mot(BaseModel):
    code: str
    libelle: str


class PieceDuReferentiel(Mot):
    """A row of the table of pieces; when each is asked for, the motif says. A `dispensable` one may be excused."""

    consigne: str
    pages_max: int
    fichiers_max: int | None
    formats: list[str]
    taille_max: int
    dispensable: bool


class PieceDuMotif(Mot):
    condition: str


class DocumentDuMotif(Mot):
    """What is issued on the way; where `categories` are told, for these alone."""

    categories: list[str] | None

    @classmethod
    def of(cls, document: Document) -> Self:
        reserve = DOCUMENTS_RESERVES.get(document)
        categories = None if reserve is None else [categorie for categorie in Categorie if categorie in reserve]
        return cls.model_validate({"code": document, "libelle": document.libelle, "categories": categories})


class QuestionDuMotif(Mot):
    """`genre` is date, texte, nombre or choix; the answer goes into `precisions` under its code."""

    genre: str
    obligatoire: bool
    choix: list[Mot]
    aide: str

    @classmethod
    def of(cls, question: Question) -> Self:
        champ = question.champ
        return cls(
            code=champ.code,
            libelle=champ.libelle,
            genre=champ.genre,
            obligatoire=question.obligatoire,
            choix=[Mot(code=code, libelle=libelle) for code, libelle in champ.choix.items()],
            aide=champ.aide,
        )


class MotifDuReferentiel(Mot):
    """A row of the table of motifs; `fin` is inscription or titre."""

    deposants: list[str]
    ailleurs: str
    fin: str
    categories: list[str]
    plusieurs_categories: bool
    premier_permis: bool
    declarations: bool
    mandat_papier: bool
    neph: bool
    examen: bool
    questions: list[QuestionDuMotif]
    pieces: list[PieceDuMotif]
    documents: list[DocumentDuMotif]

    @classmethod
    def of(cls, motif: Motif, regle: Regle) -> Self:
        return cls(
            code=motif.value,
            libelle=motif.libelle,
            deposants=sorted(regle.deposants),
            ailleurs=regle.ailleurs,
            fin=regle.fin,
            categories=[categorie for categorie in Categorie if categorie in regle.categories],
            plusieurs_categories=regle.plusieurs,
            premier_permis=regle.premier,
            declarations=regle.declarations,
            mandat_papier=regle.mandat_papier,
            neph=regle.neph,
            examen=regle.examen,
            questions=[QuestionDuMotif.of(question) for question in regle.questions],
            pieces=[
                PieceDuMotif(code=piece.value, libelle=piece.libelle, condition=condition.libelle)
                for piece, condition in conditions(motif)
            ],
            documents=[DocumentDuMotif.of(document) for document in regle.documents],
        )


class CategorieDuReferentiel(Mot):
    """Ages in whole years; `age_abaisse` with a FIMO or a professional diploma."""

    age_inscription: int
    age_titre: int
    age_abaisse: int | None
    lourde: bool
    prealables: list[str]

    @classmethod
    def of(cls, categorie: Categorie, le: date) -> Self:
        return cls(
            code=categorie.value,
            libelle=categorie.libelle,
            age_inscription=age_minimum(categorie, le, titre=False),
            age_titre=age_minimum(categorie, le, titre=True),
            age_abaisse=ABAISSES.get(categorie),
            lourde=categorie in LOURDES,
            prealables=sorted(PREALABLES.get(categorie, ())),
        )


class CommuneVue(BaseModel):
    code: str
    nom: str
    departement: str
    prefecture: str
    codes_postaux: list[str]


@router.get("/motifs")
async def get_motifs(response: Response) -> list[MotifDuReferentiel]:
    """All that a page needs to ask the right questions, and to say beforehand what will be needed."""
    response.headers["Cache-Control"] = CACHE
    return [MotifDuReferentiel.of(motif, regle) for motif, regle in MOTIFS.items()]


@router.get("/categories")
async def get_categories(app: Service, response: Response) -> list[CategorieDuReferentiel]:
    """With the ages of today."""
    response.headers["Cache-Control"] = CACHE
    le = aujourdhui(app.now())
    return [CategorieDuReferentiel.of(categorie, le) for categorie in Categorie]


@router.get("/pieces")
async def get_pieces_du_referentiel(response: Response) -> list[PieceDuReferentiel]:
    response.headers["Cache-Control"] = CACHE
    return [
        PieceDuReferentiel(
            code=piece.value,
            libelle=piece.libelle,
            consigne=regle.consigne,
            pages_max=regle.pages_max,
            fichiers_max=regle.fichiers_max,
            formats=[format.nom for format in FORMATS],
            taille_max=TAILLE_MAX,
            dispensable=regle.dispensable,
        )
        for piece, regle in PIECES.items()
    ]


@router.get("/departements")
async def get_departements(app: Service, response: Response) -> list[Mot]:
    response.headers["Cache-Control"] = CACHE
    return [Mot(code=found.code, libelle=found.nom) for found in app.referentiel.departements()]


@router.get("/prefectures")
async def get_prefectures(app: Service, response: Response) -> list[Mot]:
    response.headers["Cache-Control"] = CACHE
    return [Mot(code=found.code, libelle=found.nom) for found in app.referentiel.prefectures()]


@router.get("/pays")
async def get_pays(response: Response) -> list[Mot]:
    response.headers["Cache-Control"] = CACHE
    return [Mot(code=code, libelle=nom) for code, nom in pays().items()]


@router.get("/communes")
async def get_communes(
    app: Service,
    response: Response,
    code_postal: Annotated[str, Query(pattern=r"^\d{0,5}$")] = "",
    q: Annotated[str, Query(max_length=100, description="Part of a name, accents or not.")] = "",
) -> list[CommuneVue]:
    """At most fifty; none without a question."""
    response.headers["Cache-Control"] = CACHE
    return [
        CommuneVue(
            code=commune.code,
            nom=commune.nom,
            departement=commune.departement,
            prefecture=commune.arrondissement,
            codes_postaux=list(commune.codes_postaux),
        )
        for commune in app.referentiel.communes(q, code_postal)
    ]
