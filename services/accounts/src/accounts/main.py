"""Wiring: the one reader of settings."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter
from joserfc.jwk import OKPKey

from accounts.adapters.captcha import Captcha
from accounts.adapters.franceconnect import FranceConnect
from accounts.adapters.hacheur import Hacheur
from accounts.adapters.oidc import Fournisseur
from accounts.adapters.second_facteur import SecondFacteur
from accounts.api import ROUTERS
from accounts.api.agrements import BODY_LIMITS
from accounts.app import App
from accounts.deadlines import DEADLINES
from accounts.handlers import HANDLERS
from accounts.settings import Settings
from contracts.delivery import Database, consume, relay, sweep
from contracts.exploitation import exploitation
from contracts.http import Api, create_app, serve
from contracts.identity import Verifier
from contracts.running import until_stopped

MIGRATIONS = Path(__file__).parent / "storage" / "migrations"
LONGUEUR_DE_CLE = 32


def wire(settings: Settings, *, horloge: Callable[[], datetime] = lambda: datetime.now(UTC)) -> App:
    cle = _cle(settings.signing_key_file)
    ancienne = None if settings.former_key_file is None else _cle(settings.former_key_file)
    return App(
        db=Database(settings.database_url.get_secret_value()),
        captcha=Captcha(_secret(settings.captcha_key_file), settings.captcha_cost, settings.captcha_wait),
        hacheur=Hacheur(fils=settings.hash_threads, attente=settings.hash_queue),
        second_facteur=_second_facteur(settings),
        totp_exige=settings.totp_exige,
        verifier=Verifier.of_keys(*(key for key in (cle, ancienne) if key), now=horloge),
        public_url=settings.public_url,
        franceconnect=_franceconnect(settings, horloge),
        cle=cle,
        ancienne_cle=ancienne,
        horloge=horloge,
        tirage=secrets.token_urlsafe,
    )


def _franceconnect(settings: Settings, horloge: Callable[[], datetime]) -> FranceConnect | None:
    """Three settings, or none."""
    if settings.franceconnect_issuer is None:
        return None
    if not settings.franceconnect_client_id or settings.franceconnect_client_secret_file is None:
        raise ValueError("ACCOUNTS_FRANCECONNECT_CLIENT_ID and ACCOUNTS_FRANCECONNECT_CLIENT_SECRET_FILE are needed")
    return FranceConnect(
        Fournisseur(settings.franceconnect_issuer),
        client_id=settings.franceconnect_client_id,
        secret=settings.franceconnect_client_secret_file.read_text(encoding="ascii").strip(),
        public_url=settings.public_url,
        horloge=horloge,
    )


def _second_facteur(settings: Settings) -> SecondFacteur:
    return SecondFacteur(*(_secret(file) for file in (settings.totp_key_file, settings.former_totp_key_file) if file))


def _cle(file: Path) -> OKPKey:
    cle = OKPKey.import_key(file.read_bytes())
    if not cle.is_private or cle.as_dict(private=False)["crv"] != "Ed25519":
        raise ValueError(f"{file} holds no private Ed25519 key")
    return cle


def _secret(file: Path) -> bytes:
    secret = file.read_bytes().strip()
    if len(secret) < LONGUEUR_DE_CLE:
        raise ValueError(f"{file} holds no key of {LONGUEUR_DE_CLE} characters")
    return secret


def http(app: App, routers: Sequence[APIRouter] = ROUTERS) -> Api:
    api = create_app(
        service="accounts",
        title="Comptes",
        routers=routers,
        ready=app.db.ready if routers else app.db.ready_to_work,
        verifier=app.verifier,
        body_limits=BODY_LIMITS,
    )
    api.state.app = app
    return api


async def run(settings: Settings, role: str) -> None:
    """Serve as the API, as the worker, or as both, until told to stop."""
    app, broker = wire(settings), settings.broker_url.get_secret_value()
    background = [app.db.announce()]
    if role in ("worker", "all"):
        background += [
            relay("accounts", app.db, broker),
            consume("accounts", HANDLERS, app, broker),
            sweep(DEADLINES, app),
        ]
    routers = (exploitation("accounts", app.db, broker), *ROUTERS)  # before those with an id in its place
    api = http(app, routers if role in ("api", "all") else ())

    async def serving(stop: asyncio.Event) -> None:
        await serve(api, settings.http_port, stop=stop)

    try:
        await until_stopped(serving, background)
    finally:
        await app.close()
