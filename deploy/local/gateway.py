"""The gateway of one place: nginx before the services, and the page that says what is behind it."""

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

import httpx
import jinja2

from deploy.local.catalogue import ROOT, portal, services
from deploy.local.nginx import Nginx

SOURCE = ROOT / "deploy" / "gateway"
TEMPLATE = SOURCE / "nginx.conf.j2"
BODY_LIMIT = "12m"

PURPOSES: Mapping[str, str] = {
    "accounts": "comptes, sessions, auto-écoles, agents, photographes agréés",
    "demandes": "la demande : saisie, pièces, validation, compléments, historique",
    "ctn": "e-photos, contrôle des images, file des agents du CTN",
    "instruction": "files des préfectures et décisions",
    "notifications": "courriels, SMS, messages du compte",
    "documents": "récépissé de dépôt et attestation d’inscription",
}


def gateway(folder: Path, ports: Mapping[str, int], *, limits: bool = True, inbox_url: str = "") -> Nginx:
    """Not started. `limits=False` is for load tests, which come from one address; the rest stays as it is."""
    listen, pages = f"127.0.0.1:{ports['gateway']}", folder / "gateway" / "pages"
    upstreams = {name: f"127.0.0.1:{ports[name]}" for name in (*services(), portal().name)}
    write_pages(pages, inbox_url=inbox_url)
    values = configured(upstreams, listen=listen, pages=pages, limits=limits)
    return Nginx("gateway", folder, TEMPLATE, values, ready=lambda: _answers(f"http://{listen}/api/"))


def configured(
    upstreams: Mapping[str, str], *, listen: str, pages: Path, limits: bool = True, resolver: str = ""
) -> dict[str, object]:
    """What the template takes. With a `resolver`, names are looked up again and again: containers come and go."""
    return {
        "services": [{"name": name} for name in services()],
        "upstreams": upstreams,
        "problems": _problems(),
        "listen": listen,
        "pages": str(pages),
        "body_limit": BODY_LIMIT,
        "limits": limits,
        "resolver": resolver,
        "tls": False,
    }


def _problems() -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((SOURCE / "problems.toml").read_text(encoding="utf-8"))["problem"]
    return found


def write_pages(folder: Path, *, inbox_url: str) -> None:
    """The pages that the gateway has itself."""
    folder.mkdir(parents=True, exist_ok=True)
    known = [{"name": name, "purpose": PURPOSES.get(name, "")} for name in services()]
    values = {"services": known, "problems": _problems(), "inbox_url": inbox_url}
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SOURCE / "pages"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    for page in ("index.html", "problemes.html", "panne.html"):
        (folder / page).write_text(templates.get_template(f"{page}.j2").render(values), encoding="utf-8")
    shutil.copy(SOURCE / "pages" / "style.css", folder)


async def _answers(address: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2) as http:
            return (await http.get(address)).status_code == 200
    except httpx.TransportError:
        return False
