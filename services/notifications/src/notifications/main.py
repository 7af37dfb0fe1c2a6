"""Wiring: the settings become parts, the parts run side by side."""

from pathlib import Path
from urllib.parse import urlsplit

from contracts.delivery import Database, consume, relay, sweep
from contracts.exploitation import exploitation
from contracts.http import Api, create_app, serve
from contracts.identity import Jwks, Verifier
from contracts.running import Job, until_stopped
from contracts.telemetry import configure_logging
from notifications.adapters.mail import Entete
from notifications.adapters.sms import Operateur
from notifications.adapters.smtp import Serveur, Smtp
from notifications.adapters.webhook import Facteur
from notifications.api import ROUTERS
from notifications.app import App, Cles
from notifications.domain.signature import cle_de
from notifications.domain.silence import Silence
from notifications.envoi import envoyer_sans_fin
from notifications.handlers import HANDLERS
from notifications.livraison import livrer_sans_fin
from notifications.retention import effacer_sans_fin
from notifications.settings import Settings
from notifications.veille import veiller_sans_fin

NAME = "notifications"
REBOND_MAX = 1024 * 1024  # bytes: a report may bring the whole mail back
MIGRATIONS = Path(__file__).parent / "storage" / "migrations"


def wire(settings: Settings) -> App:
    return App(
        db=Database(settings.database_url.get_secret_value()),
        voies={"mail": _smtp(settings), "sms": _operateur(settings)},
        cles=Cles(
            sceau=settings.cle.get_secret_value().encode(),
            rebonds=(settings.rebonds_user, settings.rebonds_password.get_secret_value()),
            accuses=cle_de(settings.sms_accuses_cle.get_secret_value()),
        ),
        silence=Silence(settings.sms_silence_debut, settings.sms_silence_fin),
        facteur=Facteur(locale_permise=settings.webhooks_locaux),
    )


def _smtp(settings: Settings) -> Smtp:
    password = settings.smtp_password
    serveur = Serveur(
        settings.smtp_host,
        settings.smtp_port,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
        autorite=settings.smtp_autorite,
    )
    entete = Entete(
        expediteur=settings.expediteur,
        retours=settings.rebonds,
        cle=settings.cle.get_secret_value().encode(),
        domaine_public=urlsplit(settings.public_url).hostname or "",
        repondre_a=settings.repondre_a,
    )
    return Smtp(serveur, entete, connexions=settings.smtp_connexions)


def _operateur(settings: Settings) -> Operateur:
    return Operateur(
        settings.sms_url,
        user=settings.sms_user,
        password=settings.sms_password.get_secret_value(),
        expediteur=settings.sms_expediteur,
    )


def http(app: App, verifier: Verifier, *, api: bool = True) -> Api:
    """A worker answers the operators' questions only."""
    fastapi_app = create_app(
        service=NAME,
        title="Messages",
        routers=ROUTERS if api else [],
        ready=app.db.ready if api else app.db.ready_to_work,
        verifier=verifier,
        body_limits={"/api/notifications/rebonds": REBOND_MAX},
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
            livrer_sans_fin(app),
            effacer_sans_fin(app),
            veiller_sans_fin(app),
        ]
    web = http(app, Verifier(Jwks(settings.jwks_url)), api=role in ("api", "all"))
    if role in ("api", "all"):
        web.include_router(exploitation(NAME, app.db, broker))
    try:
        await until_stopped(lambda stop: serve(web, settings.http_port, stop=stop), background)
    finally:
        await app.close()
