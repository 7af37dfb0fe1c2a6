"""The thread with the préfecture: who filed writes and reads, the candidate of a school's demande reads."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.delivery import outbox
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from contracts.vocabulary.roles import Role
from demandes.api.access import Lecteur, Service
from demandes.domain.acces import SeulLeDeposant
from demandes.domain.demande import DemandeIntrouvable
from demandes.domain.fil import TEXTE_MAX, FilFerme, Message, MessageVide, ecrire, lire
from demandes.domain.journal import MESSAGES
from demandes.storage import demandes, fil, journal, tentatives
from demandes.storage.tentatives import TropDeTentatives

router = APIRouter(
    prefix="/api/demandes/{demande_id}/messages", tags=["messages"], responses=problems(DemandeIntrouvable)
)

ECRIVAINS = {"prefecture": "Préfecture ou DDT(M)", "auto_ecole": "Auto-école", "usager": "Candidat"}
POUR_LE_CANDIDAT = {"prefecture": "La préfecture ou DDT(M)", "auto_ecole": "Votre auto-école", "usager": "Vous"}
"""Who wrote, in the words of who reads."""

ESSAIS, PERIODE = 20, timedelta(hours=1)
"""How many messages leave a demande in an hour: a conversation, not a machine."""


class NouveauMessage(BaseModel):
    model_config = ConfigDict(extra="forbid")

    texte: Annotated[str, Field(max_length=TEXTE_MAX)]


class MessagesLus(BaseModel):
    model_config = ConfigDict(extra="forbid")

    jusqu_a: AwareDatetime


class MessageVue(BaseModel):
    """`auteur` is an office or a part, never a name; `lu` is whether the other side has read it."""

    id: UUID
    auteur: str
    texte: str
    ecrit_le: datetime
    lu: bool

    @classmethod
    def to(cls, reader: Role, message: Message, lus: "Lus") -> Self:
        mots: Mapping[str, str] = POUR_LE_CANDIDAT if reader is Role.USAGER else ECRIVAINS
        auteur = mots.get(message.role, mots["prefecture"])
        lu = lus.get("prefecture" if message.cote == "deposant" else "deposant")
        a_ete_lu = lu is not None and message.ecrit_le <= lu
        return cls(id=message.id, auteur=auteur, texte=message.texte, ecrit_le=message.ecrit_le, lu=a_ete_lu)


Lus = dict[str, datetime | None]


@router.get("", responses=problems(CurseurInvalide))
async def get_messages(demande_id: UUID, caller: Lecteur, app: Service, paging: Pagination) -> Page[MessageVue]:
    """Newest first; looking marks nothing as read."""
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
        await journal.note_reader(tx, demande, caller, MESSAGES, app.now())
        found = await fil.of(tx, demande_id, paging)
        lus: Lus = {cote: await fil.read_up_to(tx, demande_id, cote) for cote in ("prefecture", "deposant")}
    return page(found, paging, key=lambda m: (m.ecrit_le, m.id), element=lambda m: MessageVue.to(caller.role, m, lus))


@router.post("", status_code=201, responses=problems(SeulLeDeposant, FilFerme, MessageVide, TropDeTentatives))
async def post_message(
    demande_id: UUID, body: NouveauMessage, caller: Lecteur, once: OnceKey, app: Service
) -> MessageVue:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        deja = await fil.count(tx, demande_id, "deposant")
        message, fait = ecrire(demande, caller.id, body.texte, uuid4(), app.now(), deja=deja)
        await tentatives.count(tx, "message", str(demande_id), app.now(), au_plus=ESSAIS, par=PERIODE)
        await fil.add(tx, demande_id, message)
        await outbox.put(tx, demande_id, [fait])
        await tx.reply(answer := MessageVue.to(caller.role, message, {}), 201)
    return answer


@router.post("/lecture", status_code=204, responses=problems(SeulLeDeposant))
async def post_lecture(demande_id: UUID, body: MessagesLus, caller: Lecteur, once: OnceKey, app: Service) -> None:
    """Read up to this instant: the préfecture sees it."""
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        jusqu_a = min(body.jusqu_a, app.now())
        fait = lire(demande, caller.id, jusqu_a)
        if fait is not None and await fil.note_read(tx, demande_id, "deposant", jusqu_a):
            await outbox.put(tx, demande_id, [fait])
        await tx.reply(None, 204)
