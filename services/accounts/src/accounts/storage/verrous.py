"""Locks on what has no row yet: two sign-ups of one person, two people with one initial and surname."""

from sqlalchemy import text

from contracts.delivery import Tx

VERROU = text("SELECT pg_advisory_xact_lock(hashtextextended(:quoi, 0))")


async def verrouiller(tx: Tx, *quoi: str) -> None:
    """Held until the end of the transaction; others who want the same wait."""
    await tx.execute(VERROU, {"quoi": "\x1f".join(quoi)})
