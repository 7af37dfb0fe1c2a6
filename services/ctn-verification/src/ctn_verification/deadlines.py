"""What the CTN does when a verdict does not come, and when scans, e-photos and codes were kept long enough."""

from contracts.delivery import Deadline, due
from ctn_verification.app import App
from ctn_verification.domain.delais import CONTROLE_ABSENT, EPHOTO_PERIMEE
from ctn_verification.domain.dossier import trancher
from ctn_verification.domain.liasse import EFFACER_LIASSE
from ctn_verification.domain.lot import OUBLIER_LOT, EtatElement
from ctn_verification.storage import dossiers, ephotos, liasses, lots, verdicts


async def controle_absent(deadline: Deadline, app: App) -> None:
    """An agent looks at what the engine never saw; nothing to do when it was decided meanwhile."""
    async with app.db.begin(deadline) as tx:
        dossier = await dossiers.load(tx, deadline.subject)
        connus = await verdicts.known(tx, dossier)
        await dossiers.save(tx, trancher(dossier, connus, now=app.now(), attendre=False))


async def effacer_liasse(deadline: Deadline, app: App) -> None:
    """The files go first: said again after a crash, there is nothing left to remove."""
    async with app.db.begin() as tx:
        fichiers = await liasses.files(tx, deadline.subject)
    for fichier in fichiers:
        await app.objets.remove(fichier.bucket, fichier.cle)
    async with app.db.begin(deadline) as tx:
        await liasses.erase(tx, deadline.subject, app.now())


async def ephoto_perimee(deadline: Deadline, app: App) -> None:
    """Nobody used it in its six months. The files go first: said again after a crash, nothing is left to remove."""
    async with app.db.begin() as tx:
        fichiers = await ephotos.unused_files(tx, deadline.subject)
    for fichier in fichiers:
        await app.objets.remove(fichier.bucket, fichier.cle)
    async with app.db.begin(deadline) as tx:
        if fichiers:
            await ephotos.erase(tx, deadline.subject)


async def lot_a_oublier(deadline: Deadline, app: App) -> None:
    """After a day its codes, after a month all of it; what was sent is gone long before, unless a worker died."""
    async with app.db.begin() as tx:
        lot = await lots.find(tx, deadline.subject)
    for element in lot.elements:
        if element.etat is not EtatElement.EN_ATTENTE:
            for cle in (element.photo, element.signature):
                await app.objets.remove(app.bucket_photos, cle)
    async with app.db.begin(deadline) as tx:
        await lots.forget(tx, lot, app.now())


DEADLINES = [
    due(CONTROLE_ABSENT, controle_absent),
    due(EFFACER_LIASSE, effacer_liasse),
    due(EPHOTO_PERIMEE, ephoto_perimee),
    due(OUBLIER_LOT, lot_a_oublier),
]
