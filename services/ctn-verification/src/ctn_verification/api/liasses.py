"""Stacks of scanned paper forms: deposited by an agent, read in the background, followed page by page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel, Field

from contracts.children.pool import FileGivenUp, PoolUnavailable
from contracts.errors import FieldError
from contracts.http import (
    AlreadyAnswered,
    CleReutilisee,
    CurseurInvalide,
    Once,
    OnceKey,
    Page,
    Pagination,
    page,
    problems,
)
from contracts.objects import StockageAbsent
from contracts.vocabulary.causes import Cause
from ctn_verification.api.ephotos import empreintes
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.api.vues_liasse import PageDite
from ctn_verification.app import App
from ctn_verification.controle import CAUSES
from ctn_verification.domain.liasse import (
    PAGES_MAX,
    EtatPage,
    Liasse,
    LiasseDejaDeposee,
    LiasseIllisible,
    LiasseIntrouvable,
)
from ctn_verification.lecture_liasses import OCTETS_MAX
from ctn_verification.rangement import deposer_fichier
from ctn_verification.storage import liasses, pages_liasse

CHEMIN = "/api/ctn/liasses"
LIBELLES = {
    Cause.FORMAT_REFUSE: "Ce fichier n'est ni un PDF, ni un TIFF, ni un JPG, ni un PNG.",
    Cause.FICHIER_TROP_LOURD: "Le fichier dépasse 60 Mo.",
    Cause.TROP_DE_PAGES: "La liasse dépasse 200 pages.",
}
REMEDES = {
    Cause.FORMAT_REFUSE: "Réglez le scanner sur PDF ou TIFF, en couleur, à 300 points par pouce.",
    Cause.FICHIER_TROP_LOURD: "Déposez la liasse en plusieurs fichiers, d'une centaine de pages chacun.",
    Cause.TROP_DE_PAGES: "Déposez la liasse en plusieurs fichiers.",
}
FORMATS = {b"%PDF": "application/pdf", b"II*\0": "image/tiff", b"MM\0*": "image/tiff", b"\x89PNG": "image/png"}

router = APIRouter(prefix=CHEMIN, tags=["liasses"])


class LiasseDite(BaseModel):
    """How far it is: of its `pages`, how many are in which state."""

    id: UUID
    deposee_le: datetime
    etat: str = Field(description="en_lecture, a_traiter (pages wait for an agent) or terminee")
    pages: int
    faites: int
    par_etat: dict[str, int] = Field(description="a_lire, liee, a_traiter, vierge, rebut, remplacee, effacee")
    terminee_le: datetime | None
    conservee: bool = Field(description="False once the scans are erased.")

    @classmethod
    def of(cls, liasse: Liasse, comptes: Mapping[str, int]) -> Self:
        a_lire, a_traiter = comptes.get(EtatPage.A_LIRE, 0), comptes.get(EtatPage.A_TRAITER, 0)
        return cls(
            id=liasse.id,
            deposee_le=liasse.deposee_le,
            etat="en_lecture" if a_lire else "a_traiter" if a_traiter else "terminee",
            pages=liasse.pages,
            faites=liasse.pages - a_lire,
            par_etat=dict(comptes),
            terminee_le=liasse.terminee_le,
            conservee=liasse.fichier is not None,
        )


class LiasseDetaillee(LiasseDite):
    elements: list[PageDite] = []


@router.post(
    "",
    status_code=202,
    responses=problems(LiasseIllisible, LiasseDejaDeposee, CleReutilisee, StockageAbsent, PoolUnavailable),
)
async def post_liasse(
    fichier: Annotated[UploadFile, File(description="PDF, TIFF, JPG or PNG; 60 MB and 200 pages at most.")],
    caller: AgentCtn,
    once: OnceKey,
    app: Service,
) -> LiasseDite:
    """Its pages are counted at once and read in the background: `GET …/{id}` tells how far they are."""
    octets = await fichier.read(OCTETS_MAX + 1)
    pages = await _compter(app, octets)
    depose = await deposer_fichier(app, octets, FORMATS.get(octets[:4], "image/jpeg"), pages)
    liasse = Liasse(app.id(), caller.id, app.now(), pages, depose)
    try:
        return await _enregistrer(app, once and once.of(empreintes([octets])), liasse)
    except (AlreadyAnswered, CleReutilisee, LiasseDejaDeposee):
        await app.objets.remove(depose.bucket, depose.cle)
        raise


async def _enregistrer(app: App, once: Once | None, liasse: Liasse) -> LiasseDite:
    async with app.db.begin(once) as tx:
        await liasses.add(tx, liasse)
        await liasses.note(tx, liasse.id, "depot", liasse.deposee_par, liasse.deposee_le, pages=liasse.pages)
        await tx.reply(dite := LiasseDite.of(liasse, {EtatPage.A_LIRE.value: liasse.pages}), 202)
    return dite


async def _compter(app: App, octets: bytes) -> int:
    if len(octets) > OCTETS_MAX:
        raise _illisible(Cause.FICHIER_TROP_LOURD)
    try:
        found: Any = (await app.moteur.perform("pages", octets)).found
    except FileGivenUp:
        raise _illisible(Cause.FICHIER_ILLISIBLE) from None
    pages = found.get("pages")
    if not isinstance(pages, int) or not 1 <= pages <= PAGES_MAX:
        raise _illisible(CAUSES.get(str(found.get("refus")), Cause.FICHIER_ILLISIBLE))
    return pages


def _illisible(cause: Cause) -> LiasseIllisible:
    constat = LIBELLES.get(cause, cause.libelle)
    detail = f"{constat} {REMEDES.get(cause, cause.remede)}"
    return LiasseIllisible(detail, errors=[FieldError("/fichier", detail)])


@router.get("", responses=problems(CurseurInvalide))
async def get_liasses(caller: AgentCtn, app: Service, paging: Pagination) -> Page[LiasseDite]:
    """The newest first."""
    async with app.db.begin() as tx:
        found = await liasses.latest(tx, paging)
        comptes = await liasses.comptes(tx, [liasse.id for liasse in found])
    return page(
        found,
        paging,
        key=lambda liasse: (liasse.deposee_le, liasse.id),
        element=lambda liasse: LiasseDite.of(liasse, comptes.get(liasse.id, {})),
    )


@router.get("/{liasse}", responses=problems(LiasseIntrouvable))
async def get_liasse(liasse: UUID, caller: AgentCtn, app: Service) -> LiasseDetaillee:
    """With what became of each page."""
    async with app.db.begin() as tx:
        found = await liasses.find(tx, liasse)
        comptes = await liasses.comptes(tx, [liasse])
        pages = await pages_liasse.of_stack(tx, liasse)
    dite = LiasseDetaillee.of(found, comptes.get(liasse, {}))
    return dite.model_copy(update={"elements": [PageDite.of(vue) for vue in pages]})
