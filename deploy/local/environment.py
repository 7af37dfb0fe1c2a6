"""The settings that each service finds in its environment. Nothing else tells it where its servers are."""

from pathlib import Path
from typing import Protocol

from deploy.local.catalogue import portal, services
from deploy.local.franceconnect import CLIENT_ID, issuer
from deploy.local.keys import Keys
from deploy.local.provision import database_of
from deploy.local.s3 import access_key
from deploy.local.sceau import sceau

SMS_USER = "permis"
REBONDS_USER = "rebonds"
IMPRIMERIE_USER = "permis"
CAPTCHA_WAIT = "2"  # seconds, where it is thirty
CAPTCHA_COST = "10"  # a few milliseconds for whoever signs up here
SMS_PATH = "/restapi/v1/sms/send"


class Broker(Protocol):
    def url(self, user: str, password: str) -> str: ...


class Store(Protocol):
    @property
    def endpoint(self) -> str: ...


class Located(Protocol):
    """What the settings are made of: a place of this machine, or whatever says where its parts are."""

    keys: Keys
    ports: dict[str, int]
    folder: Path
    pas: float

    @property
    def rabbitmq(self) -> Broker: ...

    @property
    def s3(self) -> Store: ...

    @property
    def public_url(self) -> str: ...


def environment(place: Located, name: str) -> dict[str, str]:
    """Every setting of the service `name`, under its own prefix."""
    service = services()[name]
    database = database_of(name, place.ports["postgres"], place.keys)
    settings = {
        "DATABASE_URL": database.url,
        "OWNER_DATABASE_URL": database.owner_url,
        "BROKER_URL": place.rabbitmq.url(f"permis-{name}", place.keys[f"{name}.broker"]),
        "HTTP_PORT": str(place.ports[name]),
        "JWKS_URL": f"http://127.0.0.1:{place.ports['accounts']}/.well-known/jwks.json",
        "PUBLIC_URL": place.public_url,
    }
    if service.buckets:
        settings |= {
            "S3_ENDPOINT": place.s3.endpoint,
            "S3_ACCESS_KEY": access_key(name),
            "S3_SECRET_KEY": place.keys[f"{name}.s3"],
            "S3_SECURE": "false",
        }
    settings |= _own(place, name)
    return {f"{service.prefix}{key}": value for key, value in settings.items()}


def portal_environment(place: Located) -> dict[str, str]:
    """Every setting of the web pages."""
    service = portal()
    addresses = {f"{name.upper()}_URL": f"http://127.0.0.1:{place.ports[name]}" for name in services()}
    settings = {
        "HTTP_PORT": str(place.ports[service.name]),
        "PUBLIC_URL": place.public_url,
        "JWKS_URL": f"http://127.0.0.1:{place.ports['accounts']}/.well-known/jwks.json",
        "SECRET_FILE": str(place.keys.file("portal.secret")),
    } | addresses
    return {f"{service.prefix}{key}": value for key, value in settings.items()}


def _own(place: Located, name: str) -> dict[str, str]:
    if name == "accounts":
        return {
            "SIGNING_KEY_FILE": str(place.keys.signing_key_file()),
            "CAPTCHA_KEY_FILE": str(place.keys.file("accounts.captcha")),
            "CAPTCHA_COST": CAPTCHA_COST,
            "CAPTCHA_WAIT": CAPTCHA_WAIT,
            "TOTP_KEY_FILE": str(place.keys.file("accounts.totp")),
            "FRANCECONNECT_ISSUER": issuer(place.ports),
            "FRANCECONNECT_CLIENT_ID": CLIENT_ID,
            "FRANCECONNECT_CLIENT_SECRET_FILE": str(place.keys.file("franceconnect")),
        }
    if name == "notifications":
        return {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(place.ports["smtp"]),
            "SMS_URL": f"http://127.0.0.1:{place.ports['inbox']}{SMS_PATH}",
            "SMS_USER": SMS_USER,
            "SMS_PASSWORD": place.keys["sms"],
            "SMS_ACCUSES_CLE": place.keys.webhook("sms.accuses"),
            "CLE": place.keys["notifications.cle"],
            "REBONDS_USER": REBONDS_USER,
            "REBONDS_PASSWORD": place.keys["rebonds"],
            "WEBHOOKS_LOCAUX": "true",
        }
    if name == "instruction":
        outside = f"http://127.0.0.1:{place.ports['fabrication']}"
        return {
            "IMPRIMERIE_URL": outside,
            "IMPRIMERIE_USER": IMPRIMERIE_USER,
            "IMPRIMERIE_PASSWORD": place.keys["imprimerie"],
            "IMPRIMERIE_SECONDES": str(place.pas / 2),
            "POSTE_URL": outside,
            "POSTE_CLE": place.keys["poste"],
            "POSTE_SECONDES": str(place.pas / 2),
        }
    if name == "documents":
        return sceau(place.folder, place.keys)
    return {}
