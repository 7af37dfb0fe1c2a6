"""/api/notifications: what the caller was told («MES MESSAGES», seed 001)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from contracts.errors import RuleBroken
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from contracts.identity import Authenticated
from notifications.app import App
from notifications.storage import messages
from notifications.storage.messages import Recu

router = APIRouter(prefix="/api/notifications", tags=["messages"])


def service(request: Request) -> App:
    app: App = request.app.state.app
    return app


Service = Annotated[App, Depends(service)]


class MessageIntrouvable(RuleBroken):
    slug = "message-introuvable"
    title = "Ce message n'existe pas ou ne vous est pas adressé"
    kind = "introuvable"


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


class Messages(Page[MessageVue]):
    non_lus: int


@router.get("", responses=problems(CurseurInvalide))
async def get_messages(caller: Authenticated, app: Service, paging: Pagination) -> Messages:
    """Newest first."""
    async with app.db.begin() as tx:
        found = await messages.of_account(tx, caller.id, paging)
        non_lus = await messages.unread(tx, caller.id)
    shown = page(found, paging, key=lambda recu: (recu.cree_le, recu.id), element=MessageVue.of)
    return Messages(elements=shown.elements, suivant=shown.suivant, non_lus=non_lus)


@router.post("/{message_id}/lecture", status_code=204, responses=problems(MessageIntrouvable))
async def post_lecture(message_id: UUID, caller: Authenticated, once: OnceKey, app: Service) -> None:
    """Twice is once."""
    async with app.db.begin(once) as tx:
        if not await messages.mark_read(tx, caller.id, message_id, app.now()):
            raise MessageIntrouvable("Rechargez la liste de vos messages.")
        await tx.reply(None, status=204)
