"""/api/notifications/envois: what became of messages, for who looks after the sending; never what they said."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from contracts.errors import RuleBroken
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from notifications.api.acces import Exploitant, MessageIntrouvable, Service
from notifications.domain.adresses import empreinte
from notifications.domain.catalogue import libelle
from notifications.domain.message import Canal, Etat
from notifications.storage import adresses, envois, messages, tentatives
from notifications.storage.envois import Envoi, Filtre
from notifications.storage.tentatives import Tentative

router = APIRouter(prefix="/api/notifications/envois", tags=["envois"])


class RelanceImpossible(RuleBroken):
    slug = "relance-impossible"
    title = "Ce message ne peut pas être envoyé de nouveau"
    kind = "conflit"


class EnvoiVu(BaseModel):
    """A message without its words and without its address."""

    id: UUID
    demande: UUID | None
    compte: UUID | None
    role: str
    modele: str
    libelle: str
    canal: str
    etat: str
    essais: int
    faute: str | None
    cree_le: datetime
    prochain_essai: datetime | None
    fini_le: datetime | None
    arrive_le: datetime | None

    @classmethod
    def of(cls, envoi: Envoi) -> "EnvoiVu":
        known = envoi._asdict()
        if envoi.fini_le is not None:
            known["prochain_essai"] = None
        return cls(**known, libelle=libelle(envoi.modele))


class TentativeVue(BaseModel):
    """One try, or what was heard afterwards; `reference` is the server's or the operator's name for it."""

    le: datetime
    canal: str
    issue: str
    reference: str | None
    cause: str | None

    @classmethod
    def of(cls, tentative: Tentative) -> "TentativeVue":
        return cls(**tentative._asdict())


class EnvoiDetaille(EnvoiVu):
    tentatives: list[TentativeVue]


def filtre(
    etat: Annotated[list[Etat], Query(max_length=len(Etat))] = [],  # noqa: B006 - read, never changed
    canal: Canal | None = None,
    modele: Annotated[str | None, Query(max_length=40)] = None,
    demande: UUID | None = None,
    compte: UUID | None = None,
) -> Filtre:
    return Filtre([un.value for un in etat], canal, modele, demande, compte)


@router.get("", responses=problems(CurseurInvalide))
async def get_envois(
    _: Exploitant, app: Service, wanted: Annotated[Filtre, Depends(filtre)], paging: Pagination
) -> Page[EnvoiVu]:
    """Newest first; `etat=echec_definitif` shows those that failed."""
    async with app.db.begin() as tx:
        found = await envois.find(tx, wanted, paging)
    return page(found, paging, key=lambda envoi: (envoi.cree_le, envoi.id), element=EnvoiVu.of)


@router.get("/{envoi_id}", responses=problems(MessageIntrouvable))
async def get_envoi(envoi_id: UUID, _: Exploitant, app: Service) -> EnvoiDetaille:
    """With each try."""
    async with app.db.begin() as tx:
        found = await envois.one(tx, envoi_id)
        tries = await tentatives.of_message(tx, envoi_id)
    if found is None:
        raise MessageIntrouvable("Reprenez-le dans la liste des envois.")
    return EnvoiDetaille(**EnvoiVu.of(found).model_dump(), tentatives=[TentativeVue.of(one) for one in tries])


@router.post("/{envoi_id}/relance", status_code=204, responses=problems(MessageIntrouvable, RelanceImpossible))
async def post_relance(envoi_id: UUID, _: Exploitant, once: OnceKey, app: Service) -> None:
    """A message that failed is tried again from the first time on; who asks for it knows that its address works."""
    async with app.db.begin(once) as tx:
        message = await messages.load(tx, envoi_id)
        if message is None:
            raise MessageIntrouvable("Reprenez-le dans la liste des envois.")
        if not await envois.again(tx, envoi_id, app.now()):
            raise RelanceImpossible(
                "Seul un message qui a échoué, et dont le texte est encore conservé, peut repartir."
            )
        await adresses.revive(tx, empreinte(message.canal, message.adresse, app.cles.sceau))
        await tx.reply(None, status=204)
    app.reveiller()
