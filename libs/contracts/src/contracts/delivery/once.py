"""The statements that make a transaction happen once: the inbox, the met deadline, the kept answer.

They run on the driver itself, not through SQLAlchemy: each event passes here, and this is a third of the cost.
"""

from typing import Any

import asyncpg

from contracts.delivery.deadline import Deadline
from contracts.delivery.envelope import Received
from contracts.http.once import AlreadyAnswered, CleReutilisee, Once

Driver = asyncpg.Connection


class AlreadyHandled(Exception):
    """This event, or this deadline, has had its effect: nothing to do."""


class BehindParked(Exception):
    """An earlier event of the same subject is on the retry ladder: this one waits its turn."""


HANDLE = """
    WITH ahead AS (
        SELECT 1 FROM parked WHERE source = $2 AND subject = $3 AND sequence < $4 LIMIT 1
    ), new AS (
        INSERT INTO inbox (event_id) SELECT $1 WHERE NOT EXISTS (SELECT FROM ahead)
        ON CONFLICT (event_id) DO NOTHING RETURNING event_id
    ), freed AS (
        DELETE FROM parked WHERE event_id IN (SELECT event_id FROM new)
    )
    SELECT EXISTS (SELECT FROM ahead) AS behind, EXISTS (SELECT FROM new) AS new
"""
MEET = "DELETE FROM deadlines WHERE id = $1 AND due_at = $2 RETURNING id"
ASK = """INSERT INTO answers (caller, key, fingerprint) VALUES ($1, $2, $3)
         ON CONFLICT (caller, key) DO NOTHING RETURNING key"""
ANSWERED = "SELECT fingerprint, status, body FROM answers WHERE caller = $1 AND key = $2"
ANSWER = "UPDATE answers SET status = $3, body = $4 WHERE caller = $1 AND key = $2"


async def claim(driver: "Driver[Any]", cause: "Received[Any] | Once | Deadline | None") -> None:
    """Make sure that the transaction which begins is the first for its cause. Raises what `begin` says it raises."""
    match cause:
        case Received():
            row = await driver.fetchrow(HANDLE, cause.id, cause.source, str(cause.subject), cause.sequence)
            assert row is not None
            if row["behind"]:
                raise BehindParked
            if not row["new"]:
                raise AlreadyHandled
        case Deadline():
            if await driver.fetchval(MEET, cause.id, cause.due_at) is None:
                raise AlreadyHandled
        case Once():
            if await driver.fetchval(ASK, cause.caller, cause.key, cause.fingerprint) is None:
                row = await driver.fetchrow(ANSWERED, cause.caller, cause.key)
                assert row is not None
                if row["fingerprint"] != cause.fingerprint:
                    raise CleReutilisee
                raise AlreadyAnswered(row["status"] or 204, row["body"] or b"")
