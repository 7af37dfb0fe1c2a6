"""A forgotten password: a link by mail, once, and the answer to the secret question (seed 004; domain.md OP-15)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.delais import REPONSES_MAX
from contracts.errors import FieldError, RuleBroken


class OubliInconnu(RuleBroken):
    slug = "lien-inconnu"
    title = "Ce lien n'existe pas"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Ouvrez de nouveau le lien du mél, ou copiez-le en entier dans la barre d'adresse.")


class OubliPerime(RuleBroken):
    slug = "lien-perime"
    title = "Ce lien n'est plus valable"
    kind = "perime"

    def __init__(self) -> None:
        super().__init__("Demandez-en un autre par « Mot de passe oublié ? », et ouvrez celui du dernier mél reçu.")


class ReponseRefusee(RuleBroken):
    slug = "reponse-refusee"
    title = "La réponse à la question secrète n'est pas la bonne"
    kind = "invalide"

    def __init__(self, restants: int) -> None:
        essais = (
            f"Il vous reste {restants} essai{'s' if restants > 1 else ''}." if restants else "Demandez un autre lien."
        )
        super().__init__(
            essais, errors=[FieldError("/reponse_secrete", "Ce n'est pas la réponse donnée à l'activation.")]
        )


@dataclass(frozen=True)
class Oubli:
    """What is kept of a link: by whose account, until when, how many answers were given."""

    empreinte: bytes
    compte: UUID
    expire_le: datetime
    essais: int = 0
    utilise_le: datetime | None = None


def verifier_oubli(oubli: Oubli | None, now: datetime) -> Oubli:
    """The link as long as it opens anything. Raises OubliInconnu or OubliPerime."""
    if oubli is None:
        raise OubliInconnu
    if oubli.utilise_le is not None or now >= oubli.expire_le or oubli.essais >= REPONSES_MAX:
        raise OubliPerime
    return oubli
