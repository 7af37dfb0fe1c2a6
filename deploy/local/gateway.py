"""The gateway of one place: nginx before the services, and the page that says what is behind it."""

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

import httpx
import jinja2

from deploy.local.catalogue import ROOT, services
from deploy.local.nginx import Nginx

SOURCE = ROOT / "deploy" / "gateway"
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
    pages = folder / "gateway" / "pages"
    known = [
        {"name": name, "upstream": f"127.0.0.1:{ports[name]}", "purpose": PURPOSES.get(name, "")} for name in services()
    ]
    problems = tomllib.loads((SOURCE / "problems.toml").read_text(encoding="utf-8"))["problem"]
    _write_pages(pages, {"services": known, "problems": problems, "inbox_url": inbox_url})
    address = f"http://127.0.0.1:{ports['gateway']}/"
    values = {
        "services": known,
        "problems": problems,
        "listen": f"127.0.0.1:{ports['gateway']}",
        "pages": str(pages),
        "body_limit": BODY_LIMIT,
        "limits": limits,
        "tls": False,
    }
    return Nginx("gateway", folder, SOURCE / "nginx.conf.j2", values, ready=lambda: _answers(address))


def _write_pages(folder: Path, values: Mapping[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SOURCE / "pages"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    for page in ("index.html", "problemes.html", "verification.html"):
        (folder / page).write_text(templates.get_template(f"{page}.j2").render(values), encoding="utf-8")
    for file in ("style.css", "verification.js"):
        shutil.copy(SOURCE / "pages" / file, folder)


async def _answers(address: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2) as http:
            return (await http.get(address)).status_code == 200
    except httpx.TransportError:
        return False
