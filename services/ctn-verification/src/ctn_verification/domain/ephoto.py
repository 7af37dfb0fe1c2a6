"""An e-photo: photo and signature that an approved photographer deposits, and the code that stands for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.ctn import EphotoDeposeeV1
from contracts.events.parts import Ephoto
from ctn_verification.domain.code_photo import empreinte, expiration
from ctn_verification.domain.verdict import Controle, Verdict


class EphotoRefusee(RuleBroken):
    slug = "ephoto-refusee"
    title = "La photo ou la signature ne convient pas"
    kind = "invalide"


@dataclass(frozen=True)
class Deposee:
    """As it is kept: where the clean copies are, what the engine said of them, the hash of the code."""

    ephoto: Ephoto
    photographe: UUID
    empreinte_code: str
    photo: Verdict
    signature: Verdict
    deposee_le: datetime
    expire_le: datetime


class Depot(NamedTuple):
    deposee: Deposee
    events: list[EphotoDeposeeV1]


def exiger_utilisable(photo: Verdict, signature: Verdict) -> None:
    """What is refused is told at once, everything together, and gives no code."""
    refuses = [
        FieldError(f"/{champ}", f"{cause.cause} {cause.remede}")
        for champ, verdict in (("photo", photo), ("signature", signature))
        if verdict.controle is Controle.NON_CONFORME
        for cause in verdict.causes
    ]
    if refuses:
        raise EphotoRefusee(" ".join(refus.detail for refus in refuses), errors=refuses)


def deposer(
    ephoto: Ephoto, *, photographe: UUID, code: str, photo: Verdict, signature: Verdict, now: datetime
) -> Depot:
    """From now on the code stands for this photo and this signature; only its hash leaves."""
    exiger_utilisable(photo, signature)
    hache, expire_le = empreinte(code), expiration(now)
    deposee = Deposee(ephoto, photographe, hache, photo, signature, now, expire_le)
    return Depot(deposee, [EphotoDeposeeV1(ephoto=ephoto, empreinte_code=hache, expire_le=expire_le)])
