"""What agents read: the dossiers that wait for one of them, oldest first, and who did what with a dossier."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, func, insert, literal_column, null, select, tuple_

from contracts.delivery import Tx, put
from contracts.events.ctn import ImagesConsulteesV1
from contracts.events.parts import PieceJointe
from contracts.http import Paging
from ctn_verification.domain.dossier import Dossier, Etat
from ctn_verification.domain.examen import DossierIntrouvable
from ctn_verification.storage.dossiers import dossier_of
from ctn_verification.storage.filtre import Filtre, Main, dans_la_main, en_attente
from ctn_verification.storage.prises import signe_de_vie
from ctn_verification.storage.tables import dossiers, journal

DOUTES: ColumnElement[int] = literal_column("""(
    SELECT count(*) FROM controles WHERE controles.demande = dossiers.demande AND controles.controle = 'a_verifier'
    AND dossiers.pieces @> jsonb_build_array(jsonb_build_object('id', controles.piece)))""")

UN_REGARD = timedelta(hours=1)

Par = Literal["motif", "prefecture", "tour", "doute"]
PROPRIETES: dict[Par, ColumnElement[Any]] = {
    "motif": dossiers.c.resume["motif"].astext,
    "prefecture": func.coalesce(dossiers.c.resume["prefecture_code"].astext, ""),
    "tour": dossiers.c.tour,
    "doute": func.unnest(dossiers.c.doutes),
}


async def waiting(
    tx: Tx, paging: Paging, filtre: Filtre, main: Main | None, *, seen_by: UUID, now: datetime
) -> Sequence[RowMapping]:
    """With the number of pieces on which the engine has a doubt."""
    query = (
        select(dossiers, DOUTES.label("a_verifier"))
        .where(en_attente(filtre), dans_la_main(main, seen_by, now))
        .order_by(dossiers.c.depuis, dossiers.c.demande)
        .limit(paging.fetch)
    )
    after = paging.after(datetime, UUID)
    if after is not None:
        query = query.where(tuple_(dossiers.c.depuis, dossiers.c.demande) > tuple_(*after))
    return (await tx.execute(query)).mappings().all()


class Compte(NamedTuple):
    """How many wait, and since when the longest does; `valeur` of what told them apart, its `nom` if it has one."""

    valeur: str
    nombre: int
    plus_ancien_le: datetime
    nom: str | None = None


async def comptes(tx: Tx, par: Par) -> list[Compte]:
    """Those that wait for an agent, by one property; a dossier with two doubts counts with each. Largest first."""
    valeur = PROPRIETES[par].label("valeur")
    nom = func.max(dossiers.c.resume["prefecture"].astext) if par == "prefecture" else null()
    query = (
        select(
            valeur,
            func.count().label("nombre"),
            func.min(dossiers.c.depuis).label("plus_ancien_le"),
            nom.label("nom"),
        )
        .where(en_attente(Filtre()))
        .group_by(literal_column("valeur"))
        .order_by(literal_column("nombre").desc(), literal_column("valeur"))
    )
    return [Compte(str(row.valeur), row.nombre, row.plus_ancien_le, row.nom) for row in await tx.execute(query)]


class Ensemble(NamedTuple):
    nombre: int
    libres: int
    miens: int
    plus_ancien_le: datetime | None


async def ensemble(tx: Tx, *, seen_by: UUID, now: datetime) -> Ensemble:
    """All that wait, of them those in nobody's hand and those in his own."""
    query = select(
        func.count(),
        func.count().filter(dans_la_main("libres", seen_by, now)),
        func.count().filter(dans_la_main("miens", seen_by, now)),
        func.min(dossiers.c.depuis),
    ).where(en_attente(Filtre()))
    return Ensemble._make((await tx.execute(query)).one())


async def find(tx: Tx, demande: UUID) -> Dossier:
    """To read it, not locked. Before the candidate validates, and after it expired, it is not the CTN's."""
    row = (await tx.execute(select(dossiers).where(dossiers.c.demande == demande))).mappings().one_or_none()
    if row is None or row["etat"] in (Etat.EN_SAISIE, Etat.CLOS):
        raise DossierIntrouvable("Revenez à la liste des dossiers : celui-ci n'est pas, ou n'est plus, au CTN.")
    return dossier_of(row)


async def note(tx: Tx, dossier: Dossier, acte: str, acteur: UUID, now: datetime, **detail: Any) -> None:
    """Kept for good: who, what, when."""
    await tx.execute(
        insert(journal).values(
            demande=dossier.demande, tour=dossier.tour, acte=acte, acteur=acteur, detail=detail, fait_le=now
        )
    )


async def look(
    tx: Tx,
    dossier: Dossier,
    acte: str,
    acteur: UUID,
    now: datetime,
    quoi: str,
    type_piece: str | None = None,
    **detail: Any,
) -> None:
    """Who looked stays here; that the CTN looked leaves for the holder's log, without the agent's name.

    Who has the dossier in hand keeps it by looking.
    """
    await signe_de_vie(tx, dossier.demande, acteur, now)
    await note(tx, dossier, acte, acteur, now, **detail)
    await put(tx, dossier.demande, [ImagesConsulteesV1(quoi=quoi, type_piece=type_piece, consultees_le=now)])


async def look_at_page(tx: Tx, dossier: Dossier, acteur: UUID, now: datetime, piece: PieceJointe, page: int) -> None:
    """Turned back to within the hour it is the same look; all pages of a piece are one look to its holder."""
    await signe_de_vie(tx, dossier.demande, acteur, now)
    image = f"piece {piece.id}"
    his = (journal.c.demande == dossier.demande) & (journal.c.acteur == acteur) & (journal.c.fait_le > now - UN_REGARD)
    seen = await tx.execute(
        select(journal.c.detail["page"].astext).where(his, journal.c.detail["image"].astext == image)
    )
    pages = seen.scalars().all()
    if str(page) not in pages:
        await note(tx, dossier, "image", acteur, now, image=image, page=page)
    if not pages:
        consultees = ImagesConsulteesV1(quoi="piece", type_piece=piece.type, consultees_le=now)
        await put(tx, dossier.demande, [consultees])


async def decisions(tx: Tx, demande: UUID) -> Sequence[RowMapping]:
    query = select(journal).where(journal.c.demande == demande, journal.c.acte == "decision").order_by(journal.c.id)
    return (await tx.execute(query)).mappings().all()
