"""Many e-photos in one deposit: taken at once, looked at one by one, followed until each has its code or its causes."""

import hashlib
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, NamedTuple, Self
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from contracts.http import AlreadyAnswered, CleReutilisee, OnceKey, problems
from contracts.objects import StockageAbsent
from contracts.vocabulary.causes import Cause
from ctn_verification.api.ephotos import CHEMIN as EPHOTOS
from ctn_verification.api.ephotos import ControleDit
from ctn_verification.api.requests import Photographe, Service
from ctn_verification.app import App
from ctn_verification.controle import OCTETS_MAX
from ctn_verification.domain.lot import (
    EN_ATTENTE_MAX,
    PAIRES_MAX,
    Cle,
    Element,
    EtatElement,
    LotIncoherent,
    LotIntrouvable,
    TropDEphotosEnAttente,
    cle_de,
    verifier_lot,
)
from ctn_verification.domain.verdict import refuser
from ctn_verification.storage import lots
from ctn_verification.storage.lots import Lot

CHEMIN = f"{EPHOTOS}/lots"
CORPS_MAX = 64 * 1024 * 1024


class BoundedForm(APIRoute):
    """Reads the form before FastAPI does, which would let in a thousand files."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            if request.headers.get("content-type", "").startswith("multipart/"):
                await request.form(max_files=2 * PAIRES_MAX + 2, max_fields=PAIRES_MAX + 1, max_part_size=1024)
            return await handle(request)

        return bounded


router = APIRouter(prefix=CHEMIN, tags=["e-photos"], route_class=BoundedForm)


class Paire(NamedTuple):
    """One photo with its signature, as they lie on the disk: fifty of them are never in memory at once."""

    reference: str
    photo: UploadFile
    signature: UploadFile

    async def lire(self) -> tuple[bytes, bytes]:
        for fichier in (self.photo, self.signature):
            await fichier.seek(0)
        return await self.photo.read(OCTETS_MAX + 1), await self.signature.read(OCTETS_MAX + 1)


class ElementVu(BaseModel):
    """`code` stands here for a day after the deposit; null before the engine has looked, and for what is refused."""

    reference: str
    etat: str = Field(description="en_attente, accepte or refuse")
    id: UUID | None = None
    code: str | None = None
    expire_le: datetime | None = None
    photo: ControleDit | None = None
    signature: ControleDit | None = None

    @classmethod
    def of(cls, element: Element, *, avec_code: bool) -> Self:
        dits = {nom: ControleDit.of(verdict) for nom, verdict in element.verdicts.items()}
        return cls(
            reference=element.reference,
            etat=element.etat,
            id=element.ephoto,
            code=element.code if avec_code else None,
            expire_le=element.expire_le,
            photo=dits.get("photo"),
            signature=dits.get("signature"),
        )


class LotVu(BaseModel):
    """How far it is: `traites` of `total`; the elements in the order in which they were sent."""

    id: UUID
    depose_le: datetime
    total: int
    traites: int
    elements: list[ElementVu]

    @classmethod
    def of(cls, lot: Lot, *, avec_code: bool) -> Self:
        return cls(
            id=lot.id,
            depose_le=lot.depose_le,
            total=len(lot.elements),
            traites=sum(element.etat is not EtatElement.EN_ATTENTE for element in lot.elements),
            elements=[ElementVu.of(element, avec_code=avec_code) for element in lot.elements],
        )


@router.post(
    "",
    status_code=202,
    responses=problems(LotIncoherent, TropDEphotosEnAttente, CleReutilisee, StockageAbsent),
)
async def post_lot(
    references: Annotated[list[str], Form(description="The photographer's own, one for each photo.")],
    photos: Annotated[list[UploadFile], File(description="In the order of the references.")],
    signatures: Annotated[list[UploadFile], File(description="In the order of the references.")],
    caller: Photographe,
    once: OnceKey,
    app: Service,
) -> LotVu:
    """Kept, and looked at in the background. The same pair under the same reference again is the same e-photo."""
    verifier_lot(references, len(photos), len(signatures))
    async with app.db.begin() as tx:
        if await lots.waiting(tx, caller.id) + len(photos) > EN_ATTENTE_MAX:
            raise TropDEphotosEnAttente
    paires = [Paire(*paire) for paire in zip(references, photos, signatures, strict=True)]
    cles = [cle_de(paire.reference, *await paire.lire()) for paire in paires]
    async with app.db.begin() as tx:
        connus = await lots.known(tx, caller.id, cles)
    nouveaux = [
        await _ranger(app, caller.id, cle, *await paire.lire())
        for cle, paire in zip(cles, paires, strict=True)
        if cle not in connus
    ]
    try:
        async with app.db.begin(once and once.of(_empreinte(cles))) as tx:
            lot = await lots.add(tx, app.id(), caller.id, nouveaux, cles, app.now())
            await tx.reply(vu := LotVu.of(lot, avec_code=False), 202)
    except (AlreadyAnswered, CleReutilisee):
        await _oublier(app, nouveaux)
        raise
    gardes = {element.id for element in lot.elements}
    await _oublier(app, (element for element in nouveaux if element.id not in gardes))
    return vu


@router.get("/{lot}", responses=problems(LotIntrouvable))
async def get_lot(lot: UUID, caller: Photographe, app: Service, response: Response) -> LotVu:
    """With the codes of what was accepted, for a day."""
    async with app.db.begin() as tx:
        found = await lots.find(tx, lot, caller.id)
    response.headers["Cache-Control"] = "private, no-store"
    return LotVu.of(found, avec_code=True)


async def _ranger(app: App, photographe: UUID, cle: Cle, photo: bytes, signature: bytes) -> Element:
    """What was sent, until the engine has looked; what is too heavy is refused unseen."""
    element = Element(app.id(), photographe, *cle, app.id().hex, app.id().hex, app.now())
    envoyes = {"photo": (element.photo, photo), "signature": (element.signature, signature)}
    if lourds := [nom for nom, (_, octets) in envoyes.items() if len(octets) > OCTETS_MAX]:
        verdicts = {nom: refuser(Cause.FICHIER_TROP_LOURD) for nom in lourds}
        return replace(element, etat=EtatElement.REFUSE, verdicts=verdicts)
    for objet, octets in envoyes.values():
        await app.objets.put(app.bucket_photos, objet, octets, "application/octet-stream")
    return element


async def _oublier(app: App, elements: Iterable[Element]) -> None:
    for element in elements:
        for cle in (element.photo, element.signature):
            await app.objets.remove(app.bucket_photos, cle)


def _empreinte(cles: Iterable[Cle]) -> str:
    return hashlib.sha256(repr(list(cles)).encode()).hexdigest()
