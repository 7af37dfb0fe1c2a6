"""A school's trays and a person's list: counted, paged, searched (seed 000, « Bannettes de traitement »)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from contracts.http.pagination import Paging
from contracts.identity import Caller
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.statuts import Statut
from demandes.api.access import Lecteur, Service
from demandes.api.suivi import DemandeEnListe
from demandes.app import App
from demandes.domain.bannettes import Bannette
from demandes.storage import bannettes, comptages
from demandes.storage.bannettes import Filtre

router = APIRouter(prefix="/api/demandes", tags=["bannettes"])


class BannetteComptee(BaseModel):
    code: str
    libelle: str
    nombre: int


class Bannettes(BaseModel):
    bannettes: list[BannetteComptee]


class Recherche(BaseModel):
    """All that is given must hold. `texte`: beginnings of names or numbers, in any order, accents or not."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    texte: Annotated[str, Field(max_length=100)] = ""
    date_naissance: date | None = None
    bannette: Bannette | None = None
    motif: Motif | None = None
    statut: Statut | None = None
    categorie: Categorie | None = None
    creee_du: date | None = None
    creee_au: date | None = None

    def filtre(self) -> Filtre:
        values = self.model_dump(exclude={"date_naissance"})
        return Filtre(**values, ne_le=self.date_naissance)


@router.get("", responses=problems(CurseurInvalide))
async def get_demandes(
    caller: Lecteur,
    app: Service,
    paging: Pagination,
    bannette: Annotated[Bannette | None, Query(description="One tray; all of them when absent.")] = None,
) -> Page[DemandeEnListe]:
    """The newest first."""
    return await _page(app, caller, Filtre(bannette=bannette), paging)


@router.post("/recherche", responses=problems(CurseurInvalide))
async def post_recherche(body: Recherche, caller: Lecteur, app: Service, paging: Pagination) -> Page[DemandeEnListe]:
    """Asked in the body: names and birth dates have no place in an address."""
    return await _page(app, caller, body.filtre(), paging)


@router.get("/bannettes")
async def get_bannettes(caller: Lecteur, app: Service) -> Bannettes:
    """Kept up with each act: as exact with a million demandes as with ten."""
    async with app.db.begin() as tx:
        counted = await comptages.of(tx, caller.id)
    return Bannettes(bannettes=[BannetteComptee(code=b, libelle=b.libelle, nombre=counted.get(b, 0)) for b in Bannette])


async def _page(app: App, caller: Caller, filtre: Filtre, paging: Paging) -> Page[DemandeEnListe]:
    async with app.db.begin() as tx:
        found = await bannettes.find(tx, caller, filtre, paging)
    return page(found, paging, key=lambda d: (d.creee_le, d.id), element=DemandeEnListe.of)
