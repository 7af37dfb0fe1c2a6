"""A person with a browser, for tests: goes to FranceConnect, chooses who he is, agrees or not, and comes back."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

ROUTE = "/api/accounts/franceconnect"


class Visiteur:
    """One browser. `site` is ours, `dehors` is the provider's; each keeps its cookies."""

    def __init__(self, site: httpx.AsyncClient, dehors: httpx.AsyncClient, retour: str) -> None:
        self.site, self.dehors, self._retour = site, dehors, retour

    async def partir(self, **params: str) -> str:
        """Presses the button: the provider's address."""
        depart = await self.site.get(f"{ROUTE}/connexion", params=params)
        assert depart.status_code == 303, depart.text
        return depart.headers["location"]

    async def s_identifier(self, adresse: str, personne: str = "eloise", *, accepte: bool = True) -> str:
        """Through the provider's own pages: the address to which it leads the browser back."""
        page = await self._suivre("GET", adresse)
        while not isinstance(page, str):
            action = re.findall(r'<form method="post" action="([^"]+)"', page.text)
            choix = personne if "/connexion" in action[0] else "oui"
            ou = action[0] if accepte else action[-1]
            page = await self._suivre("POST", str(page.url.join(unescape(ou))), data={"choix": choix})
        return page

    async def revenir(self, adresse: str) -> httpx.Response:
        """The provider's redirection, followed to our site."""
        parts = urlsplit(adresse)
        return await self.site.get(f"{parts.path}?{parts.query}")

    async def code(self, personne: str = "eloise", **params: str) -> str:
        """The one-use code in the address of the page."""
        retour = await self.revenir(await self.s_identifier(await self.partir(**params), personne))
        assert retour.status_code == 303, retour.text
        [code] = parse_qs(urlsplit(retour.headers["location"]).query)["code"]
        return code

    async def arriver(self, code: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """What the page does with it."""
        return await self.site.post(f"{ROUTE}/sessions", json={"code": code}, headers=headers)

    async def venir(self, personne: str = "eloise", **params: str) -> dict[str, Any]:
        """All of it."""
        answer = await self.arriver(await self.code(personne, **params))
        assert answer.status_code == 200, answer.text
        suite: dict[str, Any] = answer.json()
        return suite

    async def rattacher(self, jeton: str, **choix: Any) -> httpx.Response:
        return await self.site.post(f"{ROUTE}/rattachements/{jeton}", json=choix)

    async def creer(self, personne: str = "eloise", **choix: Any) -> dict[str, Any]:
        """A new account, its session."""
        attendu = await self.venir(personne)
        assert attendu["etat"] == "a_rattacher", attendu
        answer = await self.rattacher(attendu["rattachement"], creer=True, cgu_acceptees=True, **choix)
        assert answer.status_code == 200, answer.text
        session: dict[str, Any] = answer.json()
        return session

    async def deconnecter(self, page: httpx.Response) -> str:
        """Agrees to the provider's logout: the address to which it leads the browser back."""
        [xsrf] = re.findall(r'name="xsrf" value="([^"]+)"', page.text)
        [action] = re.findall(r'action="([^"]+)"', page.text)
        answer = await self.dehors.post(unescape(action), data={"xsrf": xsrf, "logout": "yes"})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def _suivre(self, method: str, adresse: str, **more: Any) -> httpx.Response | str:
        answer = await self.dehors.request(method, adresse, **more)
        while answer.is_redirect:
            ou = str(answer.url.join(answer.headers["location"]))
            if ou.startswith(self._retour):
                return ou
            answer = await self.dehors.get(ou)
        assert answer.status_code == 200, answer.text
        return answer


def refus(answer: httpx.Response) -> tuple[int, str]:
    """Its status, and the slug of its problem."""
    return answer.status_code, answer.json()["type"].removeprefix("/problemes/")
