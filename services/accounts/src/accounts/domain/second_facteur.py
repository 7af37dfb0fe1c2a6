"""The second factor: six digits that change every thirty seconds, or one of ten codes kept for emergencies."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.domain.delais import AGENTS
from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.roles import Role

PROFESSIONNELS = frozenset({Role.AUTO_ECOLE, *AGENTS})
"""Schools may have one, agents must; a particulier has FranceConnect."""

OCTETS_DE_GRAINE = 20  # what RFC 4226 recommends
CODES_DE_SECOURS = 10
OCTETS_DE_SECOURS = 10  # 80 bits: too many to be tried, hence a plain hash is enough
GRAINE = re.compile(r"[A-Z2-7]{32,128}")


class SecondFacteurRequis(RuleBroken):
    slug = "second-facteur-requis"
    title = "Ce compte demande un second facteur"
    kind = "non_authentifie"

    def __init__(self) -> None:
        super().__init__(
            "Renvoyez l'identifiant et le mot de passe avec, dans « totp », le code à six chiffres de votre "
            "application d'authentification, ou un code de secours."
        )


class SecondFacteurRefuse(RuleBroken):
    slug = "second-facteur-refuse"
    title = "Ce code n'est pas bon, ou il a déjà servi"
    kind = "non_authentifie"

    def __init__(self) -> None:
        super().__init__(
            "Attendez que votre application montre un autre code et saisissez-le ; si cela se répète, vérifiez l'heure "
            "de l'appareil, ou prenez un code de secours."
        )


class SecondFacteurAEnroler(RuleBroken):
    slug = "second-facteur-a-enroler"
    title = "Un agent ne se connecte pas sans second facteur"
    kind = "interdit"

    def __init__(self) -> None:
        super().__init__("Demandez à votre administrateur de vous inviter de nouveau : le lien permet de l'enrôler.")


class SecondFacteurObligatoire(RuleBroken):
    slug = "second-facteur-obligatoire"
    title = "Un agent garde son second facteur"
    kind = "interdit"

    def __init__(self) -> None:
        super().__init__("Pour changer d'appareil, enrôlez le nouveau : il remplace l'ancien.")


class SecondFacteurNonPropose(RuleBroken):
    slug = "second-facteur-non-propose"
    title = "Ce compte s'active sans second facteur"
    kind = "interdit"

    def __init__(self) -> None:
        super().__init__("Choisissez le mot de passe et la question secrète, puis activez.")


class SecondFacteurAbsent(RuleBroken):
    slug = "second-facteur-absent"
    title = "Aucun second facteur n'attend"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Commencez l'enrôlement : vous recevrez une clé à saisir dans votre application.")


class CodeTotpRefuse(RuleBroken):
    slug = "code-totp-refuse"
    title = "Ce code n'est pas bon, ou il a déjà servi"
    kind = "invalide"

    def __init__(self, pointer: str) -> None:
        detail = "Saisissez les six chiffres que l'application montre maintenant, ou vérifiez l'heure de l'appareil."
        super().__init__(detail, errors=[FieldError(pointer, detail)])


@dataclass(frozen=True)
class Facteur:
    """A seed of an account, encrypted; `attendu` until a code has shown that the application has it."""

    compte: UUID
    attendu: bool
    cle: str
    graine: bytes = field(repr=False)
    cree_le: datetime
    dernier_pas: int | None = None


def graine_de(tirage: str) -> str:
    """A seed out of the dice, in the base32 that applications read."""
    return base64.b32encode(hashlib.sha256(tirage.encode()).digest()[:OCTETS_DE_GRAINE]).decode()


def graine_saisie(texte: str) -> str | None:
    """The seed as an operator wrote it down; None when it is none."""
    graine = re.sub(r"[\s=-]", "", texte).upper()
    return graine if GRAINE.fullmatch(graine) and len(graine) % 8 in (0, 2, 4, 5, 7) else None


def est_neuf(pas: int | None, facteur: Facteur) -> bool:
    """The step of a good code, later than that of the last one that served (ASVS 6.5.1)."""
    return pas is not None and (facteur.dernier_pas is None or pas > facteur.dernier_pas)


def codes_de_secours(tirages: Sequence[str]) -> list[str]:
    """One for each draw, in groups of four that can be read aloud."""
    return [_en_groupes(hashlib.sha256(tirage.encode()).digest()) for tirage in tirages]


def _en_groupes(octets: bytes) -> str:
    mot = base64.b32encode(octets[:OCTETS_DE_SECOURS]).decode()
    return "-".join(mot[debut : debut + 4] for debut in range(0, len(mot), 4))


def empreinte_de_secours(compte: UUID, code: str) -> bytes:
    """What is kept of one; spaces, hyphens and case are none of it."""
    return hashlib.sha256(compte.bytes + re.sub(r"[\s-]", "", code).upper().encode()).digest()
