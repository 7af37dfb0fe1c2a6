"""What a route's signature asks for: the service, and who may call."""

from typing import Annotated

from fastapi import Depends, Request

from contracts.identity import Caller, caller_with
from contracts.vocabulary.roles import Role
from demandes.app import App


async def app_of(request: Request) -> App:
    app: App = request.app.state.app
    return app


async def adresse_de(request: Request) -> str:
    return request.client.host if request.client else "inconnue"


Service = Annotated[App, Depends(app_of)]
Adresse = Annotated[str, Depends(adresse_de)]
"""Where the request comes from, as the gateway says it."""
AutoEcole = Annotated[Caller, Depends(caller_with(Role.AUTO_ECOLE))]
Candidat = Annotated[Caller, Depends(caller_with(Role.USAGER))]
Lecteur = Annotated[Caller, Depends(caller_with(Role.AUTO_ECOLE, Role.USAGER))]
"""Who files and who is concerned: both see the demande (seed 000); what only the filer may do, its act checks."""
Administrateur = Annotated[Caller, Depends(caller_with(Role.ADMINISTRATEUR))]
"""Sees figures only: no demande."""
