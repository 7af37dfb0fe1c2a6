"""/api/documents: the documents of a demande, for those whose dossier it is."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel, Field

from contracts.errors import RuleBroken
from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from contracts.identity import Authenticated
from contracts.objects import ObjetAbsent
from documents_pdf.app import App
from documents_pdf.domain.document import DemandeRequise, DocumentIntrouvable, Emis, Version
from documents_pdf.domain.modeles import DEPOSANTS
from documents_pdf.production import BUCKET, PDF
from documents_pdf.storage import documents as store

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {PDF: {}}, "description": "The PDF."},
    304: {"description": "Unchanged since the ETag of If-None-Match."},
}

router = APIRouter(prefix="/api/documents", tags=["documents"])


def service(request: Request) -> App:
    app: App = request.app.state.app
    return app


Service = Annotated[App, Depends(service)]


class DocumentAltere(RuleBroken):
    slug = "document-altere"
    title = "Ce document ne peut pas être remis"
    kind = "indisponible"

    def __init__(self) -> None:
        super().__init__("Le fichier conservé n'est plus celui qui a été délivré. Signalez ce trace_id au support.")


class Element(BaseModel):
    """One official document."""

    id: UUID
    demande: UUID
    numero: str = Field(description="The demande's number.")
    type: str = Field(description="recepisse_depot, attestation_inscription; others may come.")
    titre: str
    version: int
    en_vigueur: bool = Field(description="False for a version that a newer one has replaced.")
    produit_le: datetime
    taille: int = Field(description="Bytes.")
    pages: int


@router.get("", responses=problems(CurseurInvalide, DemandeRequise))
async def get_documents(
    paging: Pagination,
    caller: Authenticated,
    app: Service,
    demande: Annotated[
        UUID | None, Query(description="The demande's id; all that are the caller's without it.")
    ] = None,
    en_vigueur: Annotated[bool | None, Query(description="Those in force alone, or those replaced alone.")] = None,
) -> Page[Element]:
    """Newest first; empty for who has no part in the demande. « MES DOCUMENTS » (seed 001) are all of one's own."""
    if demande is None and caller.role not in DEPOSANTS:
        raise DemandeRequise
    async with app.db.begin() as tx:
        versions = await store.listed(tx, paging, seen_by=caller, demande=demande, en_vigueur=en_vigueur)
    return page(versions, paging, key=lambda v: (v.emis.produit_le, v.emis.id), element=_element)


@router.get(
    "/{document_id}/contenu",
    response_class=Response,
    responses={**ANSWERS, **problems(DocumentIntrouvable, DocumentAltere)},
)
async def get_contenu(
    document_id: UUID,
    caller: Authenticated,
    app: Service,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The file, as it was issued. Who takes it away is told to the person's log."""
    async with app.db.begin() as tx:
        emis = await store.find(tx, document_id, seen_by=caller)
    headers = _headers(emis)
    if headers["ETag"] in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    octets = await _octets(app, emis)
    async with app.db.begin() as tx:
        await store.note_download(tx, emis, caller.role, app.now())
    return Response(octets, media_type=PDF, headers=headers)


async def _octets(app: App, emis: Emis) -> bytes:
    try:
        octets = await app.objects.get(BUCKET, emis.cle)
    except ObjetAbsent:
        raise DocumentAltere from None
    if sha256(octets).hexdigest() != emis.sha256:
        raise DocumentAltere
    return octets


def _headers(emis: Emis) -> dict[str, str]:
    """The name is ASCII by construction: RFC 6266 needs no filename* beside it."""
    return {
        "ETag": f'"{emis.sha256}"',
        "Content-Disposition": f'attachment; filename="{emis.nom_de_fichier}"',
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


def _element(version: Version) -> Element:
    emis = version.emis
    return Element(
        id=emis.id,
        demande=emis.demande,
        numero=emis.numero,
        type=emis.type,
        titre=emis.titre,
        version=emis.version,
        en_vigueur=version.en_vigueur,
        produit_le=emis.produit_le,
        taille=emis.taille,
        pages=emis.pages,
    )
