"""The registry of agréments: imported as a whole, asked at sign-up; schools that it concerns are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text

from accounts.domain.noms import plier
from accounts.domain.registre import Agrement, Etat, fin_de, jour_de
from accounts.storage.tables import agrements
from accounts.storage.verrous import verrouiller
from contracts.delivery import Tx, cancel, outbox, plan
from contracts.events.accounts import AgrementChangeV1
from contracts.http import Paging

EXPIRATION = "agrements"
"""The deadline of the next agrément that ends; there is one registry, hence one subject."""
REGISTRE = UUID(int=0)

ABSENTS_DITS = 20

COLONNES = [agrements.c[name] for name in ("numero", "raison_sociale", "departement", "etat", "valable_jusqu_au")]

IMPORTER = text("""
    INSERT INTO agrements (numero, raison_sociale, departement, etat, valable_jusqu_au, recherche, etat_dit, importe_le)
    SELECT lu.*, 'actif', CAST(:now AS timestamptz) FROM unnest(
        CAST(:numero AS text[]), CAST(:raison_sociale AS text[]), CAST(:departement AS text[]),
        CAST(:etat AS text[]), CAST(:valable_jusqu_au AS date[]), CAST(:recherche AS text[])) AS lu
    ON CONFLICT (numero) DO UPDATE SET
        raison_sociale = excluded.raison_sociale, etat = excluded.etat, valable_jusqu_au = excluded.valable_jusqu_au,
        recherche = excluded.recherche, importe_le = excluded.importe_le
    WHERE (agrements.raison_sociale, agrements.etat, agrements.valable_jusqu_au)
        IS DISTINCT FROM (excluded.raison_sociale, excluded.etat, excluded.valable_jusqu_au)
    RETURNING xmax = 0 AS ajoute
""")

ABSENTS = text("""
    SELECT numero, count(*) OVER () AS nombre FROM agrements
    WHERE NOT EXISTS (SELECT FROM unnest(CAST(:numero AS text[])) AS lu (n) WHERE lu.n = agrements.numero)
    ORDER BY numero LIMIT :limite
""")

CHANGER = text("""
    UPDATE agrements SET etat_dit = jour.etat FROM (
        SELECT numero, CASE WHEN etat = 'actif' AND valable_jusqu_au < :jour THEN 'expire' ELSE etat END AS etat
        FROM agrements) AS jour
    WHERE jour.numero = agrements.numero AND jour.etat <> agrements.etat_dit
    RETURNING agrements.numero, agrements.etat_dit
""")

TITULAIRES = text("""
    SELECT id, numero_agrement FROM comptes
    WHERE role = 'auto_ecole' AND active_le IS NOT NULL AND numero_agrement = ANY(CAST(:numero AS text[]))
    ORDER BY id
""")

PROCHAINE = text("SELECT min(valable_jusqu_au) FROM agrements WHERE etat = 'actif' AND valable_jusqu_au >= :jour")


@dataclass(frozen=True)
class Import:
    """What became of the registry. Those that the file does not name stay as they were."""

    lignes: int
    ajoutes: int
    modifies: int
    inchanges: int
    absents: int
    premiers_absents: Sequence[str]
    comptes_concernes: int


async def importer(tx: Tx, lus: Sequence[Agrement], now: datetime) -> Import:
    """First the deadline's row, then the registry, as the sweep takes them: they wait for one another, once."""
    await plan(tx, EXPIRATION, REGISTRE, now)
    await verrouiller(tx, EXPIRATION)
    values: dict[str, Any] = {name: [getattr(lu, name) for lu in lus] for name in ("numero", "raison_sociale")}
    values |= {name: [getattr(lu, name) for lu in lus] for name in ("departement", "etat", "valable_jusqu_au")}
    values |= {"recherche": [_recherche(lu) for lu in lus], "now": now}
    ecrits = (await tx.execute(IMPORTER, values)).scalars().all()
    absents = (await tx.execute(ABSENTS, {"numero": values["numero"], "limite": ABSENTS_DITS})).all()
    return Import(
        lignes=len(lus),
        ajoutes=sum(ecrits),
        modifies=len(ecrits) - sum(ecrits),
        inchanges=len(lus) - len(ecrits),
        absents=absents[0].nombre if absents else 0,
        premiers_absents=[row.numero for row in absents],
        comptes_concernes=await _dire(tx, now),
    )


async def expirer(tx: Tx, now: datetime) -> None:
    """In the transaction of the deadline."""
    await verrouiller(tx, EXPIRATION)
    await _dire(tx, now)


async def consulter(tx: Tx, numero: str) -> tuple[bool, Agrement | None]:
    """Is there a registry, and what does it say of this number?"""
    trouve = (await tx.execute(select(*COLONNES).where(agrements.c.numero == numero))).mappings().one_or_none()
    if trouve is not None:
        return True, _agrement(trouve)
    return (await tx.execute(select(agrements.c.numero).limit(1))).one_or_none() is not None, None


async def dire_a(tx: Tx, compte: UUID, numero: str, now: datetime) -> None:
    """A school that becomes active hears what the registry said while it was not; an import waits for this one."""
    await verrouiller(tx, EXPIRATION)
    dit = select(agrements.c.etat_dit).where(agrements.c.numero == numero)
    etat = (await tx.execute(dit)).scalar_one_or_none()
    if etat not in (None, Etat.ACTIF):
        await outbox.put(tx, compte, [_change(compte, numero, str(etat), now)])


async def page(tx: Tx, q: str, paging: Paging) -> list[Agrement]:
    """In the order of their numbers; `q` is part of a number or of a name."""
    query = select(*COLONNES).order_by(agrements.c.numero).limit(paging.fetch)
    if mots := plier(q):
        query = query.where(agrements.c.recherche.contains(mots))
    if after := paging.after(str):
        query = query.where(agrements.c.numero > after[0])
    return [_agrement(row) for row in (await tx.execute(query)).mappings()]


async def _dire(tx: Tx, now: datetime) -> int:
    """Each school that has an account, once for each change; then the deadline of the next one."""
    changes = {row.numero: row.etat_dit for row in await tx.execute(CHANGER, {"jour": jour_de(now)})}
    concernes = await _titulaires(tx, list(changes))
    for compte, numero in concernes:
        await outbox.put(tx, compte, [_change(compte, numero, changes[numero], now)])
    prochaine = (await tx.execute(PROCHAINE, {"jour": jour_de(now)})).scalar_one()
    if prochaine is None:
        await cancel(tx, EXPIRATION, REGISTRE)
    else:
        await plan(tx, EXPIRATION, REGISTRE, fin_de(prochaine))
    return len(concernes)


async def _titulaires(tx: Tx, numeros: Sequence[str]) -> list[tuple[UUID, str]]:
    """The active accounts of these schools; one that is being activated waits for us, or we for it."""
    return [(row.id, row.numero_agrement) for row in await tx.execute(TITULAIRES, {"numero": numeros})]


def _change(compte: UUID, numero: str, etat: str, now: datetime) -> AgrementChangeV1:
    return AgrementChangeV1(compte=compte, numero_agrement=numero, etat=etat, depuis=now)


def _recherche(agrement: Agrement) -> str:
    colle = agrement.numero.replace(" ", "").lower()
    return f"{plier(agrement.raison_sociale)} {plier(agrement.numero)} {colle}"


def _agrement(row: RowMapping) -> Agrement:
    return Agrement(**{**row, "etat": Etat(row["etat"])})
