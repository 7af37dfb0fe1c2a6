"""What routes, handlers and deadlines may use: database, hashing, signature, clock and dice."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from joserfc import jws
from joserfc.jwk import OKPKey

from accounts.adapters.captcha import Captcha
from accounts.adapters.franceconnect import FranceConnect
from accounts.adapters.hacheur import Hacheur
from accounts.adapters.second_facteur import SecondFacteur
from accounts.domain.activation import Lien
from contracts.delivery import Database
from contracts.identity import Verifier, issue
from contracts.vocabulary.roles import Role


class Acces(NamedTuple):
    """An access token and its id (`jti`), by which the session that it belongs to is found again."""

    jeton: str
    id: UUID


@dataclass(frozen=True)
class App:
    db: Database
    captcha: Captcha
    hacheur: Hacheur
    second_facteur: SecondFacteur
    totp_exige: bool
    verifier: Verifier
    public_url: str
    franceconnect: FranceConnect | None
    cle: OKPKey = field(repr=False)
    ancienne_cle: OKPKey | None = field(repr=False)
    horloge: Callable[[], datetime]
    tirage: Callable[[int], str]
    """So many random bytes, as URL-safe text."""

    def now(self) -> datetime:
        return self.horloge()

    def id(self) -> UUID:
        return uuid4()

    def lien(self) -> Lien:
        """A fresh activation link."""
        jeton = self.tirage(32)
        return Lien(jeton, f"{self.public_url.rstrip('/')}/monespace/activer/{jeton}")

    def acces(
        self,
        id: UUID,
        role: Role,
        nom: str,
        prefecture: str | None = None,
        *,
        portees: Collection[str] | None = None,
    ) -> Acces:
        """A signed access token of ten minutes."""
        jeton = issue(self.cle, id=id, role=role, nom=nom, prefecture=prefecture, portees=portees, now=self.now())
        return Acces(jeton, id_d_acces(jeton))

    async def close(self) -> None:
        self.hacheur.close()
        if self.franceconnect is not None:
            await self.franceconnect.close()
        await self.db.close()

    @property
    def cles(self) -> tuple[OKPKey, ...]:
        return (self.cle,) if self.ancienne_cle is None else (self.cle, self.ancienne_cle)


def id_d_acces(jeton: str) -> UUID:
    """The id in an access token that we have just signed or verified."""
    return UUID(json.loads(jws.extract_compact(jeton.encode()).payload)["jti"])
