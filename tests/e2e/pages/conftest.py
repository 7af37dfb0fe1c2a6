"""Browsers on the running system: real Chromium, nothing between it and the gateway."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response, async_playwright, expect

from deploy.local.acteur import Acteur
from tests.e2e.conftest import Scene

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 15_000  # milliseconds; the machine may be loaded

Ouvrir = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def ouvrir(chromium: Browser, scene: Scene) -> AsyncIterator[Ouvrir]:
    """`await ouvrir(js=True, largeur=1280)` is a fresh browser of somebody; at the end of the test it must have met no
    error of a script, nothing that the security policy stopped, and no answer of 500 or above."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def fenetre(*, js: bool = True, largeur: int = 1280) -> Page:
        context = await chromium.new_context(
            base_url=scene.system.url,
            java_script_enabled=js,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": largeur, "height": 800},
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda fault: faults.append(f"script: {fault}"))
        page.on("console", lambda message: faults.extend(_refused(message)))
        page.on("response", lambda answer: faults.extend(_failed(answer)))
        return page

    yield fenetre
    for context in contexts:
        await context.close()
    assert not faults


def _refused(message: ConsoleMessage) -> list[str]:
    return [message.text] if "Content Security Policy" in message.text else []


def _failed(answer: Response) -> list[str]:
    return [f"{answer.status} {answer.url}"] if answer.status >= 500 else []


async def connecter(page: Page, acteur: Acteur) -> None:
    """By the form, as a person does; an agent with the code of his application."""
    await page.goto("/connexion")
    await _donner(page, acteur)
    if acteur.graine:
        await page.get_by_label("Code à six chiffres").fill(await acteur.code())
        await _donner(page, acteur)
    await page.wait_for_url(lambda url: not url.endswith("/connexion"))


async def _donner(page: Page, acteur: Acteur) -> None:
    await page.get_by_label("Identifiant").fill(acteur.identifiant)
    await page.get_by_label("Mot de passe").fill(acteur.mot_de_passe)
    await page.get_by_role("main").get_by_role("button", name="Se connecter").click()
