"""Dead letters from the command line: list, show, replay and drop, each decision with its author and reason.

    python -m contracts.delivery --service demandes list
    python -m contracts.delivery --service demandes replay 12 --by m.martin --reason "préfecture 972 créée"

Reads `<SERVICE>_DATABASE_URL` and `<SERVICE>_BROKER_URL` from the environment, or from files of SECRETS_DIR.
"""

import argparse
import asyncio
import json
import sys

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from contracts.delivery import dead_letters
from contracts.delivery.database import Database
from contracts.delivery.replay import settle
from contracts.settings import read


class Servers(BaseSettings):
    database_url: SecretStr
    broker_url: SecretStr


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contracts.delivery", description=__doc__)
    parser.add_argument("--service", required=True, help="accounts, demandes, ctn, instruction, …")
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="dead letters that wait for a decision")
    show = acts.add_parser("show", help="one dead letter with its body and traceback")
    show.add_argument("id", type=int)
    for act, help in (("replay", "send it to its service again"), ("drop", "give it up for good")):
        decision = acts.add_parser(act, help=help)
        decision.add_argument("id", type=int, nargs="+")
        decision.add_argument("--by", required=True, help="who decides")
        decision.add_argument("--reason", required=True)
    return parser


async def main(wanted: argparse.Namespace) -> int:
    servers = read(Servers, prefix=f"{wanted.service.upper()}_")
    database = Database(servers.database_url.get_secret_value(), pool_size=1)
    try:
        if wanted.act == "list":
            return await _list(database)
        if wanted.act == "show":
            return await _show(database, wanted.id)
        return await _decide(database, wanted, servers.broker_url.get_secret_value())
    finally:
        await database.close()


async def _list(database: Database) -> int:
    async with database.begin() as tx:
        letters = await dead_letters.waiting(tx)
    for letter in letters:
        print(letter.id, letter.died_at.isoformat(timespec="seconds"), letter.type, letter.subject, letter.cause)
    print(f"{len(letters)} dead letters", file=sys.stderr)
    return 0


async def _show(database: Database, id: int) -> int:
    async with database.begin() as tx:
        letter = await dead_letters.find(tx, id)
    if letter is None:
        return _unknown(id)
    print(f"{letter.type} · {letter.subject} · event {letter.event_id}")
    print(f"{letter.state} since {letter.died_at.isoformat()} after {letter.attempts} attempts in {letter.handler}")
    print(f"cause: {letter.cause}")
    if letter.decided_at:
        print(f"decided {letter.decided_at.isoformat()} by {letter.decided_by}: {letter.reason}")
    print(_readable(letter.body))
    print(letter.traceback or "")
    return 0


async def _decide(database: Database, wanted: argparse.Namespace, broker_url: str) -> int:
    """Replays go out in the order in which they are named; the inbox still guards against a second effect."""
    for id in wanted.id:
        async with database.begin() as tx:
            letter = await dead_letters.find(tx, id)
            if letter is None:
                return _unknown(id)
            decided = await settle(
                tx,
                letter,
                again=wanted.act == "replay",
                by=wanted.by,
                reason=wanted.reason,
                service=wanted.service,
                broker_url=broker_url,
            )
            letter = await dead_letters.find(tx, id) or letter
        if not decided:
            print(f"{id}: already {letter.state} by {letter.decided_by}", file=sys.stderr)
            return 1
        print(f"{id}: {letter.state}")
    return 0


def _readable(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return repr(body)


def _unknown(id: int) -> int:
    print(f"{id}: no such dead letter", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(arguments().parse_args())))
