"""The next dossier is found by the indexes of those that wait, however its statement is planned."""

import re
from uuid import uuid4

import pytest
from ctn_builders import Horloge
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from ctn_verification.app import App
from ctn_verification.storage import prises
from ctn_verification.storage.filtre import Filtre

PEUPLER = """
INSERT INTO dossiers (demande, etat, tour, pieces, depuis, avis, a_revoir, version)
SELECT gen_random_uuid(), CASE WHEN i % 5 = 0 THEN 'a_examiner' ELSE 'conforme' END, 1, '[]',
    now() - make_interval(secs => i), '{}', false, 1
FROM generate_series(1, 5000) AS i
"""


@pytest.mark.parametrize("plan", ["force_custom_plan", "force_generic_plan"])
async def test_who_asks_for_the_next_reads_no_more_than_the_next(app: App, horloge: Horloge, plan: str) -> None:
    dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
    sien, libre = prises.oldest(Filtre(), uuid4(), horloge(), [])
    async with app.db.begin() as tx:
        await tx.execute(text(PEUPLER))
        await tx.execute(text(f"SET LOCAL plan_cache_mode = {plan}"))
        plans = []
        for query in (sien, libre):
            said = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
            prepared = await tx.driver.prepare(f"EXPLAIN (ANALYZE, FORMAT JSON) {said}")
            plans.append(str(await prepared.fetchval(*(said.params[name] for name in said.positiontup or ()))))

    assert ["dossiers_en_main" in plans[0], "dossiers_a_examiner" in plans[1]] == [True, True]
    assert not any("Seq Scan" in found or "Sort Key" in found for found in plans)
    assert {rows for found in plans for rows in re.findall(r"Rows Removed by Filter\W+(\d+)", found)} <= {"0"}
