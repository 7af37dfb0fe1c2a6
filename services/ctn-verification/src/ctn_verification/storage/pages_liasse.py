"""The pages of stacks: claimed one by one, settled once, shown to agents until they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, or_, select, tuple_, update

from contracts.delivery import Tx, put
from contracts.events.ctn import ImagesConsulteesV1
from contracts.events.parts import Fichier
from contracts.http import Paging
from contracts.objects import ObjetAbsent
from ctn_verification.domain.liasse import Doute, EtatPage, PageDejaTraitee, PageIntrouvable, Prise, Sort
from ctn_verification.domain.page_lue import PageLue
from ctn_verification.domain.verdict import Verdict
from ctn_verification.storage.liasses import finish, note
from ctn_verification.storage.tables_liasses import pages_liasse as p
from ctn_verification.storage.verdicts import verdict_of, verdict_values

KEY = (datetime, UUID, int)
BAIL = timedelta(minutes=3)  # longer than two tries at each of three looks at fifteen seconds: then it is abandoned
DOUTES = {doute.value: doute for doute in Doute}


@dataclass(frozen=True)
class PageVue:
    """A page as agents see it."""

    id: UUID
    liasse: UUID
    rang: int  # from 1, as people count
    deposee_le: datetime
    etat: EtatPage
    numero: str | None
    demande: UUID | None
    doutes: tuple[Doute, ...]
    verdicts: dict[str, Verdict]
    cadres: dict[str, list[float]]
    image: Fichier | None
    motif: str | None
    traitee_le: datetime | None


async def claim(tx: Tx, now: datetime) -> Prise | None:
    """The next page that nobody reads, oldest stack first; one that a worker left lying is taken again."""
    libre = or_(p.c.pris_le.is_(None), p.c.pris_le <= now - BAIL)
    prochaine = (
        select(p.c.id)
        .where(p.c.etat == EtatPage.A_LIRE, libre)
        .order_by(p.c.deposee_le, p.c.liasse, p.c.rang)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    prise = (
        update(p)
        .where(p.c.id == prochaine.scalar_subquery())
        .values(pris_le=now, essais=p.c.essais + 1)
        .returning(p.c.id, p.c.liasse, p.c.rang, p.c.pris_le, p.c.essais)
    )
    row = (await tx.execute(prise)).one_or_none()
    return None if row is None else Prise._make(row)


async def give_back(tx: Tx, prise: Prise) -> None:
    """Nothing was wrong with the page: the store or the engine was away."""
    await tx.execute(update(p).where(_encore(prise)).values(pris_le=None, essais=p.c.essais - 1))


async def still(tx: Tx, prise: Prise) -> bool:
    """Whether it is still this worker's to settle; locked until the end of the transaction."""
    row = await tx.execute(select(p.c.id).where(_encore(prise)).with_for_update())
    return row.one_or_none() is not None


def _encore(prise: Prise) -> Any:
    return and_(p.c.id == prise.id, p.c.etat == EtatPage.A_LIRE, p.c.pris_le == prise.pris_le)


async def settle(tx: Tx, prise: Prise, sort: Sort, lue: PageLue | None, now: datetime) -> None:
    """What was read of it, and what becomes of it; other pages with the same form need nobody any more."""
    await tx.execute(update(p).where(p.c.id == prise.id).values(_values(sort, lue)))
    await _apres(tx, prise.liasse, sort, prise.id, now)


async def settle_by_hand(tx: Tx, page: PageVue, sort: Sort, agent: UUID, now: datetime, motif: str | None) -> None:
    """By an agent, who may have typed the number and drawn the frames."""
    values = {
        "etat": sort.etat,
        "numero": sort.numero or page.numero,
        "demande": sort.demande,
        "ephoto": sort.ephoto,
        "verdicts": {nom: verdict_values(verdict) for nom, verdict in sort.verdicts.items()},
        "motif": motif,
        "traitee_par": agent,
        "traitee_le": now,
    }
    await tx.execute(update(p).where(p.c.id == page.id).values(values))
    await _apres(tx, page.liasse, sort, page.id, now)


async def _apres(tx: Tx, liasse: UUID, sort: Sort, page: UUID, now: datetime) -> None:
    touchees = {liasse}
    if sort.etat is EtatPage.LIEE:
        autres = (
            update(p)
            .where(p.c.numero == sort.numero, p.c.etat == EtatPage.A_TRAITER, p.c.id != page)
            .values(etat=EtatPage.REMPLACEE, traitee_le=now)
            .returning(p.c.liasse)
        )
        touchees |= set((await tx.execute(autres)).scalars())
    await finish(tx, touchees, now)


