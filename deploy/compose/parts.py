"""Where everything is in a stack, and which settings each service finds there: those of `deploy.local.environment`."""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.catalogue import Service, portal, services
from deploy.local.environment import environment, portal_environment
from deploy.local.keys import Keys
from deploy.local.place import PAS

SECRETS = "/run/secrets"
OWNER = "owner_database_url"  # what migrates; no running service sees it

SERVERS: Mapping[str, tuple[str, int]] = {
    "postgres": ("postgres", 5432),
    "amqp": ("rabbitmq", 5672),
    "management": ("rabbitmq", 15672),
    "s3": ("s3", 8333),
    "smtp": ("inbox", 1025),
    "inbox": ("inbox", 8025),
    "fabrication": ("fabrication", 8026),
    "franceconnect": ("franceconnect.localhost", 8090),
    "gateway": ("gateway", 8080),
}
"""Host and port by the names that a place of this machine gives its ports."""

PLAYED = {"franceconnect": "${FRANCECONNECT_PORT:-8090}"}
"""The provider has one address for browsers and for accounts; its name is this machine's for a browser (RFC 6761)."""


def parts() -> Mapping[str, Service]:
    """Every service, and the web pages."""
    return {**services(), portal().name: portal()}


def container(service: Service) -> str:
    """What serves its HTTP: `ctn-verification-api`; the pages have no worker beside them."""
    return service.folder if service.pages else f"{service.folder}-api"


def worker(service: Service) -> str:
    return f"{service.folder}-worker"


@dataclass(frozen=True)
class Broker:
    """RabbitMQ at an address."""

    address: str

    def url(self, user: str, password: str) -> str:
        return f"amqp://{user}:{password}@{self.address}/permis"


@dataclass(frozen=True)
class Store:
    """S3 at an address."""

    endpoint: str


@dataclass
class Located:
    """What settings are made of, by ports of this machine."""

    folder: Path
    keys: Keys
    ports: dict[str, int]
    public_url: str
    pas: float = PAS

    @property
    def rabbitmq(self) -> Broker:
        return Broker(f"127.0.0.1:{self.ports['amqp']}")

    @property
    def s3(self) -> Store:
        return Store(f"127.0.0.1:{self.ports['s3']}")


@dataclass(frozen=True)
class Settings:
    """Of one service: `plain` by variable, `secret` by name of the file, `files` as they are."""

    plain: dict[str, str] = field(default_factory=dict)
    secret: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)


def inside(folder: Path, public_url: str, pas: float = PAS) -> Located:
    """The same ports in every stack; `addressed` gives them their hosts."""
    ports = {name: port for name, (_, port) in SERVERS.items()} | {name: part.port for name, part in parts().items()}
    return Located(folder, Keys(folder), ports, public_url, pas)


def addressed(text: str) -> str:
    """A setting with the name of each container in the place of this machine's address."""
    hosts = {port: (host, PLAYED.get(name, str(port))) for name, (host, port) in SERVERS.items()}
    hosts |= {part.port: (container(part), str(part.port)) for part in parts().values()}

    def name(found: re.Match[str]) -> str:
        return ":".join(hosts.get(int(found[1]), ("127.0.0.1", found[1])))  # the site's own address stays

    return re.sub(r"127\.0\.0\.1:(\d+)", name, text)


def settings(located: Located, service: Service) -> Settings:
    """Divided: what an environment may show, and what stands in files that this service alone can read."""
    made = portal_environment(located) if service.pages else environment(located, service.name)
    hidden = _secrets(service)
    divided = Settings()
    for name, value in made.items():
        key = name.removeprefix(service.prefix).lower()
        if key == OWNER:
            divided.owner[name.lower()] = addressed(value)
        elif key in hidden:
            divided.secret[name.lower()] = addressed(value)
        elif value.startswith(f"{located.folder}/"):
            file = Path(value)
            divided.files[file.name] = file
            divided.plain[name] = f"{SECRETS}/{file.name}"
        elif key == "smtp_host":
            divided.plain[name] = SERVERS["smtp"][0]
        else:
            divided.plain[name] = addressed(value)
    return divided


def _secrets(service: Service) -> set[str]:
    """The settings that the service itself calls secret."""
    fields = importlib.import_module(f"{service.package}.settings").Settings.model_fields
    return {name for name, described in fields.items() if "SecretStr" in str(described.annotation)}
