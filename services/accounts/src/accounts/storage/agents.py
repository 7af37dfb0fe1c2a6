"""Agents and invitations, as an administrator lists them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_

from accounts.domain.delais import AGENTS
from accounts.domain.noms import plier
from accounts.storage.tables import comptes, seconds_facteurs
from contracts.delivery import Tx
from contracts.http import Paging

PERSONNE = [comptes.c[name] for name in ("id", "role", "nom", "prenom", "email", "prefecture")]
LEURS = comptes.c.role.in_(sorted(AGENTS))


@dataclass(frozen=True)
class Invite:
    id: UUID
    role: str
    nom: str
    prenom: str
    email: str
    prefecture: str | None
    expire_le: datetime


@dataclass(frozen=True)
class Agent:
    id: UUID
    role: str
    nom: str
    prenom: str
    email: str
    prefecture: str | None
    identifiant: str
    active_le: datetime
    connexion_le: datetime | None
    second_facteur: bool


async def invites(tx: Tx, paging: Paging) -> list[Invite]:
    """Those that wait, the first to expire first."""
    query = select(*PERSONNE, comptes.c.expire_le).where(LEURS, comptes.c.expire_le.is_not(None))
    query = query.order_by(comptes.c.expire_le, comptes.c.id).limit(paging.fetch)
    if after := paging.after(datetime, UUID):
        query = query.where(tuple_(comptes.c.expire_le, comptes.c.id) > after)
    return [Invite(**row) for row in (await tx.execute(query)).mappings()]


async def actifs(tx: Tx, q: str, paging: Paging) -> list[Agent]:
    """By identifiant; `q` begins a name, a first name or an identifiant."""
    query = _agents().order_by(comptes.c.identifiant).limit(paging.fetch)
    if mot := plier(q):
        debuts: list[ColumnElement[bool]] = [
            colonne.startswith(mot, autoescape=True)
            for colonne in (comptes.c.cle_nom, comptes.c.cle_prenom, comptes.c.identifiant)
        ]
        query = query.where(debuts[0] | debuts[1] | debuts[2])
    if after := paging.after(str):
        query = query.where(comptes.c.identifiant > after[0])
    return [Agent(**row) for row in (await tx.execute(query)).mappings()]


def _agents() -> Select[Any]:
    enrole = select(seconds_facteurs.c.compte).where(
        seconds_facteurs.c.compte == comptes.c.id, seconds_facteurs.c.attendu.is_(False)
    )
    colonnes = [*PERSONNE, *(comptes.c[name] for name in ("identifiant", "active_le", "connexion_le"))]
    actifs = (comptes.c.active_le.is_not(None), comptes.c.desactive_le.is_(None))
    return select(*colonnes, enrole.exists().label("second_facteur")).where(LEURS, *actifs)
