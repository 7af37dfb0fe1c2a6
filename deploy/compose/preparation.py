"""The first job of a stack: `python -m deploy.compose.preparation` makes keys once and gives each container its own.

Everything goes into volumes below /volumes, one for each reader. A volume is what one container sees: within it the
files are readable by whatever user its image has.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from deploy.compose.parts import SERVERS, container, inside, parts, settings
from deploy.local.catalogue import buckets, services
from deploy.local.franceconnect import CLIENT_ID
from deploy.local.gateway import TEMPLATE, configured, write_pages
from deploy.local.keys import Keys
from deploy.local.nginx import configuration
from deploy.local.rabbitmq import ADMIN, CONFIGURATION
from deploy.local.s3 import access_key

VOLUMES = Path("/volumes")
PAGES = Path("/etc/permis/pages")  # as the gateway sees them
DNS = "127.0.0.11"  # the engine's own
S3_ADMIN = "permis-admin"
SERVED = ("postgres", "rabbitmq", "s3", "inbox", "fabrication", "franceconnect")


def main() -> None:
    """Safe to run again: what is there stays."""
    located = inside(VOLUMES / "keys", os.environ["PUBLIC_URL"])
    for name, part in parts().items():
        divided = settings(located, part)
        give(f"{name}-secrets", divided.secret, divided.files)
        if divided.owner:
            give(f"{name}-owner", divided.secret | divided.owner, divided.files)
    for name, files in servers(located.keys).items():
        give(f"{name}-secrets", files)
    gateway(VOLUMES / "gateway", os.environ["INBOX_URL"], limits=os.environ.get("GATEWAY_LIMITS", "true") == "true")
    print(f"Clés et configurations prêtes pour {len(parts())} services.", flush=True)


def servers(keys: Keys) -> dict[str, dict[str, str]]:
    """What stands in the files of each server and simulator."""
    rabbitmq = CONFIGURATION.format(
        host="0.0.0.0",  # noqa: S104 - within its network
        amqp=SERVERS["amqp"][1],
        management=SERVERS["management"][1],
        admin=ADMIN,
        password=keys["rabbitmq"],
    )
    return {
        "postgres": {"password": keys["postgres"]},
        "rabbitmq": {"rabbitmq.conf": rabbitmq + "prometheus.tcp.port = 15692\n"},
        "s3": {"s3.json": json.dumps({"identities": identities(keys)}, indent=2)},
        "inbox": {
            "sms_password": keys["sms"],
            "rebonds_password": keys["rebonds"],
            "accuses_cle": keys.webhook("sms.accuses"),
        },
        "fabrication": {"password": keys["imprimerie"], "cle": keys["poste"]},
        "franceconnect": {"client_secret": keys["franceconnect"], "client_id": CLIENT_ID},
    }


def identities(keys: Keys) -> list[dict[str, object]]:
    """Who may do what in which bucket, as SeaweedFS reads it; the administrator makes the buckets."""
    admin = _identity(S3_ADMIN, keys["s3"], ["Admin", *_actions(buckets())])
    of_services = [
        _identity(access_key(name), keys[f"{name}.s3"], _actions(service.buckets))
        for name, service in services().items()
        if service.buckets
    ]
    return [admin, *of_services]


def _actions(opened: tuple[str, ...]) -> list[str]:
    return [f"{verb}:{bucket}" for bucket in opened for verb in ("Read", "Write", "List", "Tagging")]


def _identity(key: str, secret: str, actions: list[str]) -> dict[str, object]:
    return {"name": key, "credentials": [{"accessKey": key, "secretKey": secret}], "actions": actions}


def gateway(folder: Path, inbox_url: str, *, limits: bool) -> None:
    """nginx.conf and the pages that nginx has itself."""
    write_pages(folder / "pages", inbox_url=inbox_url)
    upstreams = {name: f"{container(part)}:{part.port}" for name, part in parts().items()}
    listen = f"0.0.0.0:{SERVERS['gateway'][1]}"
    values = configured(upstreams, listen=listen, pages=PAGES, limits=limits, resolver=DNS)
    (folder / "nginx.conf").write_text(configuration(TEMPLATE, values))


def give(volume: str, contents: Mapping[str, str], files: Mapping[str, Path] | None = None) -> None:
    """Each file whole or not at all: a container may be reading."""
    folder = VOLUMES / volume
    for name, content in contents.items():
        _replace(folder / name, content.encode())
    for name, file in (files or {}).items():
        _replace(folder / name, file.read_bytes())


def _replace(file: Path, content: bytes) -> None:
    part = file.with_name(f".{file.name}")
    part.write_bytes(content)
    part.chmod(0o444)
    part.rename(file)


def volumes() -> list[str]:
    """Every volume that this job fills, and the one in which it keeps the keys; the image has a folder for each."""
    databases = [f"{name}-owner" for name in services()]
    secrets = [f"{name}-secrets" for name in (*parts(), *SERVED)]
    return ["keys", "gateway", *databases, *secrets]


if __name__ == "__main__":
    main()
