"""Step 5: the files of a demande. What can be said at once is said at once; the engine's verdict follows."""

from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.routing import APIRoute
from pydantic import BaseModel

from contracts.errors import RuleBroken
from contracts.events.parts import Fichier
from contracts.http import AlreadyAnswered, Once, OnceKey, problems
from contracts.identity import Caller
from contracts.objects import Objects
from contracts.vocabulary.pieces import Piece
from demandes.api.access import Lecteur, Service
from demandes.api.etag import set_etag
from demandes.api.vues import PieceVue
from demandes.app import App
from demandes.controle.antivirus import AntivirusIndisponible
from demandes.controle.gate import Accepte, ControleSature
from demandes.domain.acces import SeulLeDeposant, verifier_deposant
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable, PieceDeposee
from demandes.domain.depot import (
    PieceConservee,
    PieceIntrouvable,
    QuotaDepasse,
    TropDePages,
    deposer_piece,
    piece_de,
    remplacer_piece,
    retirer_piece,
)
from demandes.domain.fichiers import REFUS, TAILLE_MAX, FichierRefuse
from demandes.domain.statuts import ActeImpossible
from demandes.storage import demandes

BUCKET = "pieces"
BODY_LIMITS = {"/api/demandes/{id}/pieces": 12 * 1024 * 1024}
"""A file of eleven megabytes and the form around it."""


class BoundedForm(APIRoute):
    """Reads the form before FastAPI does, which would let in a thousand files: here one, and a few short fields."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            if request.headers.get("content-type", "").startswith("multipart/"):
                await request.form(max_files=1, max_fields=4, max_part_size=4096)
            return await handle(request)

        return bounded


router = APIRouter(
    prefix="/api/demandes/{demande_id}/pieces",
    tags=["pièces"],
    responses=problems(DemandeIntrouvable),
    route_class=BoundedForm,
)


class Pieces(BaseModel):
    elements: list[PieceVue]


DEPOT = problems(
    *REFUS.values(),
    FichierRefuse,
    ControleSature,
    AntivirusIndisponible,
    TropDePages,
    QuotaDepasse,
    SeulLeDeposant,
    ActeImpossible,
)
Envoi = Annotated[UploadFile, File(description="JPG, PNG, BMP, TIFF, HEIC or PDF, 11 Mo at most.")]


@router.post("", status_code=201, responses=DEPOT)
async def post_piece(
    demande_id: UUID,
    type: Annotated[Piece, Form(description="Which pièce this file belongs to.")],
    fichier: Envoi,
    caller: Lecteur,
    once: OnceKey,
    app: Service,
    response: Response,
) -> PieceVue:
    recu = await _recu(app, demande_id, caller, fichier)

    def decide(demande: Demande, stored: Fichier) -> Decision:
        piece = PieceDeposee(uuid4(), type, recu.accepte.nom, stored, app.now())
        return deposer_piece(demande, piece, app.now())

    return await _keep(app, response, recu, once and once.of(f"{type.value} {recu.empreinte}"), decide, status=201)


@router.put("/{piece_id}", responses=DEPOT | problems(PieceIntrouvable, PieceConservee))
async def put_piece(
    demande_id: UUID,
    piece_id: UUID,
    fichier: Envoi,
    caller: Lecteur,
    once: OnceKey,
    app: Service,
    response: Response,
) -> PieceVue:
    """Another file in its place, under an id of its own: a verdict on the former one cannot fall on it."""
    recu = await _recu(app, demande_id, caller, fichier)

    def decide(demande: Demande, stored: Fichier) -> Decision:
        type = piece_de(demande, piece_id).type
        piece = PieceDeposee(uuid4(), type, recu.accepte.nom, stored, app.now())
        return remplacer_piece(demande, piece_id, piece, app.now())

    return await _keep(app, response, recu, once and once.of(f"{piece_id} {recu.empreinte}"), decide, status=200)


@router.get("")
async def get_pieces(demande_id: UUID, caller: Lecteur, app: Service) -> Pieces:
    demande = await _read(app, demande_id, caller)
    return Pieces(elements=[PieceVue.of(piece, caller.role) for piece in demande.pieces])


@router.get("/{piece_id}", responses=problems(PieceIntrouvable))
async def get_piece(demande_id: UUID, piece_id: UUID, caller: Lecteur, app: Service) -> PieceVue:
    demande = await _read(app, demande_id, caller)
    return PieceVue.of(piece_de(demande, piece_id), caller.role)


@router.delete(
    "/{piece_id}", status_code=204, responses=problems(PieceIntrouvable, PieceConservee, SeulLeDeposant, ActeImpossible)
)
async def delete_piece(
    demande_id: UUID, piece_id: UUID, caller: Lecteur, once: OnceKey, app: Service, response: Response
) -> None:
    """The file itself is erased a little later, when the engine no longer looks at it."""
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        verifier_deposant(demande, caller.id)
        demande = await demandes.save(tx, retirer_piece(demande, piece_id, app.now()))
        await tx.reply(None, status=204)
    set_etag(response, demande)


async def _read(app: App, demande_id: UUID, caller: Caller) -> Demande:
    async with app.db.begin() as tx:
        return await demandes.read(tx, demande_id, seen_by=caller)


class Recu(NamedTuple):
    """A file that may be a piece, of whom, and the print of what was sent."""

    demande: UUID
    caller: Caller
    accepte: Accepte
    empreinte: str


async def _recu(app: App, demande_id: UUID, caller: Caller, fichier: UploadFile) -> Recu:
    """Whether the demande is the caller's is asked before the file is looked at."""
    async with app.db.begin() as tx:
        verifier_deposant(await demandes.read(tx, demande_id, seen_by=caller), caller.id)
    sent = await fichier.read(TAILLE_MAX + 1)
    accepte = await app.gate.controler(fichier.filename or "", sent)
    return Recu(demande_id, caller, accepte, sha256(sent).hexdigest())


async def _keep(
    app: App,
    response: Response,
    recu: Recu,
    key: Once | None,
    decide: Callable[[Demande, Fichier], Decision],
    *,
    status: int,
) -> PieceVue:
    """Stored first, then named by the demande; what no demande names is taken away again."""
    stored = await _stored(app.objets, recu.accepte)
    try:
        async with app.db.begin(key) as tx:
            demande = await demandes.load(tx, recu.demande, seen_by=recu.caller)
            verifier_deposant(demande, recu.caller.id)
            demande = await demandes.save(tx, decide(demande, stored))
            piece = next(p for p in demande.pieces if p.fichier == stored)
            await tx.reply(answer := PieceVue.of(piece, recu.caller.role), status=status)
    except (RuleBroken, AlreadyAnswered):
        await app.objets.remove(stored.bucket, stored.cle)  # refused, or answered before: nobody speaks of it
        raise
    set_etag(response, demande)
    return answer


async def _stored(objets: Objects, accepte: Accepte) -> Fichier:
    fichier = Fichier(
        bucket=BUCKET,
        cle=uuid4().hex,
        sha256=accepte.sha256,
        format=accepte.format,
        taille=len(accepte.octets),
        pages=accepte.pages,
    )
    await objets.put(fichier.bucket, fichier.cle, accepte.octets, fichier.format)
    return fichier
