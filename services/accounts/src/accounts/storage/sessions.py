"""Sessions: one row for each family of refresh tokens."""

from dataclasses import asdict
from datetime import datetime
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
    values = {
        "empreinte": session.empreinte,
        "acces": list(session.acces),
        "utilisee_le": session.utilisee_le,
    }
    await tx.execute(update(sessions).where(sessions.c.id == session.id).values(values))


async def fermer(tx: Tx, id: UUID) -> None:
    await tx.execute(delete(sessions).where(sessions.c.id == id))


async def fermer_par_acces(tx: Tx, compte: UUID, acces: UUID) -> None:
    """The session of this account to which an access token belongs; none, if it has ended already."""
    await tx.execute(delete(sessions).where((sessions.c.compte == compte) & sessions.c.acces.contains([acces])))


async def fermer_toutes(tx: Tx, compte: UUID, *, sauf_acces: UUID | None = None) -> None:
    """All of an account, but the one to which that access token belongs."""
    theirs = sessions.c.compte == compte
    if sauf_acces is not None:
        theirs &= ~sessions.c.acces.contains([sauf_acces])
    await tx.execute(delete(sessions).where(theirs))


async def fermer_une(tx: Tx, compte: UUID, id: UUID) -> bool:
    """False when this account has no such session."""
    done = await tx.execute(delete(sessions).where((sessions.c.compte == compte) & (sessions.c.id == id)))
    return bool(done.rowcount == 1)


async def du_compte(tx: Tx, compte: UUID, now: datetime) -> list[Session]:
    """The living ones, the last used first; nobody has a hundred devices."""
    theirs = (sessions.c.compte == compte) & (sessions.c.expire_le > now)
    rows = await tx.execute(select(sessions).where(theirs).order_by(sessions.c.utilisee_le.desc()).limit(100))
    return [Session(**{**row, "acces": tuple(row["acces"])}) for row in rows.mappings()]
