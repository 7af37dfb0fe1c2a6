"""/api/notifications: what the caller was told («MES MESSAGES», seed 001)."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from contracts.identity import Authenticated
from notifications.api.acces import MessageIntrouvable, Service
from notifications.domain.adresses import COORDONNEES, AdresseMorte
from notifications.domain.message import Canal
from notifications.storage import adresses, messages
from notifications.storage.messages import Recu

router = APIRouter(prefix="/api/notifications", tags=["messages"])


class MessageVue(BaseModel):
    """One message."""

    id: UUID
    demande: UUID | None
    modele: str
    canal: str
    objet: str
    texte: str
    cree_le: datetime
    lu_le: datetime | None
    etat: str

    @classmethod
    def of(cls, recu: Recu) -> "MessageVue":
        return cls(**recu._asdict())


class AdresseMorteVue(BaseModel):
    """A coordinate of the caller where nothing arrives, and what to do about it."""

    canal: Canal
    apercu: str
    cause: str
    depuis: datetime
    remede: str

    @classmethod
    def of(cls, morte: AdresseMorte) -> "AdresseMorteVue":
        remede = f"Donnez {COORDONNEES[morte.canal]} dans « Mon compte »."
        return cls(canal=morte.canal, apercu=morte.apercu, cause=morte.cause, depuis=morte.depuis, remede=remede)


class Messages(Page[MessageVue]):
    """`adresses_mortes`: where the caller is not written to any more, until he gives another address."""

    non_lus: int
    adresses_mortes: list[AdresseMorteVue]


@router.get("", responses=problems(CurseurInvalide))
async def get_messages(caller: Authenticated, app: Service, paging: Pagination) -> Messages:
    """Newest first."""
    async with app.db.begin() as tx:
        found = await messages.of_account(tx, caller.id, paging)
        non_lus = await messages.unread(tx, caller.id)
        mortes = [AdresseMorteVue.of(morte) for morte in await adresses.of_account(tx, caller.id)]
    shown = page(found, paging, key=lambda recu: (recu.cree_le, recu.id), element=MessageVue.of)
    return Messages(elements=shown.elements, suivant=shown.suivant, non_lus=non_lus, adresses_mortes=mortes)


@router.post("/{message_id}/lecture", status_code=204, responses=problems(MessageIntrouvable))
async def post_lecture(message_id: UUID, caller: Authenticated, once: OnceKey, app: Service) -> None:
    """Twice is once."""
    async with app.db.begin(once) as tx:
        if not await messages.mark_read(tx, caller.id, message_id, app.now()):
            raise MessageIntrouvable("Rechargez la liste de vos messages.")
        await tx.reply(None, status=204)
