"""Wiring: the settings become parts, the parts run side by side."""

from pathlib import Path

from contracts.delivery import Database, consume, relay, sweep
from contracts.http import Api, create_app, serve
from contracts.identity import Jwks, Verifier
from contracts.running import Job, until_stopped
from contracts.telemetry import configure_logging
from notifications.adapters.mail import Smtp
from notifications.adapters.sms import Operateur
from notifications.api.messages import router
from notifications.app import App
from notifications.envoi import envoyer_sans_fin
from notifications.handlers import HANDLERS
from notifications.retention import effacer_sans_fin
from notifications.settings import Settings

NAME = "notifications"
MIGRATIONS = Path(__file__).parent / "storage" / "migrations"


def wire(settings: Settings) -> App:
    password = settings.smtp_password
    return App(
        db=Database(settings.database_url.get_secret_value()),
        voies={
            "mail": Smtp(
                settings.smtp_host,
                settings.smtp_port,
                expediteur=settings.expediteur,
                user=settings.smtp_user,
                password=password.get_secret_value() if password else None,
                tls=settings.smtp_tls,
                domaine=settings.expediteur.rpartition("@")[2],
            ),
            "sms": Operateur(
                settings.sms_url,
                user=settings.sms_user,
                password=settings.sms_password.get_secret_value(),
                expediteur=settings.sms_expediteur,
            ),
        },
    )


def http(app: App, verifier: Verifier, *, api: bool = True) -> Api:
    """A worker answers the operators' questions only."""
    fastapi_app = create_app(
        service=NAME,
        title="Messages",
        routers=[router] if api else [],
        ready=app.db.ready if api else app.db.ready_to_work,
        verifier=verifier,
    )
    fastapi_app.state.app = app
    return fastapi_app


async def run(settings: Settings, role: str) -> None:
    configure_logging(NAME)
    app, broker = wire(settings), settings.broker_url.get_secret_value()
    background: list[Job] = [app.db.announce()]
    if role in ("worker", "all"):
        background += [
            relay(NAME, app.db, broker),
            consume(NAME, HANDLERS, app, broker),
            sweep([], app),
            envoyer_sans_fin(app),
            effacer_sans_fin(app),
        ]
    web = http(app, Verifier(Jwks(settings.jwks_url)), api=role in ("api", "all"))
    try:
        await until_stopped(lambda stop: serve(web, settings.http_port, stop=stop), background)
    finally:
        await app.close()
