"""I2, I3, I4, I6: what was said is sent, has its effect once with each who listens, in order, and nothing is dead."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence

from deploy.local.catalogue import services
from deploy.local.topology import PARTNER_QUEUE, VHOST
from deploy.verify.lieu import Constat, Lieu, Row

OUTBOX = "SELECT position, id, exchange, subject, sequence, type, sent_at FROM outbox ORDER BY position"
INBOX = "SELECT event_id, handled_at FROM inbox"


async def constats(lieu: Lieu) -> list[Constat]:
    names = list(services())
    said = dict(zip(names, await asyncio.gather(*(lieu.rows(name, OUTBOX) for name in names)), strict=True))
    heard = dict(zip(names, await asyncio.gather(*(lieu.rows(name, INBOX) for name in names)), strict=True))
    handled = {name: {row["event_id"]: row["handled_at"] for row in rows} for name, rows in heard.items()}
    return [
        await _sent(lieu, said),
        await _once(lieu, said, handled),
        _ordered(lieu, said, handled),
        await _none_dead(lieu),
    ]


async def _sent(lieu: Lieu, said: dict[str, list[Row]]) -> Constat:
    constat = Constat("I2", "every event is sent")
    for name, rows in said.items():
        constat.looked_at += len(rows)
        constat.faults += [f"{name}: {row['type']} {row['id']} is not sent" for row in rows if row["sent_at"] is None]
        for row in await lieu.rows(
            name, "SELECT kind, subject FROM deadlines WHERE due_at < now() - interval '1 minute'"
        ):
            constat.faults.append(f"{name}: deadline {row['kind']} of {row['subject']} is a minute late")
    return constat


async def _once(lieu: Lieu, said: dict[str, list[Row]], handled: dict[str, dict[object, object]]) -> Constat:
    constat = Constat("I3", "every event has its effect once with each who listens")
    buried = {
        name: {row["event_id"] for row in await lieu.rows(name, "SELECT event_id FROM dead_letters")}
        for name in services()
    }
    for publisher, rows in said.items():
        for row in rows:
            for reader, takes in lieu.consumed.items():
                if row["type"] in takes.types:
                    constat.looked_at += 1
                    if row["id"] not in handled[reader] and row["id"] not in buried[reader]:
                        constat.faults.append(f"{publisher}: {row['type']} {row['id']} had no effect at {reader}")
    await _keys_once(lieu, constat)
    return constat


BUSINESS_KEYS = {
    "one account for a mail address and a name": (
        "accounts",
        "SELECT concat_ws(' ', cle_email, cle_nom, cle_prenom, cle_agrement) AS one FROM comptes WHERE cle_email <> ''",
    ),
    "one mail or SMS for an event, a template and an address": (
        "notifications",
        "SELECT concat_ws(' ', event_id, modele, canal, role, adresse) AS one FROM messages",
    ),
    "one version of a document": ("documents", "SELECT concat_ws(' ', demande, type, version) AS one FROM documents"),
    "one card ordered for a demande": ("instruction", "SELECT demande::text AS one FROM titres"),
    "one number for a demande": ("demandes", "SELECT numero AS one FROM demandes WHERE numero IS NOT NULL"),
}


async def _keys_once(lieu: Lieu, constat: Constat) -> None:
    for says, (name, query) in BUSINESS_KEYS.items():
        found = Counter(row["one"] for row in await lieu.rows(name, query))
        constat.looked_at += len(found)
        constat.faults += [f"{says}: {one} {times} times" for one, times in found.items() if times > 1]
    mails = Counter(
        row["identifiant"] for row in await lieu.messages() if row["canal"] == "mail" and row["identifiant"]
    )
    constat.looked_at += len(mails)
    constat.faults += [f"the mail {one} came {times} times" for one, times in mails.items() if times > 1]


def _ordered(lieu: Lieu, said: dict[str, list[Row]], handled: dict[str, dict[object, object]]) -> Constat:
    constat = Constat("I4", "the events of a subject are numbered without a gap, and handled in order")
    for publisher, rows in said.items():
        subjects: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            subjects[row["exchange"], row["subject"]].append(row)
        for (exchange, subject), events in subjects.items():
            constat.looked_at += len(events)
            numbers = [row["sequence"] for row in events]
            if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
                constat.faults.append(f"{publisher}: {exchange} {subject} is numbered {numbers}")
            for reader, takes in lieu.consumed.items():
                mine = [row for row in events if row["type"] in takes.types and row["id"] in handled[reader]]
                if not _rising([handled[reader][row["id"]] for row in mine]):
                    constat.faults.append(f"{reader} handled {publisher}'s events of {subject} out of order")
    return constat


def _rising(instants: Sequence[object]) -> bool:
    return list(instants) == sorted(instants)  # type: ignore[type-var]


async def _none_dead(lieu: Lieu) -> Constat:
    constat = Constat("I6", "no dead letter waits, no queue holds anything")
    for name in services():
        for row in await lieu.rows(name, "SELECT id, type, cause FROM dead_letters WHERE state = 'dead'"):
            constat.faults.append(f"{name}: dead letter {row['id']}, {row['type']}: {row['cause']}")
        for row in await lieu.rows(name, "SELECT event_id, source FROM parked"):
            constat.faults.append(f"{name}: {row['event_id']} of {row['source']} is on the ladder")
    async with lieu.broker() as http:
        queues = (await http.get(f"/api/queues/{VHOST}")).raise_for_status().json()
    constat.looked_at = len(queues)
    for queue in queues:
        if queue["name"] != PARTNER_QUEUE and queue.get("messages", 0):
            constat.faults.append(f"queue {queue['name']} holds {queue['messages']}")
    return constat
