"""What the CTN does when a verdict does not come."""

from contracts.delivery import Deadline, due
from ctn_verification.app import App
from ctn_verification.domain.delais import CONTROLE_ABSENT
from ctn_verification.domain.dossier import trancher
from ctn_verification.storage import dossiers, verdicts


async def controle_absent(deadline: Deadline, app: App) -> None:
    """An agent looks at what the engine never saw; nothing to do when it was decided meanwhile."""
    async with app.db.begin(deadline) as tx:
        dossier = await dossiers.load(tx, deadline.subject)
        connus = await verdicts.known(tx, dossier)
        await dossiers.save(tx, trancher(dossier, connus, now=app.now(), attendre=False))


DEADLINES = [due(CONTROLE_ABSENT, controle_absent)]
