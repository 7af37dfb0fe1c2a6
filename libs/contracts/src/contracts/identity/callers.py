"""Who may call a route, as a type in its signature."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from contracts.errors import RuleBroken
from contracts.identity.tokens import Caller, JetonRefuse, Verifier
from contracts.vocabulary.portees import Portee
from contracts.vocabulary.roles import Role


class JetonAbsent(RuleBroken):
    slug = "jeton-absent"
    title = "Connectez-vous pour continuer"
    kind = "non_authentifie"


class RoleInsuffisant(RuleBroken):
    slug = "role-insuffisant"
    title = "Votre compte ne donne pas accès à cette action"
    kind = "interdit"


class PorteeInsuffisante(RuleBroken):
    slug = "portee-insuffisante"
    title = "Ce programme n'a pas reçu le droit de faire cela"
    kind = "interdit"


# Documents the scheme, and by its scopes the roles, in OpenAPI; the header itself is read below.
_bearer = HTTPBearer(auto_error=False, scheme_name="jeton", bearerFormat="JWT", description="Access token of accounts.")


async def caller_of(request: Request) -> Caller | None:
    """Who calls, if the request carries a token; a token that is not good is refused, never ignored."""
    sent = request.headers.getlist("authorization")
    if not sent:
        return None
    scheme, _, token = sent[0].partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer":
        raise JetonRefuse("Envoyez un seul en-tête Authorization, de la forme « Bearer <jeton d'accès> ».")
    verifier: Verifier = request.app.state.verifier
    return await verifier.verify(token.strip())


def caller_with(*roles: Role, portee: Portee | None = None) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller, when the token gives one of these roles, or any role when none is named.

    `portee` is what the token of a program must allow besides.
    """
    scopes = sorted(word.value for word in (*roles, *([portee] if portee else ())))

    async def caller(
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer, scopes=scopes)],
    ) -> Caller:
        found = await caller_of(request)
        if found is None:
            raise JetonAbsent("Envoyez votre jeton d'accès dans l'en-tête Authorization (« Bearer … »).")
        if roles and found.role not in roles:
            admitted = ", ".join(role.libelle for role in roles)
            raise RoleInsuffisant(f"Connectez-vous avec un compte admis ici : {admitted}.")
        if portee is not None and portee not in found.portees:
            raise PorteeInsuffisante(f"Demandez à l'administrateur d'ajouter « {portee} » à votre accès.")
        return found

    return caller


Authenticated = Annotated[Caller, Depends(caller_with())]
