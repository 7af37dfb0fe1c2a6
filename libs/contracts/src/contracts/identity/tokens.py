"""Access tokens: EdDSA JWTs of ten minutes, issued by accounts, verified by every service on its own."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import OKPKey

from contracts.errors import RuleBroken
from contracts.identity.keys import ALGORITHM, FixedKeys, Keys
from contracts.vocabulary.portees import PORTEES
from contracts.vocabulary.roles import Role

ISSUER = AUDIENCE = "permis"
TYPE = "at+jwt"
LIFETIME = timedelta(minutes=10)
LEEWAY = 30  # seconds
LONGEST_TOKEN = 4096
NEVER = datetime.max.replace(tzinfo=UTC)
ROLES: Mapping[str, Role] = {role.value: role for role in Role}


class JetonExpire(RuleBroken):
    slug = "jeton-expire"
    title = "Votre session a expiré"
    kind = "non_authentifie"


class JetonRefuse(RuleBroken):
    slug = "jeton-refuse"
    title = "Votre session n'est pas reconnue"
    kind = "non_authentifie"


@dataclass(frozen=True, slots=True)
class Caller:
    """The person or the system behind a request, as its access token says."""

    id: UUID
    role: Role
    nom: str = field(repr=False)
    prefecture: str | None = None  # the arrondissement whose dossiers an instructeur may see
    expires: datetime = NEVER
    portees: frozenset[str] = frozenset()  # of a program: what it may do, among what its role may


def issue(
    key: OKPKey,
    *,
    id: UUID,
    role: Role,
    nom: str,
    prefecture: str | None = None,
    portees: Collection[str] | None = None,
    now: datetime,
    lifetime: timedelta = LIFETIME,
) -> str:
    """An access token; only accounts holds the private key. Without `portees` a program has those of its role."""
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.thumbprint()}
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(id),
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "jti": str(uuid4()),
        "role": role.value,
        "nom": nom,
    }
    if prefecture is not None:
        claims["prefecture"] = prefecture
    if portees is not None:
        claims["scope"] = " ".join(sorted(portees))  # as RFC 9068 writes it
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


class Verifier:
    """Turns a token into its caller, or raises JetonExpire, JetonRefuse or ClesIndisponibles.

    The same token is verified once in thirty seconds (it takes 100 to 190 µs) and never trusted past its end.
    """

    REMEMBERED = 10_000
    TRUSTED = 30.0  # seconds

    def __init__(
        self,
        keys: Keys,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keys, self._now, self._monotonic = keys, now, monotonic
        self._seen: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    @classmethod
    def of_keys(cls, *keys: OKPKey, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> "Verifier":
        return cls(FixedKeys(*keys), now=now)

    async def verify(self, token: str) -> Caller:
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        until, caller = self._seen.get(digest, (-float("inf"), None))
        if caller is None or self._monotonic() >= until or self._now() >= caller.expires:
            caller = await self._read(token)
            self._seen[digest] = (self._monotonic() + self.TRUSTED, caller)
            if len(self._seen) > self.REMEMBERED:
                self._seen.popitem(last=False)
        self._seen.move_to_end(digest)
        return caller

    async def _read(self, token: str) -> Caller:
        try:
            if len(token) > LONGEST_TOKEN:
                raise JetonRefuse("Reconnectez-vous : le jeton d'accès est trop long.")
            header = jws.extract_compact(token.encode("ascii")).headers()
            kid = header.get("kid")
            # Nothing of the header but the key id is a choice of the sender, and that only among our keys.
            if not isinstance(kid, str) or header != {"alg": ALGORITHM, "typ": TYPE, "kid": kid}:
                raise JetonRefuse("Reconnectez-vous : le jeton d'accès n'est pas de ceux que ce service délivre.")
            key = await self._keys.find(kid)
            if key is None:
                raise JetonRefuse("Reconnectez-vous : la clé qui a signé le jeton d'accès n'est plus en usage.")
            claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
            self._claims_registry().validate(claims)
            return _caller(claims)
        except ExpiredTokenError:
            raise JetonExpire("Renouvelez votre session, ou reconnectez-vous.") from None
        except (JoseError, ValueError, TypeError, LookupError, OverflowError):
            raise JetonRefuse("Reconnectez-vous : le jeton d'accès n'est pas valable.") from None

    def _claims_registry(self) -> jwt.JWTClaimsRegistry:
        essential: jwt.ClaimsOption = {"essential": True}
        return jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            **dict.fromkeys(("sub", "iat", "nbf", "exp", "jti", "role", "nom"), essential),
        )


def _caller(claims: Mapping[str, Any]) -> Caller:
    prefecture, scope, role = claims.get("prefecture"), claims.get("scope"), ROLES[claims["role"]]
    if not (isinstance(claims["nom"], str) and isinstance(prefecture, str | None) and isinstance(scope, str | None)):
        raise TypeError
    return Caller(
        UUID(claims["sub"]),
        role,
        claims["nom"],
        prefecture,
        datetime.fromtimestamp(claims["exp"], UTC),
        frozenset(PORTEES.get(role, ()) if scope is None else scope.split()),
    )


def token_for(
    key: OKPKey,
    role: Role,
    *,
    id: UUID | None = None,
    nom: str = "Personne d'essai",
    prefecture: str | None = None,
    portees: Collection[str] | None = None,
    now: datetime | None = None,
    lifetime: timedelta = LIFETIME,
) -> str:
    """The test door: a token as accounts would issue it."""
    now = now or datetime.now(UTC)
    id = id or uuid4()
    return issue(key, id=id, role=role, nom=nom, prefecture=prefecture, portees=portees, now=now, lifetime=lifetime)
