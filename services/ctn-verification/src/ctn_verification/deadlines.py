"""What the CTN does when a verdict does not come, and when scans were kept long enough."""

from contracts.delivery import Deadline, due
from ctn_verification.app import App
from ctn_verification.domain.delais import CONTROLE_ABSENT
from ctn_verification.domain.dossier import trancher
from ctn_verification.domain.liasse import EFFACER_LIASSE
from ctn_verification.storage import dossiers, liasses, verdicts


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


DEADLINES = [due(CONTROLE_ABSENT, controle_absent), due(EFFACER_LIASSE, effacer_liasse)]
