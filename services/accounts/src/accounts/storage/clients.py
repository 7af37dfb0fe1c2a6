"""Clients: programs that ask for access tokens in their own name."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from accounts.domain.client import Client
from accounts.storage.tables import clients
from contracts.delivery import Tx
from contracts.http import Paging
from contracts.identity.tokens import ROLES


async def par_client_id(tx: Tx, client_id: str, *, locked: bool = False) -> Client | None:
    query = select(clients).where(clients.c.client_id == client_id)
    row = (await tx.execute(query.with_for_update() if locked else query)).mappings().one_or_none()
    return None if row is None else _client(row)


async def tous(tx: Tx, paging: Paging) -> list[Client]:
    """By their client_id; revoked ones too."""
    query = select(clients).order_by(clients.c.client_id).limit(paging.fetch)
    if after := paging.after(str):
        query = query.where(clients.c.client_id > after[0])
    return [_client(row) for row in (await tx.execute(query)).mappings()]


async def save(tx: Tx, client: Client) -> None:
    """New, or changed under the same client_id."""
    values = asdict(client) | {"portees": list(client.portees)}
    change = {name: value for name, value in values.items() if name not in ("id", "client_id", "cree_le")}
    await tx.execute(insert(clients).values(values).on_conflict_do_update(index_elements=["client_id"], set_=change))


def _client(row: Mapping[Any, Any]) -> Client:
    return Client(**{**row, "role": ROLES[row["role"]], "portees": tuple(row["portees"])})
