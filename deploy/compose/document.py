"""compose.yml as the catalogue and the settings of the services make it: `python -m deploy.compose write | check`."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2

from deploy.compose.parts import PLAYED, SERVERS, container, inside, parts, settings
from deploy.compose.preparation import volumes
from deploy.local.catalogue import ROOT, Service, portal, services
from deploy.local.environment import IMPRIMERIE_USER, REBONDS_USER, SMS_USER
from deploy.local.franceconnect import CLIENT_ID
from deploy.local.place import PAS
from deploy.local.postgres import ADMIN, SETTINGS

FILE = ROOT / "deploy" / "compose.yml"
TEMPLATE = Path(__file__).with_name("compose.yml.j2")
PUBLIC_URL = "${PUBLIC_URL:-http://localhost:${PORT:-8080}}"
INBOX_URL = "http://localhost:${INBOX_PORT:-8025}/"

OUTSIDE = frozenset({"accounts", "notifications", "instruction"})
"""Who speaks with FranceConnect, with the mail server, the SMS operator and webhooks, with the makers of the card."""

MEMORY: Mapping[tuple[str, str], str] = {
    ("accounts", "api"): "512m",  # 46 MiB for each password that is hashed at a time
    ("demandes", "api"): "768m",  # its children open files
    ("demandes", "worker"): "768m",
    ("ctn", "api"): "1g",  # its children look at pictures
    ("ctn", "worker"): "1g",
    ("documents", "worker"): "768m",  # its children print
}
USUAL = "384m"

OVERRIDDEN = {"DEMANDES_CLAMD_SOCKET": "${CLAMD_SOCKET:-}"}


@dataclass(frozen=True)
class Part:
    """One service as the template shows it."""

    name: str
    package: str
    folder: str
    port: int
    settings: dict[str, str]
    networks: tuple[str, ...] = ()
    antivirus: bool = False
    first: bool = False


def written() -> str:
    """The whole file."""
    with tempfile.TemporaryDirectory() as folder:
        located = inside(Path(folder), PUBLIC_URL)
        shown = {name: _part(service, settings(located, service).plain) for name, service in parts().items()}
    templates = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, not a page
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=jinja2.FileSystemLoader(TEMPLATE.parent),
    )
    known = services()["notifications"]
    return templates.get_template(TEMPLATE.name).render(
        services=[part for name, part in shown.items() if name in services()],
        portal=shown[portal().name],
        memory=lambda name, role: MEMORY.get((name, role), USUAL),
        volumes=volumes(),
        public_url=PUBLIC_URL,
        inbox_url=INBOX_URL,
        postgres={name: value for name, value in SETTINGS.items() if name not in _OF_A_MACHINE},
        postgres_admin=ADMIN,
        sms_user=SMS_USER,
        rebonds_user=REBONDS_USER,
        imprimerie_user=IMPRIMERIE_USER,
        client_id=CLIENT_ID,
        notifications=f"{container(known)}:{known.port}",
        franceconnect_port=PLAYED["franceconnect"],
        issuer=f"http://{SERVERS['franceconnect'][0]}:{PLAYED['franceconnect']}",
        pas=PAS,
    )


_OF_A_MACHINE = ("listen_addresses", "unix_socket_directories")


def _part(service: Service, plain: Mapping[str, str]) -> Part:
    overridden = {key: value for key, value in OVERRIDDEN.items() if key.startswith(service.prefix)}
    return Part(
        name=service.name,
        package=service.package,
        folder=service.folder,
        port=service.port,
        settings={**plain, **overridden},
        networks=("front", "data", "outside") if service.name in OUTSIDE else ("front", "data"),
        antivirus=bool(overridden),
        first=service.name == next(iter(services())),
    )
