"""The words and registers that forms choose from; public, and the same for everybody for an hour."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from demandes.api.access import Service
from demandes.domain.fichiers import FORMATS, TAILLE_MAX
from demandes.domain.pieces import PIECES
from demandes.referentiel.registre import pays

router = APIRouter(prefix="/api/demandes/referentiel", tags=["référentiel"])

CACHE = "public, max-age=3600"


class Mot(BaseModel):
    code: str
    libelle: str


class PieceDuReferentiel(Mot):
    """A row of the table of pieces."""

    consigne: str
    condition: str
    pages_max: int
    fichiers_max: int | None
    formats: list[str]
    taille_max: int


class CommuneVue(BaseModel):
    code: str
    nom: str
    departement: str
    prefecture: str
    codes_postaux: list[str]


@router.get("/motifs")
async def get_motifs(response: Response) -> list[Mot]:
    response.headers["Cache-Control"] = CACHE
    return [Mot(code=motif.value, libelle=motif.libelle) for motif in Motif]


@router.get("/categories")
async def get_categories(response: Response) -> list[Mot]:
    response.headers["Cache-Control"] = CACHE
    return [Mot(code=categorie.value, libelle=categorie.libelle) for categorie in Categorie]


@router.get("/pieces")
async def get_pieces_du_referentiel(response: Response) -> list[PieceDuReferentiel]:
    response.headers["Cache-Control"] = CACHE
    return [
        PieceDuReferentiel(
            code=piece.value,
            libelle=piece.libelle,
            consigne=regle.consigne,
            condition=regle.condition.libelle,
            pages_max=regle.pages_max,
            fichiers_max=regle.fichiers_max,
            formats=[format.nom for format in FORMATS],
            taille_max=TAILLE_MAX,
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
