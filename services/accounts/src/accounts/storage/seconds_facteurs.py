"""Second factors: of an account one that serves, one that waits for its first code, and the emergency codes."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from accounts.domain.second_facteur import Facteur
from accounts.storage.tables import codes_de_secours, seconds_facteurs
from contracts.delivery import Tx

COLONNES = [seconds_facteurs.c[champ.name] for champ in fields(Facteur)]


async def load(tx: Tx, compte: UUID, *, attendu: bool = False) -> Facteur | None:
    """Locked: a code that comes twice at once is seen as such."""
    query = select(*COLONNES).where(_de(compte, attendu)).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else Facteur(**row)


async def existe(tx: Tx, compte: UUID) -> bool:
    return (await tx.execute(select(seconds_facteurs.c.compte).where(_de(compte, False)))).one_or_none() is not None


async def poser(tx: Tx, facteur: Facteur) -> None:
    """The one before it, of this kind, is gone."""
    await tx.execute(delete(seconds_facteurs).where(_de(facteur.compte, facteur.attendu)))
    await tx.execute(insert(seconds_facteurs).values(asdict(facteur)))


async def confirmer(tx: Tx, compte: UUID, pas: int) -> None:
    """The one that waited serves from now on, in the place of the one before it."""
    await tx.execute(delete(seconds_facteurs).where(_de(compte, False)))
    await tx.execute(update(seconds_facteurs).where(_de(compte, True)).values(attendu=False, dernier_pas=pas))


async def retenir(tx: Tx, facteur: Facteur) -> None:
    """The step of the code that served last, and the key it is encrypted with."""
    values = {"dernier_pas": facteur.dernier_pas, "cle": facteur.cle, "graine": facteur.graine}
    await tx.execute(update(seconds_facteurs).where(_de(facteur.compte, facteur.attendu)).values(values))


async def retirer(tx: Tx, compte: UUID) -> None:
    await tx.execute(delete(seconds_facteurs).where(seconds_facteurs.c.compte == compte))
    await tx.execute(delete(codes_de_secours).where(codes_de_secours.c.compte == compte))


async def remplacer_codes(tx: Tx, compte: UUID, empreintes: Sequence[bytes]) -> None:
    await tx.execute(delete(codes_de_secours).where(codes_de_secours.c.compte == compte))
    await tx.execute(insert(codes_de_secours), [{"compte": compte, "empreinte": empreinte} for empreinte in empreintes])


async def utiliser_code(tx: Tx, compte: UUID, empreinte: bytes, now: datetime) -> bool:
    """False when there is none that has not served."""
    vivant = _code(compte) & (codes_de_secours.c.empreinte == empreinte)
    done = await tx.execute(update(codes_de_secours).where(vivant).values(utilise_le=now))
    return bool(done.rowcount == 1)


async def codes_restants(tx: Tx, compte: UUID) -> int:
    query = select(func.count()).select_from(codes_de_secours).where(_code(compte))
    return int((await tx.execute(query)).scalar_one())


def _de(compte: UUID, attendu: bool) -> ColumnElement[bool]:
    return (seconds_facteurs.c.compte == compte) & (seconds_facteurs.c.attendu.is_(attendu))


def _code(compte: UUID) -> ColumnElement[bool]:
    return (codes_de_secours.c.compte == compte) & codes_de_secours.c.utilise_le.is_(None)
