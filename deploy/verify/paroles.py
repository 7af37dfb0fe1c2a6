"""I10, I11: nothing of a person on the public stream and in logs, no answer of 500, outages say when to come again."""

import json
import re

from contracts.events.demandes import StatutChangeV1
from deploy.local.catalogue import services
from deploy.verify.lieu import Constat, Lieu

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SHORT = 5  # a name of four letters stands in many a word


async def constats(lieu: Lieu) -> list[Constat]:
    return [await _nobody(lieu), _no_fault(lieu)]


async def _nobody(lieu: Lieu) -> Constat:
    constat = Constat("I10", "nothing of a person on the public stream, nor in logs")
    allowed = set(StatutChangeV1.model_fields)
    for row in await lieu.rows("demandes", "SELECT id, data FROM outbox WHERE exchange = 'permis.statuts'"):
        constat.looked_at += 1
        if set(row["data"]) - allowed or MAIL.search(json.dumps(row["data"])):
            constat.faults.append(f"the public event {row['id']} says {sorted(set(row['data']) - allowed)}")
    people = await lieu.rows("accounts", "SELECT email, telephone, identifiant FROM comptes WHERE role <> 'agent_ctn'")
    words = {str(word) for row in people for word in row.values() if word and len(str(word)) >= SHORT}
    numbers = {
        row["numero"] for row in await lieu.rows("demandes", "SELECT numero FROM demandes WHERE numero IS NOT NULL")
    }
    for name, log in lieu.logs.items():
        if name in services() or name == "gateway":
            constat.looked_at += 1
            constat.faults += [f"the log of {name} says {word}" for word in words | numbers if word in log]
    return constat


def _no_fault(lieu: Lieu) -> Constat:
    """Each line of the gateway's log is one answer."""
    constat = Constat("I11", "no answer of 500")
    for line in lieu.logs.get("gateway", "").splitlines():
        start = line.find('{"time"')
        if start < 0:
            continue  # of the error log
        said = json.loads(line[start:])
        constat.looked_at += 1
        if said.get("status") == 500:
            constat.faults.append(f"{said['method']} {said['path']}: 500, request {said['request_id']}")
    return constat
