"""FranceConnect as npm's oidc-provider plays it, a process of a place; and what both sides must agree upon."""

from collections.abc import Mapping
from pathlib import Path

from deploy.local.catalogue import ROOT
from deploy.local.keys import Keys
from deploy.local.ports import answers
from deploy.local.process import Process

SERVER = ROOT / "deploy" / "simulators" / "franceconnect" / "server.mjs"
CLIENT_ID = "permis"
SMALL = ("--max-old-space-size=64", "--max-semi-space-size=1")  # MiB: it serves one person at a time


def issuer(ports: Mapping[str, int]) -> str:
    return f"http://127.0.0.1:{ports['franceconnect']}"


def franceconnect(folder: Path, ports: Mapping[str, int], keys: Keys, public_url: str) -> Process:
    """Not started."""
    port, back = ports["franceconnect"], f"{public_url}/api/accounts/franceconnect"

    async def ready() -> bool:
        return answers(port)

    def environment() -> dict[str, str]:
        return {
            "FRANCECONNECT_PORT": str(port),
            "FRANCECONNECT_CLIENT_ID": CLIENT_ID,
            "FRANCECONNECT_CLIENT_SECRET": keys["franceconnect"],
            "FRANCECONNECT_REDIRECT_URI": f"{back}/retour",
            "FRANCECONNECT_POST_LOGOUT_URI": f"{back}/deconnexion",
        }

    return Process("franceconnect", folder, lambda: ["node", *SMALL, str(SERVER)], environment=environment, ready=ready)
