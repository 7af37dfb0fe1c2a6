"""Clients: programs that ask for access tokens in their own name."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from accounts.domain.client import Client
from accounts.storage.tables import clients
from contracts.delivery import Tx
from contracts.identity.tokens import ROLES


async def par_client_id(tx: Tx, client_id: str) -> Client | None:
    row = (await tx.execute(select(clients).where(clients.c.client_id == client_id))).mappings().one_or_none()
    return None if row is None else Client(**{**row, "role": ROLES[row["role"]]})


async def save(tx: Tx, client: Client) -> None:
    """New, or with a new secret and name under the same client_id."""
    values = asdict(client)
    change = {name: values[name] for name in ("role", "nom", "empreinte")}
    await tx.execute(insert(clients).values(values).on_conflict_do_update(index_elements=["client_id"], set_=change))
