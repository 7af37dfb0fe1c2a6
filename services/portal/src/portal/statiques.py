"""Style sheets, scripts and icons: where they lie, under which address, and how they are made from npm packages.

`python -m portal.statiques NODE_MODULES` makes the folder `statique`; with `--marque-etat` the block of the State and
its typeface too, which only services of the State may show. Addresses carry a print of all files, so that a browser
keeps them for a year and asks again after each deployment.
"""

import hashlib
import re
import shutil
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent / "statique"
SOURCES = Path(__file__).parent / "sources"
URL = "/statique"

# Of the State's design system, what the pages use; its script is not among it: every page works without.
COMPOSANTS = (
    "alert", "badge", "breadcrumb", "button", "callout", "card", "checkbox", "content", "footer", "form",
    "header", "highlight", "input", "link", "navigation", "notice", "pagination", "password", "radio", "search",
    "select", "sidemenu", "skiplink", "stepper", "summary", "table", "tag", "tile", "upload",
)  # fmt: skip
TYPEFACE = re.compile(r"@font-face\{[^}]*\}")
ASSET = re.compile(r"url\(['\"]?(?:\.\./)+((?:icons|fonts)/[^'\")?#]+)[^)]*\)")


class Statiques:
    """`adresse("page.css")` is where a browser finds it. Raises FileNotFoundError when the folder was not made."""

    def __init__(self, folder: Path = FOLDER) -> None:
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is missing: python -m portal.statiques NODE_MODULES")
        self.folder = folder
        digest = hashlib.sha256()
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
        self.version = digest.hexdigest()[:12]

    def adresse(self, nom: str) -> str:
        if not (self.folder / nom).is_file():
            raise FileNotFoundError(nom)
        return f"{URL}/{self.version}/{nom}"


def fabriquer(modules: Path, cible: Path = FOLDER, *, marque_etat: bool = False) -> None:
    """All static files, of the packages and of `sources`. Raises FileNotFoundError when a package is missing."""
    cible.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cible.parent, prefix=".statique-") as beside:
        neuve = Path(beside) / "statique"
        neuve.mkdir()
        _remplir(modules, neuve, marque_etat=marque_etat)
        shutil.rmtree(cible, ignore_errors=True)
        neuve.rename(cible)  # pages that are served meanwhile miss it for a moment only


def _remplir(modules: Path, cible: Path, *, marque_etat: bool) -> None:
    dsfr = modules / "@gouvfr" / "dsfr" / "dist"
    style = "".join(_feuille(dsfr, nom) for nom in ("core", *COMPOSANTS))
    if marque_etat:
        marque = _marianne(style) + _feuille(dsfr, "logo")
        (cible / "marque.css").write_text(_adresses(marque, dsfr, cible), encoding="utf-8")
    (cible / "dsfr.css").write_text(_adresses(TYPEFACE.sub("", style), dsfr, cible), encoding="utf-8")
    for file in SOURCES.iterdir():
        shutil.copy(file, cible / file.name)
    for name, source in _scripts(modules).items():
        shutil.copy(source, cible / name)


def _feuille(dsfr: Path, nom: str) -> str:
    folder = dsfr / "core" if nom == "core" else dsfr / "component" / nom
    return (folder / f"{nom}.main.min.css").read_text(encoding="utf-8")


def _marianne(style: str) -> str:
    return "".join(face for face in TYPEFACE.findall(style) if "Marianne" in face)


def _adresses(style: str, dsfr: Path, cible: Path) -> str:
    """Copies what the style names, and names it where it lies now; the older format of a typeface is left out."""
    style = re.sub(r",url\([^)]*\.woff\) format\(\"woff\"\)", "", style)

    def here(found: "re.Match[str]") -> str:
        name = found.group(1)
        target = cible / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(dsfr / name, target)
        return f"url({name})"

    return ASSET.sub(here, style)


def _scripts(modules: Path) -> dict[str, Path]:
    altcha = modules / "altcha" / "dist"
    return {
        "htmx.js": modules / "htmx.org" / "dist" / "htmx.min.js",
        # The form without style and workers in it: those that the security policy would stop.
        "altcha.js": altcha / "external" / "altcha.min.js",
        "altcha.css": altcha / "external" / "altcha.css",
        "altcha-pbkdf2.js": altcha / "workers" / "pbkdf2.js",
        "altcha-fr.js": altcha / "i18n" / "fr-fr.js",
    }


if __name__ == "__main__":
    fabriquer(Path(sys.argv[1]), marque_etat="--marque-etat" in sys.argv[2:])
