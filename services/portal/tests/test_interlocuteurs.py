"""One client of each service serves every visitor: nothing of one may reach the next."""

import httpx

from portal.clients import Interlocuteurs, Visiteur
from portal.clients.interlocuteurs import segment

NAVIGATEUR = Visiteur("203.0.113.7", "essai")


async def test_a_cookie_that_a_service_sets_for_one_browser_is_not_sent_for_another() -> None:
    seen: list[str | None] = []

    def accounts(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return httpx.Response(200, json={}, headers={"Set-Cookie": "franceconnect=secret; Path=/; HttpOnly"})

    services = Interlocuteurs({"accounts": "http://accounts.example"}, transport=httpx.MockTransport(accounts))
    chemin = "/api/accounts/franceconnect/sessions"
    mine = await services.brut("POST", chemin, NAVIGATEUR, entetes={"Cookie": "franceconnect=a-moi"})
    await services.brut("POST", chemin, NAVIGATEUR)

    assert mine.headers.get_list("set-cookie") == ["franceconnect=secret; Path=/; HttpOnly"]
    assert seen == ["franceconnect=a-moi", None]


def test_what_a_browser_sent_stays_one_part_of_a_path() -> None:
    assert segment("../moi?x#y") == "..%2Fmoi%3Fx%23y"
