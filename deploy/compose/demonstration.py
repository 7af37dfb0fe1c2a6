"""The last job: `python -m deploy.compose.demonstration` plays what `make run` shows, once, and prints who may log in.

It stays afterwards, asleep and healthy, so that `docker compose up --wait` returns when all of it has been played.
"""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import httpx

from deploy.compose.parts import SERVERS, Broker, addressed, inside, settings
from deploy.local import topology
from deploy.local.acteur import until
from deploy.local.catalogue import services
from deploy.local.demonstration import demonstrate
from deploy.local.keys import write_private
from deploy.local.place import Subscriber

KEYS, KEPT = Path("/volumes/keys"), Path("/volumes/demonstration/demo.json")
PLAYED = Path("/tmp/played")  # noqa: S108 - the container's own
WITHIN = 180.0


class Stage:
    """The stack as `demonstrate` sees it."""

    def __init__(self) -> None:
        self.folder = Path("/tmp")  # noqa: S108 - the container's own
        self._located = inside(KEYS, os.environ["PUBLIC_URL"])

    @property
    def public_url(self) -> str:
        return f"http://gateway:{SERVERS['gateway'][1]}"

    @property
    def inbox_url(self) -> str:
        return f"http://inbox:{SERVERS['inbox'][1]}"

    def environment(self, name: str) -> dict[str, str]:
        """The settings of one service, for its operator's commands."""
        divided = settings(self._located, services()[name])
        files = {variable: str(KEYS / Path(value).name) for variable, value in divided.plain.items()}
        plain = {k: files[k] if Path(v).name in divided.files else v for k, v in divided.plain.items()}
        return plain | {variable.upper(): value for variable, value in divided.secret.items()}

    @property
    def partner(self) -> Subscriber:
        name, password = topology.PARTNER, self._located.keys[f"{topology.PARTNER}.broker"]
        broker = Broker(addressed(f"127.0.0.1:{SERVERS['amqp'][1]}"))
        return Subscriber(name, name, password, topology.PARTNER_QUEUE, broker.url(name, password))


async def main() -> None:
    stage = Stage()
    await asyncio.gather(*(_ready(f"{stage.public_url}/api/{name}/openapi.json") for name in services()))
    earlier = await asyncio.to_thread(_earlier)
    shown = await demonstrate(stage, earlier)
    write_private(KEPT, json.dumps(shown, indent=2, ensure_ascii=False).encode())
    print(f"Passerelle           {os.environ['PUBLIC_URL']}")
    print(f"Courriels et SMS     {os.environ['INBOX_URL']}")
    for login in shown["logins"]:
        totp = f"  TOTP {login['totp']}" if "totp" in login else ""
        print(f"{login['role']:<20} {login['identifiant']} / {login['mot_de_passe']}{totp}")
    print(f"Agréments libres     {shown['agrements']}, pour créer d'autres auto-écoles")
    print(f"Demande d'exemple    {shown['numero']}", flush=True)


def _earlier() -> dict[str, Any] | None:
    """What the last demonstration on these volumes has shown."""
    return json.loads(KEPT.read_text()) if KEPT.exists() else None


async def _ready(url: str) -> None:
    async with httpx.AsyncClient(timeout=3) as http:

        async def answers() -> bool:
            try:
                return (await http.get(url)).status_code == httpx.codes.OK
            except httpx.HTTPError:
                return False

        await until(answers, url, within=WITHIN)


if __name__ == "__main__":
    asyncio.run(main())
    PLAYED.touch()
