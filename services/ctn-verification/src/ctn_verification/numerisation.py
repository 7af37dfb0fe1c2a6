"""A paper form becomes the photo and the signature of its demande, whoever read it: an agent or the machine."""

from datetime import datetime
from uuid import UUID

from contracts.delivery import Tx, plan, put
from contracts.events.parts import Ephoto
from ctn_verification.domain.delais import EPHOTO_PERIMEE, MARGE_EPHOTO
from ctn_verification.domain.ephoto import Deposee
from ctn_verification.domain.formulaire import Formulaire, numeriser, verifier_attendu
from ctn_verification.domain.verdict import Verdict
from ctn_verification.storage import formulaires, verdicts


async def lier(
    tx: Tx, numero: str, ephoto: Ephoto, photo: Verdict, signature: Verdict, *, par: UUID, now: datetime
) -> Formulaire:
    """Once for each form. Raises FormulaireIntrouvable or FormulaireClos.

    No code stands for it: it belongs to one demande from the beginning. Should that end before its dossier opens, the
    images go after a time like those of an unused code.
    """
    attendu = verifier_attendu(await formulaires.par_numero(tx, numero), now)
    recu, events = numeriser(attendu, ephoto, now)
    sans_code = f"formulaire:{ephoto.id}"
    await verdicts.add_ephoto(tx, Deposee(ephoto, par, sans_code, photo, signature, now, now))
    await plan(tx, EPHOTO_PERIMEE, ephoto.id, now + MARGE_EPHOTO)
    await formulaires.save(tx, recu)
    await put(tx, attendu.demande, events)
    return recu
