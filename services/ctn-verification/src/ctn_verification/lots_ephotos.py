"""Pairs of a deposit are looked at one by one, in the background: a good one gets its code, the rest their causes."""

import asyncio

import structlog
from prometheus_client import Counter

from contracts.http.outages import is_outage
from contracts.objects import ObjetAbsent
from contracts.running import repeat
from contracts.vocabulary.causes import Cause
from ctn_verification.app import App
from ctn_verification.controle import Examinee, controler_ephoto
from ctn_verification.domain.code_photo import tirer_code
from ctn_verification.domain.ephoto import EphotoRefusee, deposer, exiger_utilisable
from ctn_verification.domain.lot import ESSAIS_MAX, Element, EtatElement
from ctn_verification.domain.verdict import Verdict, refuser
from ctn_verification.rangement import oublier, ranger
from ctn_verification.storage import ephotos, lots

log = structlog.get_logger()

PAIRS = Counter("permis_ephoto_pairs", "Pairs of deposits of many e-photos, by what became of them.", ["issue"])
POLL = 1.0  # seconds
AUSSI_MAX = 2  # pairs at once in one worker: the engine's other children are for who waits at his screen


async def traiter_sans_fin(app: App) -> None:
    """In every worker."""
    await repeat("lots", POLL, lambda: traiter_ce_qui_attend(app))


async def traiter_ce_qui_attend(app: App) -> int:
    """Every pair that nobody looks at; returns how many."""
    return sum(await asyncio.gather(*(_l_un_apres_l_autre(app) for _ in range(AUSSI_MAX))))


async def _l_un_apres_l_autre(app: App) -> int:
    traites = 0
    while (element := await _prendre(app)) is not None:
        try:
            PAIRS.labels(await _traiter(app, element)).inc()
        except asyncio.CancelledError:
            await asyncio.shield(_rendre(app, element))
            raise
        except Exception as fault:
            if is_outage(fault):
                await _rendre(app, element)
            raise
        traites += 1
    return traites


async def _prendre(app: App) -> Element | None:
    async with app.db.begin() as tx:
        return await lots.claim(tx, app.now())


async def _rendre(app: App, element: Element) -> None:
    async with app.db.begin() as tx:
        await lots.give_back(tx, element)


async def _traiter(app: App, element: Element) -> str:
    """What became of it. A pair over which workers died three times is refused as unreadable."""
    if element.essais > ESSAIS_MAX:
        illisible = refuser(Cause.FICHIER_ILLISIBLE)
        return await _refuser(app, element, {"photo": illisible, "signature": illisible})
    vues = {nom: await _examiner(app, nom, cle) for nom, cle in _cles(element).items()}
    try:
        return await _accepter(app, element, vues["photo"], vues["signature"])
    except EphotoRefusee:
        return await _refuser(app, element, {nom: vue.verdict for nom, vue in vues.items()})


async def _examiner(app: App, nom: str, cle: str) -> Examinee:
    try:
        octets = await app.objets.get(app.bucket_photos, cle)
    except ObjetAbsent:
        return Examinee(refuser(Cause.FICHIER_ILLISIBLE), b"")
    return await controler_ephoto(nom, octets, app.moteur)


async def _accepter(app: App, element: Element, photo: Examinee, signature: Examinee) -> str:
    """Raises EphotoRefusee. The code, its e-photo, the event and the end of the pair in one transaction."""
    exiger_utilisable(photo.verdict, signature.verdict)
    ephoto, code, now = await ranger(app, photo, signature), tirer_code(app.tirage), app.now()
    verdicts = {"photo": photo.verdict, "signature": signature.verdict}
    depot = deposer(ephoto, photographe=element.photographe, code=code, now=now, **verdicts)
    async with app.db.begin() as tx:
        if encore := await lots.still(tx, element):
            await ephotos.add(tx, depot)
            fin = depot.deposee.expire_le
            await lots.settle(
                tx, element, EtatElement.ACCEPTE, verdicts, now, ephoto=ephoto.id, code=code, expire_le=fin
            )
    if not encore:
        await oublier(app, ephoto)
        return "perdue"
    await _effacer(app, element)
    return EtatElement.ACCEPTE


async def _refuser(app: App, element: Element, verdicts: dict[str, Verdict]) -> str:
    async with app.db.begin() as tx:
        if not await lots.still(tx, element):
            return "perdue"
        await lots.settle(tx, element, EtatElement.REFUSE, verdicts, app.now())
    await _effacer(app, element)
    return EtatElement.REFUSE


async def _effacer(app: App, element: Element) -> None:
    """What was sent; after a crash in between it goes when the deposit is forgotten."""
    for cle in _cles(element).values():
        await app.objets.remove(app.bucket_photos, cle)


def _cles(element: Element) -> dict[str, str]:
    return {"photo": element.photo, "signature": element.signature}
