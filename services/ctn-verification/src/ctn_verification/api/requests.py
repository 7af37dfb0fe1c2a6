"""What every route's signature names: the service's parts, and who may call."""

from typing import Annotated

from fastapi import Depends, Request

from contracts.identity import Caller, caller_with
from contracts.vocabulary.portees import Portee
from contracts.vocabulary.roles import Role
from ctn_verification.app import App


async def app_of(request: Request) -> App:
    app: App = request.app.state.app
    return app


Service = Annotated[App, Depends(app_of)]
Photographe = Annotated[Caller, Depends(caller_with(Role.PHOTOGRAPHE, portee=Portee.EPHOTOS_DEPOSER))]
AgentCtn = Annotated[Caller, Depends(caller_with(Role.AGENT_CTN))]
