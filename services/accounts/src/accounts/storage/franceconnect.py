"""Logins by FranceConnect on their way: each row serves once, whoever comes first."""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from accounts.domain.activation import empreinte
from accounts.domain.franceconnect import Aller, Passage
from accounts.domain.identite import Identite
from accounts.storage.tables import franceconnect_allers as allers
from accounts.storage.tables import franceconnect_passages as passages
from accounts.storage.tables import franceconnect_sessions, sessions
from contracts.delivery import Tx


class Etape(StrEnum):
    """What a passage waits for: the page that the browser landed on, or the person's choice of an account."""

    CODE = "code"
    RATTACHEMENT = "rattachement"


async def partir(tx: Tx, etat: str, aller: Aller) -> None:
    await tx.execute(insert(allers).values(etat=empreinte(etat), **asdict(aller)))


async def revenir(tx: Tx, etat: str) -> Aller | None:
    """Taken out: a state that comes a second time is unknown."""
    query = delete(allers).where(allers.c.etat == empreinte(etat)).returning(*allers.c)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else Aller(**{name: row[name] for name in Aller.__dataclass_fields__})


async def attendre(tx: Tx, etape: Etape, jeton: str, passage: Passage) -> None:
    await tx.execute(insert(passages).values(empreinte=empreinte(jeton), etape=etape.value, **asdict(passage)))


async def lire(tx: Tx, etape: Etape, jeton: str) -> Passage | None:
    """To look at it, before the costly part of what it is for."""
    row = (await tx.execute(select(*passages.c).where(_de(etape, jeton)))).mappings().one_or_none()
    return None if row is None else _passage(row)


async def prendre(tx: Tx, etape: Etape, jeton: str) -> Passage | None:
    """Taken out with this transaction, or still there when it fails."""
    row = (await tx.execute(delete(passages).where(_de(etape, jeton)).returning(*passages.c))).mappings().one_or_none()
    return None if row is None else _passage(row)


def _de(etape: Etape, jeton: str) -> Any:
    return (passages.c.empreinte == empreinte(jeton)) & (passages.c.etape == etape.value)


def _passage(row: Any) -> Passage:
    values = {name: row[name] for name in Passage.__dataclass_fields__}
    return Passage(**values | {"identite": identite_de(row["identite"])})


def identite_de(kept: dict[str, Any]) -> Identite:
    return Identite(**kept | {"prenoms": tuple(kept["prenoms"])})


async def noter_session(tx: Tx, session: UUID, id_token: str) -> None:
    """FranceConnect opened it: its logout will want to see this."""
    await tx.execute(insert(franceconnect_sessions).values(session=session, id_token=id_token))


async def id_token_de(tx: Tx, compte: UUID, acces: UUID) -> str | None:
    """Of the session to which an access token belongs, if FranceConnect opened it."""
    query = select(franceconnect_sessions.c.id_token).join(sessions).where(_a_qui(compte, acces))
    return (await tx.execute(query)).scalar_one_or_none()


async def ouverte_le(tx: Tx, compte: UUID, acces: UUID) -> datetime | None:
    """Likewise: since when."""
    query = select(sessions.c.ouverte_le).join(franceconnect_sessions).where(_a_qui(compte, acces))
    return (await tx.execute(query)).scalar_one_or_none()


def _a_qui(compte: UUID, acces: UUID) -> Any:
    return (sessions.c.compte == compte) & sessions.c.acces.contains([acces])
