"""Who may come in, and what routes are given."""

from typing import Annotated

from fastapi import Depends, Header, Request, Response

from contracts.identity import Caller, caller_with
from contracts.vocabulary.roles import Role
from instruction.app import App
from instruction.domain.dossier import DossierInstruit, VersionPerimee


def service(request: Request) -> App:
    app: App = request.app.state.app
    return app


Service = Annotated[App, Depends(service)]
DuService = Annotated[Caller, Depends(caller_with(Role.INSTRUCTEUR, Role.SUPERVISEUR))]
"""The instructors of a préfecture and who answers for them."""
Instructeur = DuService
Superviseur = Annotated[Caller, Depends(caller_with(Role.SUPERVISEUR))]
IfMatch = Annotated[
    str | None, Header(description='The ETag of the dossier as you saw it, for instance "3"; optional.', max_length=40)
]


def check_version(dossier: DossierInstruit, if_match: str | None) -> None:
    """Raises VersionPerimee when the caller saw another version."""
    if if_match is None or if_match.strip() == "*":
        return
    if if_match.strip().removeprefix("W/").strip('"') != str(dossier.version):
        raise VersionPerimee("Un autre instructeur l'a peut-être traité. Affichez de nouveau le dossier, puis décidez.")


def set_etag(response: Response, dossier: DossierInstruit) -> None:
    response.headers["ETag"] = f'"{dossier.version}"'
