"""Who calls: access tokens, the keys that verify them, and the roles that a route admits."""

from contracts.identity.callers import (
    Authenticated,
    JetonAbsent,
    PorteeInsuffisante,
    RoleInsuffisant,
    caller_of,
    caller_with,
)
from contracts.identity.keys import ClesIndisponibles, FixedKeys, Jwks, Keys, public_jwks, signing_key
from contracts.identity.tokens import LIFETIME, ROLES, Caller, JetonExpire, JetonRefuse, Verifier, issue, token_for

__all__ = [
    "LIFETIME",
    "ROLES",
    "Authenticated",
    "Caller",
    "ClesIndisponibles",
    "FixedKeys",
    "JetonAbsent",
    "JetonExpire",
    "JetonRefuse",
    "Jwks",
    "Keys",
    "PorteeInsuffisante",
    "RoleInsuffisant",
    "Verifier",
    "caller_of",
    "caller_with",
    "issue",
    "public_jwks",
    "signing_key",
    "token_for",
]