async def load(tx: Tx, id: UUID) -> PageVue:
    """To settle it, locked. Raises PageDejaTraitee when it waits for nobody."""
    return exiger_ouverte(await find(tx, id, lock=True))


def exiger_ouverte(page: PageVue) -> PageVue:
    if page.etat is not EtatPage.A_TRAITER:
        raise PageDejaTraitee(f"Elle est déjà dans l'état « {page.etat} ». Passez à la page suivante.")
    return page


async def find(tx: Tx, id: UUID, *, lock: bool = False) -> PageVue:
    query = select(p).where(p.c.id == id)
    row = (await tx.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    if row is None:
        raise PageIntrouvable("Revenez à la liste des pages.")
    return _page(row)


async def look(tx: Tx, page: PageVue, agent: UUID, now: datetime) -> Fichier:
    """Who looks stays here; of a page whose demande is known, the holder's log hears that the CTN looked."""
    if page.image is None:
        raise ObjetAbsent
    await note(tx, page.liasse, "image", agent, now, page=page.id)
    if page.demande is not None:
        await put(tx, page.demande, [ImagesConsulteesV1(quoi="photo", consultees_le=now)])
    return page.image


async def by_state(tx: Tx, etat: EtatPage, paging: Paging) -> Sequence[PageVue]:
    """The oldest stack first, in the order of its pages."""
    order = (p.c.deposee_le, p.c.liasse, p.c.rang)
    query = select(p).where(p.c.etat == etat).order_by(*order).limit(paging.fetch)
    if after := paging.after(*KEY):
        query = query.where(tuple_(*order) > (after[0], after[1], after[2] - 1))
    return [_page(row) for row in (await tx.execute(query)).mappings()]


async def of_stack(tx: Tx, liasse: UUID) -> Sequence[PageVue]:
    rows = await tx.execute(select(p).where(p.c.liasse == liasse).order_by(p.c.rang))
    return [_page(row) for row in rows.mappings()]


async def images_of(tx: Tx, demande: UUID) -> list[Fichier]:
    """Scans of this demande's form that are still here."""
    kept = await tx.execute(select(p.c.image).where(p.c.demande == demande, p.c.image.is_not(None)))
    return [Fichier.model_validate(image, extra="ignore") for image in kept.scalars()]


async def forget(tx: Tx, demande: UUID, now: datetime) -> None:
    """Nothing tells any more whose form the page was."""
    de_la_demande = p.c.demande == demande
    touchees = set((await tx.execute(select(p.c.liasse).where(de_la_demande))).scalars())
    await tx.execute(
        update(p).where(de_la_demande, p.c.etat == EtatPage.A_TRAITER).values(etat=EtatPage.EFFACEE, traitee_le=now)
    )
    await tx.execute(
        update(p)
        .where(de_la_demande)
        .values(numero=None, demande=None, ephoto=None, image=None, lecture=None, verdicts={})
    )
    await finish(tx, touchees, now)


def _values(sort: Sort, lue: PageLue | None) -> dict[str, Any]:
    cadres = {} if lue is None else {nom: list(cadre) for nom, cadre in lue.cadres.items()}
    return {
        "etat": sort.etat,
        "numero": sort.numero,
        "demande": sort.demande,
        "ephoto": sort.ephoto,
        "doutes": [doute.value for doute in sort.doutes],
        "verdicts": {nom: verdict_values(verdict) for nom, verdict in sort.verdicts.items()},
        "lecture": {"cadres": cadres},
        "image": None if sort.image is None else sort.image.model_dump(mode="json"),
    }


def _page(row: RowMapping) -> PageVue:
    image = row["image"]
    return PageVue(
        id=row["id"],
        liasse=row["liasse"],
        rang=row["rang"] + 1,
        deposee_le=row["deposee_le"],
        etat=EtatPage(row["etat"]),
        numero=row["numero"],
        demande=row["demande"],
        doutes=tuple(DOUTES[code] for code in row["doutes"] if code in DOUTES),
        verdicts={nom: verdict_of(values) for nom, values in row["verdicts"].items()},
        cadres=(row["lecture"] or {}).get("cadres", {}),
        image=None if image is None else Fichier.model_validate(image, extra="ignore"),
        motif=row["motif"],
        traitee_le=row["traitee_le"],
    )
