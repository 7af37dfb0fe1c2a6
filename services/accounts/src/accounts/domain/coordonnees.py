"""Another mail address, another phone: nothing changes until whoever reads it there has said so."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.domain.compte import Compte, Decision, Fait
from accounts.domain.delais import CODE_ESSAIS_MAX
from contracts.errors import FieldError, RuleBroken
from contracts.events.accounts import CoordonneesChangeesV1


class Canal(StrEnum):
    MAIL = "mail"
    SMS = "sms"


class CoordonneeInchangee(RuleBroken):
    slug = "coordonnee-inchangee"
    title = "Votre compte a déjà cette adresse ou ce numéro"
    kind = "invalide"

    def __init__(self, pointer: str) -> None:
        detail = "C'est déjà ce que votre compte indique : il n'y a rien à changer, ou saisissez autre chose."
        super().__init__(detail, errors=[FieldError(pointer, detail)])


class ConfirmationInconnue(RuleBroken):
    slug = "lien-inconnu"
    title = "Ce lien n'existe pas"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__(
            "Ouvrez le lien du dernier mél reçu, ou copiez-le en entier ; au besoin, demandez de nouveau le changement."
        )


class ConfirmationPerimee(RuleBroken):
    slug = "lien-perime"
    title = "Ce lien n'est plus valable"
    kind = "perime"


class CodePerime(RuleBroken):
    slug = "code-perime"
    title = "Aucun code n'est plus valable"
    kind = "perime"

    def __init__(self) -> None:
        super().__init__("Il a servi, a expiré ou a été essayé trop souvent : demandez de nouveau le changement.")


class CodeRefuse(RuleBroken):
    slug = "code-refuse"
    title = "Ce n'est pas le code du dernier SMS"
    kind = "invalide"

    def __init__(self, restants: int) -> None:
        essais = f"Il vous reste {restants} essai{'s' if restants > 1 else ''}."
        suite = essais if restants else "Demandez de nouveau le changement."
        super().__init__(suite, errors=[FieldError("/code", f"Recopiez les six chiffres du dernier SMS. {suite}")])


class CoordonneePrise(RuleBroken):
    slug = "coordonnee-prise"
    title = "Un autre compte à votre nom a déjà cette adresse"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__(
            "Votre adresse n'a pas changé. Fermez l'autre compte et ouvrez de nouveau ce lien, ou gardez-les."
        )


@dataclass(frozen=True)
class Coordonnee:
    """What waits for its confirmation: of an account one mail address and one phone, the last ones asked for."""

    compte: UUID
    canal: str
    destination: str = field(repr=False)
    empreinte: bytes = field(repr=False)
    expire_le: datetime
    essais: int = 0
    confirmee_le: datetime | None = None


def code_de(tirage: str) -> str:
    """Six digits out of the dice."""
    return f"{int.from_bytes(hashlib.sha256(tirage.encode()).digest()) % 1_000_000:06d}"


def empreinte_du_code(compte: UUID, code: str) -> bytes:
    """What is kept of a code; spaces that were typed into it are none of it."""
    return hashlib.sha256(compte.bytes + re.sub(r"\s", "", code).encode()).digest()


def verifier_lien(attendue: Coordonnee | None, now: datetime) -> Coordonnee:
    """Raises ConfirmationInconnue or ConfirmationPerimee."""
    if attendue is None:
        raise ConfirmationInconnue
    if attendue.confirmee_le is not None:
        raise ConfirmationPerimee("Il a déjà servi : votre nouvelle adresse est enregistrée.")
    if now >= attendue.expire_le:
        raise ConfirmationPerimee("Le délai de confirmation est passé : demandez de nouveau le changement.")
    return attendue


def verifier_code(attendue: Coordonnee | None, code: str, now: datetime) -> Coordonnee:
    """`essais` counts this one already. Raises CodePerime or CodeRefuse."""
    if attendue is None or attendue.confirmee_le is not None or now >= attendue.expire_le:
        raise CodePerime
    if attendue.essais > CODE_ESSAIS_MAX:
        raise CodePerime
    if not hmac.compare_digest(empreinte_du_code(attendue.compte, code), attendue.empreinte):
        raise CodeRefuse(CODE_ESSAIS_MAX - attendue.essais)
    return attendue


def changer_email(compte: Compte, email: str, now: datetime) -> Decision:
    """The former address gets a last word: a stranger who changed it is found out."""
    return _changer(replace(compte, email=email), compte.email, now)


def changer_telephone(compte: Compte, telephone: str, now: datetime) -> Decision:
    return _changer(replace(compte, telephone=telephone), None, now)


def _changer(compte: Compte, ancien_email: str | None, now: datetime) -> Decision:
    fait = CoordonneesChangeesV1(
        compte=compte.id,
        nom=compte.nom_affiche,
        email=compte.email,
        telephone=compte.telephone,
        ancien_email=ancien_email,
        changees_le=now,
    )
    return Decision(compte, [Fait(compte.id, fait)])
