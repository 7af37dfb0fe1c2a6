"""The thread of a dossier with who filed it."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.delivery import outbox
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from instruction.api.access import DuService, Service
from instruction.domain.dossier import DossierIntrouvable
from instruction.domain.fil import TEXTE_MAX, FilFerme, Message, MessageVide, ecrire, lus
from instruction.storage import audit, dossiers, fil

router = APIRouter(
    prefix="/api/instruction/dossiers/{demande}/messages", tags=["messages"], responses=problems(DossierIntrouvable)
)


class NouveauMessage(BaseModel):
    model_config = ConfigDict(extra="forbid")

    texte: Annotated[str, Field(max_length=TEXTE_MAX)]


class Lecture(BaseModel):
    model_config = ConfigDict(extra="forbid")

    jusqu_a: AwareDatetime


class MessageVue(BaseModel):
    """`cote` is prefecture or deposant; `lu` is whether the other side has read it."""

    id: UUID
    cote: str
    texte: str
    ecrit_le: datetime
    lu: bool

    @classmethod
    def of(cls, message: Message, lu_par: dict[str, datetime | None]) -> Self:
        lu = lu_par.get("prefecture" if message.cote == "deposant" else "deposant")
        a_ete_lu = lu is not None and message.ecrit_le <= lu
        return cls(id=message.id, cote=message.cote, texte=message.texte, ecrit_le=message.ecrit_le, lu=a_ete_lu)


@router.get("", responses=problems(CurseurInvalide))
async def get_messages(demande: UUID, caller: DuService, app: Service, paging: Pagination) -> Page[MessageVue]:
    """Newest first; looking marks nothing as read."""
    async with app.db.begin() as tx:
        await dossiers.read(tx, demande, seen_by=caller)
        found = await fil.of(tx, demande, paging)
        lu_par = {cote: await fil.read_up_to(tx, demande, cote) for cote in ("prefecture", "deposant")}
    return page(found, paging, key=lambda m: (m.ecrit_le, m.id), element=lambda m: MessageVue.of(m, lu_par))


@router.post("", status_code=201, responses=problems(FilFerme, MessageVide))
async def post_message(
    demande: UUID, body: NouveauMessage, caller: DuService, once: OnceKey, app: Service
) -> MessageVue:
    """Who filed is told by mail that there is a message, not what it says."""
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        deja = await fil.count(tx, demande, "prefecture")
        message, fait = ecrire(dossier, body.texte, uuid4(), caller.id, app.now(), deja=deja)
        await fil.add(tx, demande, message)
        await audit.note(tx, caller, "ecrire", demande, str(message.id))
        await outbox.put(tx, demande, [fait])
        await tx.reply(answer := MessageVue.of(message, {}), 201)
    return answer


@router.post("/lecture", status_code=204)
async def post_lecture(demande: UUID, body: Lecture, caller: DuService, once: OnceKey, app: Service) -> None:
    """Read up to this instant, by this service."""
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        jusqu_a = min(body.jusqu_a, app.now())
        if await fil.note_read(tx, demande, "prefecture", jusqu_a):
            await outbox.put(tx, demande, [lus(dossier, jusqu_a)])
        await tx.reply(None, 204)
