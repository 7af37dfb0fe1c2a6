"""The link by which a person takes possession of an account: one use, known to us by its SHA-256 only."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.errors import RuleBroken


class LienInconnu(RuleBroken):
    slug = "lien-inconnu"
    title = "Ce lien d'activation n'existe pas"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__(
            "Ouvrez de nouveau le lien du mél d'activation, ou copiez-le en entier dans la barre d'adresse."
        )


class LienPerime(RuleBroken):
    slug = "lien-perime"
    title = "Ce lien d'activation n'est plus valable"
    kind = "perime"


def empreinte(jeton: str) -> bytes:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(jeton.encode()).digest()


@dataclass(frozen=True)
class Lien:
    """A fresh link: the token in it and the address of the page, for the mail; never kept."""

    jeton: str = field(repr=False)
    adresse: str = field(repr=False)

    @property
    def empreinte(self) -> bytes:
        return empreinte(self.jeton)


@dataclass(frozen=True)
class Activation:
    """What is kept of a link. `compte` is None once the account is deleted."""

    compte: UUID | None
    expire_le: datetime
    utilisee_le: datetime | None = None
    remplacee_le: datetime | None = None


def verifier_lien(activation: Activation | None, now: datetime) -> UUID:
    """The account that this link still opens. Raises LienInconnu, or LienPerime with what the person can do."""
    if activation is None:
        raise LienInconnu
    if activation.utilisee_le is not None:
        raise LienPerime(
            "Il a déjà servi et votre compte est actif : connectez-vous avec l'identifiant reçu par mél et votre mot "
            "de passe."
        )
    if activation.remplacee_le is not None:
        raise LienPerime("Un lien plus récent vous a été envoyé : ouvrez celui du dernier mél reçu.")
    if activation.compte is None or now >= activation.expire_le:
        raise LienPerime(
            "Le délai d'activation est passé et le compte est supprimé : créez de nouveau un compte. Si votre "
            "auto-école avait saisi une demande pour vous, demandez-lui de la saisir de nouveau."
        )
    return activation.compte
