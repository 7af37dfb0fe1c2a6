"""Loading a demande as its reader may see it, and saving what an act made of it, all in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Select, false, insert, select, update
from sqlalchemy.exc import IntegrityError

from contracts.delivery import Tx, cancel, outbox, plan
from contracts.errors import RuleBroken
from contracts.identity import Caller
from contracts.vocabulary.roles import Role
from demandes.domain.bannettes import BANNETTE_DE
from demandes.domain.conservation import prochaine_echeance
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable, VersionPerimee
from demandes.storage import comptages, ephotos, historique, objets, purge, recherche
from demandes.storage.tables import demandes, pre_numeros

EXPIRATION = "expiration"
RAPPEL = "rappel"
CONSERVATION = "conservation"
"""The kinds of deadline that a demande may have: one of each at a time."""

TIRAGES = 20
ETAT = TypeAdapter(Demande)
COLONNES = ("id", "version", "pre_numero", "motif", "statut", "candidat", "numero", "creee_le", "modifiee_le", "depuis")


class NumeroIndisponible(RuleBroken):
    slug = "numero-indisponible"
    title = "Le numéro de la demande n'a pas pu être attribué"
    kind = "indisponible"


def visible(caller: Caller) -> ColumnElement[bool]:
    """A school sees what it filed, a candidate what concerns him; for anybody else nothing exists."""
    match caller.role:
        case Role.AUTO_ECOLE:
            return demandes.c.auto_ecole == caller.id
        case Role.USAGER:
            return demandes.c.candidat == caller.id
        case _:
            return false()


async def load(tx: Tx, id: UUID, seen_by: Caller | None = None) -> Demande:
    """To change it: locked until the end of the transaction. Somebody else's does not exist."""
    return await _one(tx, _query(id, seen_by).with_for_update())


async def read(tx: Tx, id: UUID, seen_by: Caller | None = None) -> Demande:
    """To show it; not locked."""
    return await _one(tx, _query(id, seen_by))


async def moment(tx: Tx, id: UUID, seen_by: Caller) -> tuple[int, int] | None:
    """Its version and the length of its history: whatever anybody did, one of them has grown. None: not to be seen."""
    lignes = historique.length_of(demandes.c.id).label("lignes")
    row = (
        await tx.execute(select(demandes.c.version, lignes).where(demandes.c.id == id, visible(seen_by)))
    ).one_or_none()
    return None if row is None else (row.version, row.lignes)


async def by_number(tx: Tx, numero: str) -> Demande | None:
    """For who needs no account: what he may see of it is decided by who asks."""
    row = (await tx.execute(select(demandes).where(demandes.c.numero == numero))).mappings().one_or_none()
    return None if row is None else of_row(row)


async def save(tx: Tx, decision: Decision) -> Demande:
    """State, history, photo code, deadline and events leave together or not at all; returns the state as it is kept."""
    avant, demande = decision.avant, decision.demande
    if demande is not avant:
        demande = replace(demande, version=demande.version + 1)
        await _write(tx, avant, demande)
    await historique.append(tx, demande.id, decision.lignes)
    await outbox.put(tx, demande.id, decision.events)
    return demande


async def save_any(tx: Tx, decision: Decision | None) -> None:
    """For those who may find that there is nothing left to do."""
    if decision is not None:
        await save(tx, decision)


async def save_numbered(tx: Tx, decide: Callable[[int], Decision], draw: Callable[[], int]) -> Demande:
    """Save a decision that gives a number; if a demande of the same second drew the same digits, draw again."""
    for _ in range(TIRAGES):
        try:
            async with tx.connection.begin_nested():
                return await save(tx, decide(draw()))
        except IntegrityError as clash:
            if "demandes_numero_key" not in str(clash.orig):
                raise
    raise NumeroIndisponible("Validez de nouveau dans quelques secondes : rien n'est perdu.")


async def next_pre_numero(tx: Tx) -> int:
    return int((await tx.execute(select(pre_numeros.next_value()))).scalar_one())


def of_row(row: RowMapping) -> Demande:
    return ETAT.validate_python({**row["etat"], **{name: row[name] for name in COLONNES}})


def _query(id: UUID, seen_by: Caller | None) -> Select[Any]:
    query = select(demandes).where(demandes.c.id == id)
    return query if seen_by is None else query.where(visible(seen_by))


async def _one(tx: Tx, query: Select[Any]) -> Demande:
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise DemandeIntrouvable("Vérifiez l'adresse, ou retrouvez la demande dans votre liste.")
    return of_row(row)


def _row(demande: Demande) -> dict[str, Any]:
    etat: dict[str, Any] = ETAT.dump_python(demande, mode="json")
    return {
        **{name: getattr(demande, name) for name in COLONNES},
        "auto_ecole": demande.auto_ecole and demande.auto_ecole.compte,
        "bannette": BANNETTE_DE[demande.statut].value,
        "categories": [categorie.value for categorie in demande.etape_motif.categories] if demande.etape_motif else [],
        "recherche": recherche.texte_de(demande),
        "etat": {name: value for name, value in etat.items() if name not in COLONNES},
    }


async def _write(tx: Tx, avant: Demande | None, demande: Demande) -> None:
    if avant is None:
        await tx.execute(insert(demandes).values(_row(demande)))
        await comptages.follow(tx, None, demande)
        await recherche.follow(tx, None, demande)
        await _plan(tx, demande)
        return
    known = (demandes.c.id == demande.id) & (demandes.c.version == avant.version)
    done = await tx.execute(update(demandes).where(known).values(_row(demande)))
    if done.rowcount != 1:
        raise VersionPerimee("Affichez de nouveau la demande, puis recommencez.")
    await _follow(tx, avant, demande)


async def _follow(tx: Tx, avant: Demande, demande: Demande) -> None:
    """What hangs on a demande follows it: its photo code, its deadline, the files of pieces that left."""
    await ephotos.follow(tx, avant, demande)
    await comptages.follow(tx, avant, demande)
    await recherche.follow(tx, avant, demande)
    await _plan(tx, demande, avant)
    await objets.discard_withdrawn(tx, avant, demande)
    await purge.follow(tx, avant, demande)


async def _plan(tx: Tx, demande: Demande, avant: Demande | None = None) -> None:
    for kind, le, deja in (
        (EXPIRATION, demande.expire_le, avant and avant.expire_le),
        (RAPPEL, demande.rappel_le, avant and avant.rappel_le),
        (CONSERVATION, prochaine_echeance(demande), avant and prochaine_echeance(avant)),
    ):
        if le is None and deja is not None:
            await cancel(tx, kind, demande.id)
        elif le is not None and le != deja:
            await plan(tx, kind, demande.id, le)
