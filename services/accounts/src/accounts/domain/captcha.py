"""A form that machines could fill in for ever costs each sender some work (seed 004, «Saisir le code ci-dessus»).

A proof of work: the page computes it, nobody has to see or hear anything, and no outside site is asked.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from contracts.errors import FieldError, RuleBroken

POINTER = "/captcha"


class Formulaire(StrEnum):
    """What a challenge is for: its solution opens that form and no other."""

    INSCRIPTION = "inscription"
    IDENTIFIANT = "identifiant"
    MOT_DE_PASSE = "mot-de-passe"


class Preuve(NamedTuple):
    """What the solution of a challenge that we signed says of itself; `nonce` is the challenge's own. Who waits instead
    of working has a ticket, good from `utilisable_le` on."""

    nonce: bytes
    pour: str
    expire_le: datetime
    utilisable_le: datetime | None = None


class CaptchaRequis(RuleBroken):
    slug = "captcha-requis"
    title = "La vérification anti-robot manque"
    kind = "invalide"

    def __init__(self, pour: Formulaire) -> None:
        detail = (
            f"Captcha requis : demandez un défi par GET /api/accounts/captcha?pour={pour}, résolvez-le et joignez sa "
            "solution. La page du formulaire le fait seule : si elle ne le peut pas, rechargez-la."
        )
        super().__init__(detail, errors=[FieldError(POINTER, detail)])


CAUSES: Mapping[str, str] = {
    "faux": "La vérification anti-robot n'est pas la bonne",
    "autre": "La vérification anti-robot a été faite pour un autre formulaire",
    "expire": "La vérification anti-robot a expiré",
    "deja": "La vérification anti-robot a déjà servi",
}


class CaptchaRefuse(RuleBroken):
    slug = "captcha-refuse"
    title = "La vérification anti-robot n'est pas acceptée"
    kind = "invalide"

    def __init__(self, cause: str) -> None:
        detail = f"{CAUSES[cause]} : demandez un nouveau défi (la page le fait en se rechargeant), puis renvoyez."
        super().__init__(detail, errors=[FieldError(POINTER, detail)])


class AttenteEnCours(RuleBroken):
    slug = "captcha-attente"
    title = "L'envoi vient trop tôt"
    kind = "invalide"

    def __init__(self, secondes: int) -> None:
        detail = f"Renvoyez dans {secondes} secondes : cette attente remplace la vérification anti-robot."
        super().__init__(detail, errors=[FieldError(POINTER, detail)])


def verifier_preuve(preuve: Preuve, pour: Formulaire, now: datetime) -> None:
    """Raises CaptchaRefuse for a proof of another form or of another time, AttenteEnCours for a ticket's time."""
    if preuve.pour != pour:
        raise CaptchaRefuse("autre")
    if now >= preuve.expire_le:
        raise CaptchaRefuse("expire")
    if preuve.utilisable_le is not None and now < preuve.utilisable_le:
        raise AttenteEnCours(math.ceil((preuve.utilisable_le - now).total_seconds()))
