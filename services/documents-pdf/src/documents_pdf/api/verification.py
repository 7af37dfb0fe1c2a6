"""/api/documents/verification: is this paper genuine, does it still count. For anybody, as much as it shows."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, File, Path, Request, Response, UploadFile
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from contracts.children.pool import PoolUnavailable
from contracts.deux_d_doc import TEXTE_MAX, CertificatInconnu, CertificatPerime, Illisible, SignatureFausse
from contracts.http import problems
from documents_pdf.api.documents import Service
from documents_pdf.app import App
from documents_pdf.domain.formulation import PARIS
from documents_pdf.domain.verification import DocumentInconnu, Scelle, etat
from documents_pdf.scellement.controle import FichierNonVerifiable
from documents_pdf.storage import scelles

FICHIER_MAX = 4 * 1024 * 1024
BODY_LIMITS = {"/api/documents/verification/fichier": FICHIER_MAX + 16 * 1024}
"""A document has a tenth of a megabyte; the photo in it may be larger than that of the tests."""

Preuve = Literal["code", "cachet", "fichier"]


class BoundedForm(APIRoute):
    """Reads the form before FastAPI does, which would let in a thousand files: here one."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            if request.headers.get("content-type", "").startswith("multipart/"):
                await request.form(max_files=1, max_fields=0)
            return await handle(request)

        return bounded


router = APIRouter(prefix="/api/documents/verification", tags=["vérification"], route_class=BoundedForm)


class Mention(BaseModel):
    """Something to compare with the paper."""

    intitule: str
    valeur: str


class Verification(BaseModel):
    """What is known of a genuine document."""

    etat: str = Field(description="valable, remplace, expire or efface; others may come.")
    libelle: str
    depuis: datetime | None = Field(description="When it was replaced, or its dossier erased.")
    preuve: Preuve = Field(description="What was checked: the code alone, the signed seal, or the whole file.")
    type: str
    titre: str
    delivre_le: datetime
    valable_jusqu_a: date | None
    mentions: list[Mention] = Field(description="As delivered; empty once the dossier is erased.")

    @classmethod
    def of(cls, trouve: tuple[Scelle, list[Scelle]], preuve: Preuve, now: datetime) -> Self:
        scelle, suivants = trouve
        actuel, depuis = etat(scelle, suivants, now.astimezone(PARIS).date())
        return cls(
            etat=actuel,
            libelle=actuel.libelle,
            depuis=depuis,
            preuve=preuve,
            type=scelle.type,
            titre=scelle.titre,
            delivre_le=scelle.delivre_le,
            valable_jusqu_a=scelle.valable_jusqu_a,
            mentions=_mentions(scelle.mentions or ()),
        )


class Cachet(BaseModel):
    """The text of the Datamatrix, as a scanner gives it or as it is typed: <GS>, <US> for the control characters."""

    model_config = ConfigDict(extra="forbid")

    texte: Annotated[str, Field(min_length=1, max_length=2 * TEXTE_MAX)]


class CachetVerifie(Verification):
    """The document, and what its seal says: signed, so compare this with the paper."""

    cachet: list[Mention]


@router.get("/{code}", responses=problems(DocumentInconnu))
async def get_verification(
    code: Annotated[str, Path(max_length=40, description="As printed, with or without its dashes.")],
    app: Service,
    response: Response,
) -> Verification:
    """By the printed code, which nobody guesses."""
    _private(response)
    async with app.db.begin() as tx:
        trouve = await scelles.by_code(tx, app.controle.code(code))
    return Verification.of(trouve, "code", app.now())


@router.post("", responses=problems(DocumentInconnu, Illisible, SignatureFausse, CertificatInconnu, CertificatPerime))
async def post_verification(body: Cachet, app: Service, response: Response) -> CachetVerifie:
    """By the scanned seal: its signature first, then the register."""
    _private(response)
    code, dit = app.controle.cachet(body.texte, app.now().astimezone(PARIS).date())
    async with app.db.begin() as tx:
        trouve = await scelles.by_code(tx, code)
    verification = Verification.of(trouve, "cachet", app.now())
    return CachetVerifie(**verification.model_dump(), cachet=[m.model_dump() for m in _mentions(dit)])


@router.post("/fichier", responses=problems(DocumentInconnu, FichierNonVerifiable, PoolUnavailable))
async def post_fichier(
    document: Annotated[UploadFile, File(description="The PDF as it was downloaded.")], app: Service, response: Response
) -> Verification:
    """By the file: the one that was delivered is known; of another one its signature says what happened to it."""
    _private(response)
    octets = await document.read()
    return Verification.of(await _delivre(app, octets), "fichier", app.now())


async def _delivre(app: App, octets: bytes) -> tuple[Scelle, list[Scelle]]:
    try:
        async with app.db.begin() as tx:
            return await scelles.by_file(tx, app.controle.fichier(octets))
    except DocumentInconnu:
        raise await app.controle.pourquoi(octets) from None


def _mentions(paires: Sequence[tuple[str, str]]) -> list[Mention]:
    return [Mention(intitule=intitule, valeur=valeur) for intitule, valeur in paires]


def _private(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
