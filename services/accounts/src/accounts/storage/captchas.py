"""Proofs of work that have served: each opens one form, once."""

from sqlalchemy.dialects.postgresql import insert

from accounts.domain.captcha import CaptchaRefuse, Preuve
from accounts.storage.tables import captchas
from contracts.delivery import Tx


async def utiliser(tx: Tx, preuve: Preuve) -> None:
    """With the form that it opens, or not at all: a form that is refused leaves it good. Raises CaptchaRefuse."""
    fait = insert(captchas).values(nonce=preuve.nonce, expire_le=preuve.expire_le).on_conflict_do_nothing()
    if (await tx.execute(fait)).rowcount != 1:
        raise CaptchaRefuse("deja")
