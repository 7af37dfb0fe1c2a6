"""I1, I5, I8, I9: what people were told is there, histories are whole, a photo code serves once, read models agree."""

from collections import Counter
from itertools import pairwise
from uuid import UUID

from contracts.vocabulary.statuts import Statut
from demandes.domain.statuts import TRANSITIONS
from demandes.storage.historique import LigneScellee, _of_row, intacte
from deploy.verify.lieu import Constat, Lieu, Row


async def constats(lieu: Lieu) -> list[Constat]:
    known = {
        str(row["id"]): row
        for row in await lieu.rows("demandes", "SELECT id, numero, statut, auto_ecole FROM demandes")
    }
    return [
        await _told(lieu, known),
        await _histories(lieu, known),
        await _codes(lieu),
        await _read_models(lieu, known),
    ]


async def _told(lieu: Lieu, known: dict[str, Row]) -> Constat:
    constat = Constat("I1", "what was answered is there", len(lieu.told))
    for word in lieu.told:
        row = known.get(word["demande"])
        if row is None:
            constat.faults.append(f"demande {word['demande']} was answered and is not there")
        elif word.get("numero", row["numero"]) != row["numero"]:
            constat.faults.append(f"demande {word['demande']} was told {word['numero']} and has {row['numero']}")
    return constat


async def _histories(lieu: Lieu, known: dict[str, Row]) -> Constat:
    constat = Constat("I5", "every history is whole, and every step stands in the table of statuses", len(known))
    lines: dict[UUID, list[LigneScellee]] = {}
    for row in await lieu.rows("demandes", "SELECT * FROM historique ORDER BY demande, rang"):
        lines.setdefault(row["demande"], []).append(_of_row(row))  # type: ignore[arg-type]
    for demande, scellees in lines.items():
        if not intacte(demande, scellees):
            constat.faults.append(f"the history of {demande} is not what was written")
        constat.faults += [f"{demande}: {fault}" for fault in _steps(scellees)]
        shown = known.get(str(demande))
        if shown is not None and shown["statut"] != scellees[-1].ligne.statut:
            constat.faults.append(f"{demande} is {shown['statut']}, its history ends with {scellees[-1].ligne.statut}")
    constat.faults += [
        f"{row['id']} has the status {row['statut']}" for row in known.values() if row["statut"] not in set(Statut)
    ]
    return constat


def _steps(scellees: list[LigneScellee]) -> list[str]:
    faults = []
    for before, after in pairwise(scellee.ligne for scellee in scellees):
        wanted = TRANSITIONS.get((before.statut, after.acte), before.statut)
        if after.statut != wanted:
            faults.append(f"{after.acte} led from {before.statut} to {after.statut}")
    return faults


async def _codes(lieu: Lieu) -> Constat:
    constat = Constat("I8", "a photo code serves once")
    rows = await lieu.rows("demandes", "SELECT empreinte, demande, consommee FROM ephotos")
    constat.looked_at = len(rows)
    holders = Counter(row["demande"] for row in rows if row["consommee"])
    constat.faults += [f"{demande} used up {times} codes" for demande, times in holders.items() if times > 1]
    constat.faults += [
        f"the code {row['empreinte'][:8]} is used up by nobody"
        for row in rows
        if row["consommee"] and not row["demande"]
    ]
    return constat


async def _read_models(lieu: Lieu, known: dict[str, Row]) -> Constat:
    constat = Constat("I9", "what services keep of others is what the others have")
    await _dossiers(lieu, known, constat)
    await _statuts(lieu, constat)
    deposees = {row["empreinte_code"] for row in await lieu.rows("ctn", "SELECT empreinte_code FROM ephotos")}
    for row in await lieu.rows("demandes", "SELECT empreinte FROM ephotos"):
        constat.looked_at += 1
        if row["empreinte"] not in deposees:
            constat.faults.append(f"demandes knows the photo code {row['empreinte'][:8]}, ctn does not")
    ecoles = {row["id"]: row for row in await lieu.rows("accounts", "SELECT id, raison_sociale, email FROM comptes")}
    for row in await lieu.rows("demandes", "SELECT compte, raison_sociale, email FROM auto_ecoles"):
        constat.looked_at += 1
        source = ecoles.get(row["compte"])
        if source is None or (source["raison_sociale"], source["email"]) != (row["raison_sociale"], row["email"]):
            constat.faults.append(f"demandes shows another school {row['compte']} than accounts")
    return constat


DECIDED = {Statut.ACCEPTEE: "accepte", Statut.REJETEE: "rejete"}


async def _dossiers(lieu: Lieu, known: dict[str, Row], constat: Constat) -> None:
    """The préfecture has what is in its hands, under the same number; so has whoever writes to people."""
    dossiers = {
        str(row["demande"]): row for row in await lieu.rows("instruction", "SELECT demande, numero, etat FROM dossiers")
    }
    contacts = {
        str(row["demande"]): row for row in await lieu.rows("notifications", "SELECT demande, numero FROM contacts")
    }
    for id, row in known.items():
        constat.looked_at += 1
        dossier, contact = dossiers.get(id), contacts.get(id)
        if row["statut"] in (Statut.EN_INSTRUCTION, *DECIDED) and dossier is None:
            constat.faults.append(f"{id} is {row['statut']} and instruction does not know it")
        if dossier is not None and dossier["numero"] != row["numero"]:
            constat.faults.append(f"{id} has the number {row['numero']}, at instruction {dossier['numero']}")
        if dossier is not None and row["statut"] in DECIDED and not dossier["etat"].startswith(DECIDED[row["statut"]]):
            constat.faults.append(f"{id} is {row['statut']}, at instruction {dossier['etat']}")
        if contact is not None and contact["numero"] != row["numero"]:
            constat.faults.append(f"{id} has the number {row['numero']}, at notifications {contact['numero']}")


async def _statuts(lieu: Lieu, constat: Constat) -> None:
    """What partners are told by webhook is what the public stream said."""
    query = "SELECT id FROM outbox WHERE exchange = 'permis.statuts'"
    said = {row["id"] for row in await lieu.rows("demandes", query)}
    kept = {row["id"] for row in await lieu.rows("notifications", "SELECT id FROM evenements_publics")}
    constat.looked_at += len(said)
    constat.faults += [f"the change of status {id} is not kept for webhooks" for id in said - kept]
