"""What several routes speak of: the application behind them, the pair of tokens, texts with their bounds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from accounts.app import Acces, App
from accounts.domain.appareils import appareil
from accounts.domain.compte import Compte
from accounts.domain.delais import duree_de_session
from accounts.domain.session import TIRAGE, Session, empreinte, jeton_de_renouvellement, suivante
from accounts.storage import sessions
from contracts.delivery import Tx
from contracts.identity.tokens import LIFETIME


def app_of(request: Request) -> App:
    app: App = request.app.state.app
    return app


Service = Annotated[App, Depends(app_of)]


DUREE = 0.1  # seconds that a hidden answer takes at least: longer than the writes of a new account


@asynccontextmanager
async def au_moins(secondes: float) -> AsyncIterator[None]:
    """The block ends no sooner, however little it had to do."""
    loop = asyncio.get_running_loop()
    fin = loop.time() + secondes
    yield
    await asyncio.sleep(fin - loop.time())


def adresse_mel(saisie: str) -> str:
    """The address in its usual form; whether somebody reads it, the activation link shows."""
    try:
        return validate_email(saisie, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise ValueError(
            "Cette adresse mél n'est pas valable : écrivez-la en entier et sans accent, par exemple nom@exemple.fr."
        ) from None


Mel = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254), AfterValidator(adresse_mel)
]


class Saisie(BaseModel):
    """A request body: nothing unexpected, no spaces around."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SaisieSecrete(Saisie):
    """Spaces around a password belong to it; a field that wants none says so."""

    model_config = ConfigDict(str_strip_whitespace=False)


# The rule of 128 characters is told with the other rules.
MotDePasse = Annotated[SecretStr, Field(min_length=1, max_length=1024)]


class JetonAcces(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind, not a secret
    expires_in: int = Field(default=int(LIFETIME.total_seconds()), description="Seconds.")


class Jetons(JetonAcces):
    """`refresh_token` is good once: renewing the session gives the next one."""

    refresh_token: str


def acces_de(app: App, compte: Compte) -> Acces:
    return app.acces(compte.id, compte.role, compte.nom_affiche, compte.prefecture)


def appareil_de(request: Request) -> str:
    return appareil(request.headers.get("user-agent", ""))


def adresse_de(request: Request) -> str:
    """Where the request came from, as the gateway says; counted by its print, never kept."""
    return request.client.host if request.client else "inconnue"


def reseau_de(request: Request) -> str:
    """All that one subscriber has: of IPv6 the /64 in which he may take any address he likes."""
    try:
        adresse = ip_address(adresse_de(request))
    except ValueError:
        return "inconnue"
    return str(ip_network((adresse, 64), strict=False)) if adresse.version == 6 else str(adresse)


async def ouvrir_session(tx: Tx, app: App, compte: Compte, appareil: str) -> Jetons:
    """A new session of this account, in the transaction of what opened it."""
    id, now, acces = app.id(), app.now(), acces_de(app, compte)
    jeton = nouveau_jeton(app, id)
    session = Session(
        id=id,
        compte=compte.id,
        empreinte=empreinte(jeton),
        ouverte_le=now,
        expire_le=now + duree_de_session(compte.role),
        utilisee_le=now,
        appareil=appareil,
        acces=(acces.id,),
    )
    await sessions.ouvrir(tx, session)
    return Jetons(access_token=acces.jeton, refresh_token=jeton)


async def renouveler_session(tx: Tx, app: App, session: Session, compte: Compte) -> Jetons:
    """The same session with its next pair of tokens."""
    acces, jeton = acces_de(app, compte), nouveau_jeton(app, session.id)
    await sessions.renouveler(tx, suivante(session, empreinte(jeton), acces.id, app.now()))
    return Jetons(access_token=acces.jeton, refresh_token=jeton)


def nouveau_jeton(app: App, session: UUID) -> str:
    return jeton_de_renouvellement(session, app.tirage(TIRAGE))
