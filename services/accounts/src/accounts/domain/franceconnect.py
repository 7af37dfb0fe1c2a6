"""Logins by FranceConnect: who comes back, whose account it opens, and what it may never open.

An account is linked to the identity's `sub` at its issuer and to nothing else: a mail address or a name that look the
same open nothing (ASVS 5.0, 6.8.1; docs/decisions/0008).
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.domain.identite import Identite
from contracts.errors import FieldError, RuleBroken

PAGE = "/monespace/franceconnect"
"""Where a browser lands with `?code=` or `?erreur=`; the page asks for the rest by a POST."""

RETOURS: Sequence[str] = ("/monespace", "/monespace/demandes", "/monespace/nouvelle-demande", "/monespace/compte")
"""Where a person may go on after a login: the first one when nothing is asked for."""

AUTREMENT = "connectez-vous avec votre identifiant et votre mot de passe"


class FranceConnectAbsent(RuleBroken):
    slug = "franceconnect-absent"
    title = "La connexion par FranceConnect n'est pas proposée ici"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__(f"{AUTREMENT.capitalize()}, ou créez un compte.")


class FranceConnectIndisponible(RuleBroken):
    slug = "franceconnect-indisponible"
    title = "FranceConnect ne répond pas"
    kind = "indisponible"
    retry_after = 30

    def __init__(self) -> None:
        super().__init__(f"Réessayez dans quelques minutes, ou {AUTREMENT} : vos demandes vous attendent.")


class RetourRefuse(RuleBroken):
    slug = "retour-refuse"
    title = "Cette page de retour n'existe pas"
    kind = "invalide"

    def __init__(self) -> None:
        detail = f"Demandez l'une de ces pages, ou aucune : {', '.join(RETOURS)}."
        super().__init__(detail, errors=[FieldError("?retour", detail)])


class RetourInconnu(RuleBroken):
    slug = "retour-inconnu"
    title = "Cette connexion par FranceConnect n'est plus valable"
    kind = "perime"

    def __init__(self) -> None:
        super().__init__(
            "Elle a déjà servi, a duré plus de dix minutes ou a commencé dans un autre navigateur : recommencez depuis "
            "le bouton FranceConnect."
        )


class ConnexionAnnulee(RuleBroken):
    slug = "connexion-annulee"
    title = "Vous n'avez pas terminé la connexion sur FranceConnect"
    kind = "interdit"

    def __init__(self) -> None:
        super().__init__(f"Rien n'a été transmis. Recommencez depuis le bouton FranceConnect, ou {AUTREMENT}.")


class IdentiteRefusee(RuleBroken):
    slug = "identite-refusee"
    title = "La réponse de FranceConnect n'a pas pu être vérifiée"
    kind = "interdit"

    def __init__(self) -> None:
        super().__init__(f"Recommencez depuis le bouton FranceConnect ; si cela se répète, {AUTREMENT}.")


@dataclass(frozen=True)
class Connecter:
    """The identity opens this account."""

    compte: UUID


@dataclass(frozen=True)
class Rattacher:
    """This account, within its own session, asked for the identity."""

    compte: UUID


@dataclass(frozen=True)
class Demander:
    """Nobody's yet: the person says which account it shall open."""


@dataclass(frozen=True)
class Aller:
    """A login on its way: what its return must show. `compte` wants to be linked; None: somebody logs in."""

    navigateur: bytes = field(repr=False)
    nonce: str = field(repr=False)
    verificateur: str = field(repr=False)
    retour: str
    expire_le: datetime
    compte: UUID | None = None


@dataclass(frozen=True)
class Passage:
    """A verified identity that waits for the page's POST, for one use."""

    identite: Identite = field(repr=False)
    id_token: str = field(repr=False)
    retour: str
    expire_le: datetime
    navigateur: bytes = field(repr=False)
    compte: UUID | None = None


class PassagePerime(RuleBroken):
    slug = "passage-perime"
    title = "Cette étape de la connexion par FranceConnect n'est plus valable"
    kind = "perime"

    def __init__(self) -> None:
        super().__init__(
            "Elle a déjà servi, a trop attendu ou a commencé dans un autre navigateur : recommencez depuis le bouton "
            "FranceConnect."
        )


def retour_local(demande: str | None) -> str:
    """A page of ours. Raises RetourRefuse for any other address, however it is written."""
    if demande is None:
        return RETOURS[0]
    if demande not in RETOURS:
        raise RetourRefuse
    return demande


def verifier_aller(aller: Aller | None, navigateur: bytes, now: datetime) -> Aller:
    """It began here, in this browser, a short while ago. Raises RetourInconnu."""
    if aller is None or now >= aller.expire_le or not hmac.compare_digest(aller.navigateur, navigateur):
        raise RetourInconnu
    return aller


def verifier_passage(passage: Passage | None, navigateur: bytes, now: datetime) -> Passage:
    """Likewise for each step after the return. Raises PassagePerime."""
    if passage is None or now >= passage.expire_le or not hmac.compare_digest(passage.navigateur, navigateur):
        raise PassagePerime
    return passage


def suite(liee_a: UUID | None, demandeur: UUID | None) -> Connecter | Rattacher | Demander:
    """By the account to which the identity is linked, and the one that asked for it. Raises IdentiteDejaLiee."""
    if demandeur is None:
        return Demander() if liee_a is None else Connecter(liee_a)
    if liee_a not in (None, demandeur):
        raise IdentiteDejaLiee
    return Rattacher(demandeur)


class IdentiteDejaLiee(RuleBroken):
    slug = "identite-deja-liee"
    title = "Cette identité FranceConnect ouvre déjà un compte"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__(
            "Recommencez depuis le bouton FranceConnect pour l'ouvrir ; pour la rattacher à un autre compte, "
            "détachez-la d'abord du premier."
        )
