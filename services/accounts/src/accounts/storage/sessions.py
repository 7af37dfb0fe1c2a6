"""Sessions: one row for each family of refresh tokens."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from accounts.domain.session import Session
from accounts.storage.tables import sessions
from contracts.delivery import Tx


async def load(tx: Tx, id: UUID) -> Session | None:
    """To renew it: locked until the end of the transaction, so that two renewals with one token are seen as such."""
    row = (await tx.execute(select(sessions).where(sessions.c.id == id).with_for_update())).mappings().one_or_none()
    return None if row is None else Session(**{**row, "acces": tuple(row["acces"])})


async def ouvrir(tx: Tx, session: Session) -> None:
    await tx.execute(insert(sessions).values(asdict(session) | {"acces": list(session.acces)}))


async def renouveler(tx: Tx, session: Session) -> None:
    values = {"empreinte": session.empreinte, "acces": list(session.acces)}
    await tx.execute(update(sessions).where(sessions.c.id == session.id).values(values))


async def fermer(tx: Tx, id: UUID) -> None:
    await tx.execute(delete(sessions).where(sessions.c.id == id))


async def fermer_par_acces(tx: Tx, compte: UUID, acces: UUID) -> None:
    """The session of this account to which an access token belongs; none, if it has ended already."""
    await tx.execute(delete(sessions).where((sessions.c.compte == compte) & sessions.c.acces.contains([acces])))


async def fermer_toutes(tx: Tx, compte: UUID) -> None:
    await tx.execute(delete(sessions).where(sessions.c.compte == compte))
