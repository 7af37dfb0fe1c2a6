"""The versions make the tables of the code, and can be undone."""

import asyncio
from collections.abc import Callable

from contracts.delivery.migration import check, downgrade, upgrade
from documents_pdf.__main__ import MIGRATIONS


async def test_up_down_and_up_again(environment_of: Callable[[str], dict[str, str]]) -> None:
    owner = environment_of("documents")["DOCUMENTS_OWNER_DATABASE_URL"]

    for step in (
        lambda: downgrade(MIGRATIONS, owner, "base"),
        lambda: upgrade(MIGRATIONS, owner),
        lambda: check(MIGRATIONS, owner),
    ):
        await asyncio.to_thread(step)
