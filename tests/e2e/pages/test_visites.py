"""Every page, on a desk and on a telephone: nothing that axe finds, nothing wider than the screen, light, good HTML.

With CAPTURES=<folder> each is photographed (`make screenshots`).
"""

import json
import os
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from playwright.async_api import Browser, BrowserContext, Page

from deploy.local.catalogue import ROOT
from portal.routes import ROUTERS
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import PATIENCE
from tests.e2e.pages.visites import AILLEURS, FICHIERS, PERSONNE, VISITES, Decor, monter

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
LARGEURS = {"bureau": 1280, "telephone": 360}
POIDS_MAX = 250_000  # bytes as they come over the wire, without typefaces
HTML_RULES = {
    "extends": ["html-validate:recommended", "html-validate:document"],
    "rules": {
        "no-trailing-whitespace": "off",  # of the templates
        "void-style": "off",
        "prefer-native-element": ["error", {"exclude": ["region"]}],  # frames of wide tables
        "form-dup-name": "off",  # lists of ids are hidden fields of one name
        "long-title": "off",
        "require-sri": "off",  # everything comes from our own address
        "no-inline-style": "error",
        "tel-non-breaking": "off",
        "wcag/h37": "error",
    },
}
CAPTURES = os.environ.get("CAPTURES", "")

POIDS = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .filter((entry) => !/\\.woff2?$/.test(entry.name) && !entry.name.startsWith('blob:')
        && !/\\/(photo|signature|pages\\/\\d+|images\\/\\d+|contenu)(\\?|$)/.test(entry.name))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""
"""Pictures of the dossier itself are content, not the page."""


@pytest.fixture(scope="module")
async def decor(scene: Scene) -> Decor:
    return await monter(scene)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The HTML of each page as it came; looked at all together at the end."""
    return tmp_path_factory.mktemp("html")


@pytest.fixture(scope="module")
async def fenetres(chromium: Browser, scene: Scene, decor: Decor) -> AsyncIterator[dict[str, Page]]:
    """A window for each who opens pages; the policy of the pages is passed by for axe alone."""
    contexts: list[BrowserContext] = []
    pages: dict[str, Page] = {}
    for who in VISITES:
        context = await chromium.new_context(base_url=scene.system.url, locale="fr-FR", bypass_csp=True)
        context.set_default_timeout(PATIENCE * 2)
        contexts.append(context)
        if who != PERSONNE:
            token = decor.acteurs[who].jetons["access_token"]
            await context.add_cookies([{"name": "acces", "value": token, "url": scene.system.url}])
        pages[who] = await context.new_page()
    yield pages
    for context in contexts:
        await context.close()


@pytest.mark.parametrize(("who", "visite"), [(who, visite) for who, visites in VISITES.items() for visite in visites])
async def test_a_page_is_good_on_a_desk_and_on_a_telephone(
    decor: Decor, fenetres: dict[str, Page], sources: Path, who: str, visite: str
) -> None:
    page, name = fenetres[who], _name(who, visite)
    found: list[str] = []
    for ecran, largeur in LARGEURS.items():
        await page.set_viewport_size({"width": largeur, "height": 800})
        answer = await page.goto(decor.adresse(visite))
        assert answer is not None
        assert answer.status < 500
        found += [f"{ecran} : {fault}" for fault in await _faults(page)]
        (sources / f"{name}.html").write_text(await answer.text(), encoding="utf-8")
        if CAPTURES:
            await page.screenshot(path=Path(CAPTURES) / f"{name}-{ecran}.png", full_page=True)

    assert found == []
    assert await page.evaluate(POIDS) <= POIDS_MAX
    assert await page.title()


async def _faults(page: Page) -> list[str]:
    """What axe finds, and whatever is wider than the screen."""
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"déborde de {wide} px"] if wide > 0 else []
    await page.evaluate(AXE)
    report: Any = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return found + [
        f"{fault['id']} : {[node['target'] for node in fault['nodes']][:3]}" for fault in report["violations"]
    ]


def test_the_html_of_every_page_is_valid(sources: Path, tmp_path: Path) -> None:
    """Of what the test before has fetched."""
    assert list(sources.glob("*.html"))
    rules = tmp_path / "html-validate.json"
    rules.write_text(json.dumps({**HTML_RULES, "root": True}), encoding="utf-8")

    said = subprocess.run(
        [ROOT / "node_modules" / ".bin" / "html-validate", "--config", rules, "--formatter", "text", sources],
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stdout[-4000:] + said.stderr[-500:]


def test_every_page_is_visited() -> None:
    """A new page must be looked at too."""
    visited = {_shape(visite.partition("?")[0]) for visites in VISITES.values() for visite in visites}
    paths = {
        re.sub(r"\{[^}]*\}", "{}", route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or set())
    }
    pages = {path for path in paths if not path.endswith(FICHIERS) or path == "/photo"} - AILLEURS

    assert {path for path in pages if not any(re.fullmatch(_pattern(path), shape) for shape in visited)} == set()


def _shape(visite: str) -> str:
    return re.sub(r"\{[^}]*\}", "un-identifiant", visite)


def _pattern(path: str) -> str:
    return re.escape(path).replace(r"\{\}", "[^/]+")


def _name(who: str, visite: str) -> str:
    return f"{who}-{re.sub(r'[^a-z0-9]+', '-', visite.lower()).strip('-') or 'accueil'}"
