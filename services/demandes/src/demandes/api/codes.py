"""A photo code that is typed: few wrong ones, each wait longer than the one before; who may have slipped is helped."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import structlog
from prometheus_client import Counter

from contracts.errors import RuleBroken
from contracts.identity import Caller
from demandes.app import App
from demandes.domain.journal import code_refuse
from demandes.domain.photo_signature import (
    CodePhotoInconnu,
    CodePhotoUtilise,
    a_la_forme,
    code_inutilisable,
    empreinte_code,
    lire_code,
)
from demandes.storage import demandes, journal, tentatives
from demandes.storage.tentatives import TropDeTentatives

log = structlog.get_logger()

REFUSED = Counter("permis_photo_codes_refused", "Photo codes that opened nothing, by why", ["raison"])


class TropDeCodes(TropDeTentatives):
    slug = "trop-de-codes"
    title = "Trop de codes photo-signature erronés ont été saisis"


class Palier(NamedTuple):
    """So many different wrong codes in this time, then a wait until it is over."""

    au_plus: int
    par: timedelta


PAR_COMPTE = (
    Palier(10, timedelta(minutes=15)),
    Palier(20, timedelta(hours=3)),
    Palier(30, timedelta(days=1)),
)
PAR_ADRESSE = (Palier(30, timedelta(minutes=15)), Palier(100, timedelta(days=1)))
AIDES = 5
"""So many wrong codes are slips: then the answer says whether a code is unknown, used or expired. Afterwards it does
not, though 110 bits are not guessed."""
MEME_CODE = Palier(1000, timedelta(minutes=15))
"""The same code again is no other guess: its photo may come in a moment."""


class Essai(NamedTuple):
    """Who tries, which code, and how many different ones this account has tried with it; `anew`: it is one more."""

    caller: Caller
    adresse: str
    saisi: str
    nombre: int
    anew: bool

    @property
    def meme(self) -> str:
        return _meme(self.caller, self.saisi)


@asynccontextmanager
async def un_essai(app: App, caller: Caller, adresse: str, demande_id: UUID, saisi: str) -> AsyncIterator[None]:
    """Counted before the code is looked at, so that many at once are counted all; given back unless it is wrong.

    Raises TropDeCodes. What has not the form of a code is no try.
    """
    if not a_la_forme(saisi):
        yield
        return
    essai = await _compter(app, caller, adresse, saisi)
    try:
        yield
    except (CodePhotoInconnu, CodePhotoUtilise) as refus:
        await _noter(app, caller, demande_id, refus)
        if essai.nombre > AIDES:
            raise code_inutilisable() from None
        raise
    except BaseException:
        if essai.anew:
            await _rendre(app, essai)
        raise
    await _rendre(app, essai)


async def _compter(app: App, caller: Caller, adresse: str, saisi: str) -> Essai:
    """The same code again is no other try."""
    now, compte = app.now(), str(caller.id)
    async with app.db.begin() as tx:
        meme = _meme(caller, saisi)
        if await tentatives.count(tx, "code-meme", meme, now, **MEME_CODE._asdict(), refus=TropDeCodes) > 1:
            nombre = await tentatives.counted(tx, "code-compte-0", compte, now, par=PAR_COMPTE[0].par)
            return Essai(caller, adresse, saisi, nombre, anew=False)
        nombres = [
            await tentatives.count(tx, f"code-{quoi}-{rang}", qui, now, **palier._asdict(), refus=TropDeCodes)
            for quoi, qui, paliers in _compteurs(compte, adresse)
            for rang, palier in enumerate(paliers)
        ]
    return Essai(caller, adresse, saisi, nombres[0], anew=True)


async def _rendre(app: App, essai: Essai) -> None:
    """Once, however often the code was wrong while its photo was on its way."""
    now = app.now()
    async with app.db.begin() as tx:
        if not await tentatives.forget(tx, "code-meme", essai.meme, now, par=MEME_CODE.par):
            return
        for quoi, qui, paliers in _compteurs(str(essai.caller.id), essai.adresse):
            for rang, palier in enumerate(paliers):
                await tentatives.give_back(tx, f"code-{quoi}-{rang}", qui, now, par=palier.par)


def _meme(caller: Caller, saisi: str) -> str:
    return f"{caller.id} {empreinte_code(lire_code(saisi))}"


def _compteurs(compte: str, adresse: str) -> tuple[tuple[str, str, tuple[Palier, ...]], ...]:
    return ("compte", compte, PAR_COMPTE), ("adresse", adresse, PAR_ADRESSE)


async def _noter(app: App, caller: Caller, demande_id: UUID, refus: RuleBroken) -> None:
    """In the log of the demande, which its holder reads, and in that of the service; never the code."""
    REFUSED.labels(refus.slug).inc()
    log.warning("photo_code.refused", demande=str(demande_id), compte=str(caller.id), raison=refus.slug)
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
        await journal.note(tx, demande.id, code_refuse(demande, caller.id, caller.role, app.now(), uuid4()))
