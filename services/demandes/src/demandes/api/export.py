"""A school's own list as a table for its spreadsheet."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from contracts.identity import Caller
from demandes.api.access import AutoEcole, Service
from demandes.app import App
from demandes.domain.bannettes import BANNETTE_DE, Bannette
from demandes.domain.demande import Demande
from demandes.domain.numero import PARIS
from demandes.storage.bannettes import Filtre
from demandes.storage.parcours import each_page

router = APIRouter(prefix="/api/demandes", tags=["bannettes"])

BOM = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something older."""

COLONNES = (
    "Pré-numéro",
    "Numéro",
    "Nom de naissance",
    "Nom d'usage",
    "Prénoms",
    "Date de naissance",
    "Motif",
    "Catégories",
    "Bannette",
    "Statut",
    "Depuis",
    "Créée le",
)
FORMULES = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


@router.get("/export.csv", response_class=StreamingResponse)
async def get_export(
    caller: AutoEcole,
    app: Service,
    bannette: Annotated[Bannette | None, Query(description="One tray; all of them when absent.")] = None,
) -> StreamingResponse:
    """Newest first, semicolons between the columns, as spreadsheets in France expect."""
    return StreamingResponse(
        _lines(app, caller, Filtre(bannette=bannette)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="demandes.csv"', "Cache-Control": "no-store"},
    )


async def _lines(app: App, caller: Caller, filtre: Filtre) -> AsyncIterator[str]:
    yield BOM + as_csv([COLONNES])
    async for found in each_page(app.db, caller, filtre):
        yield as_csv(_cells(demande) for demande in found)


def _cells(demande: Demande) -> tuple[str, ...]:
    personne, etape = demande.etat_civil, demande.etape_motif
    return (
        str(demande.pre_numero),
        demande.numero or "",
        personne.nom_naissance if personne else "",
        (personne.nom_usage or "") if personne else "",
        " ".join(personne.prenoms) if personne else "",
        f"{personne.date_naissance:%d/%m/%Y}" if personne else "",
        demande.motif.libelle,
        " ".join(etape.categories) if etape else "",
        BANNETTE_DE[demande.statut].libelle,
        demande.statut.libelle,
        _en_france(demande.depuis),
        _en_france(demande.creee_le),
    )


def _en_france(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y %H:%M}"


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([_inerte(cell) for cell in row] for row in rows)
    return text.getvalue()


def _inerte(cell: str) -> str:
    """A name that begins like a formula stays a name."""
    return f"'{cell}" if cell.startswith(FORMULES) else cell
