"""What all routes ask for: the service's parts, and the role of who looks after its sending."""

from typing import Annotated

from fastapi import Depends, Request

from contracts.errors import RuleBroken
from contracts.identity import Caller, caller_with
from contracts.vocabulary.roles import Role
from notifications.app import App


def service(request: Request) -> App:
    app: App = request.app.state.app
    return app


Service = Annotated[App, Depends(service)]
Exploitant = Annotated[Caller, Depends(caller_with(Role.ADMINISTRATEUR))]


class MessageIntrouvable(RuleBroken):
    slug = "message-introuvable"
    title = "Ce message n'existe pas ou ne vous est pas adressé"
    kind = "introuvable"
