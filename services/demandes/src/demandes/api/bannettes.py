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
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.api.access import Lecteur, Service
from demandes.api.suivi import DemandeEnListe
from demandes.app import App
from demandes.domain.agrement import inactif
from demandes.domain.bannettes import Bannette
from demandes.domain.demande import Demande
from demandes.storage import bannettes, comptages, comptes, fil, transferts
from demandes.storage.bannettes import Filtre

router = APIRouter(prefix="/api/demandes", tags=["bannettes"])


class BannetteComptee(BaseModel):
    code: str
    libelle: str
    nombre: int


class AgrementVue(BaseModel):
    """Whether a school may file; what it filed it goes on completing (domain.md OP-32)."""

    etat: str
    peut_deposer: bool
    detail: str | None


class Bannettes(BaseModel):
    bannettes: list[BannetteComptee]
    agrement: AgrementVue | None = Field(description="Of a school.")


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
        etat = await comptes.agrement(tx, caller.id)
    comptees = [BannetteComptee(code=b, libelle=b.libelle, nombre=counted.get(b, 0)) for b in Bannette]
    return Bannettes(bannettes=comptees, agrement=_agrement(etat) if caller.role is Role.AUTO_ECOLE else None)


def _agrement(etat: str) -> AgrementVue:
    detail = inactif(etat)
    return AgrementVue(etat=etat, peut_deposer=detail is None, detail=detail)


async def _page(app: App, caller: Caller, filtre: Filtre, paging: Paging) -> Page[DemandeEnListe]:
    async with app.db.begin() as tx:
        found = await bannettes.find(tx, caller, filtre, paging)
        deposees = [demande.id for demande in found if demande.deposant.compte == caller.id]
        non_lus = await fil.unread_of(tx, deposees, "deposant")
        attendus = await transferts.waiting_of(tx, [demande.id for demande in found])

    def element(demande: Demande) -> DemandeEnListe:
        return DemandeEnListe.to(caller, demande, non_lus=non_lus.get(demande.id, 0), transfert=demande.id in attendus)

    return page(found, paging, key=lambda d: (d.creee_le, d.id), element=element)
