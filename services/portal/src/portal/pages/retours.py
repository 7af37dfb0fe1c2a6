"""Addresses that only take a form, opened by hand or reloaded: which page shows that form."""

from collections.abc import Iterable, Mapping

from fastapi import APIRouter
from fastapi.routing import APIRoute

LIRE = "GET"
PARTIES = frozenset({"/monespace/demandes/{demande_id}/etapes/pieces/{type_piece}", "/monespace/franceconnect"})
"""What answers a GET and is no page of its own."""
AILLEURS: Mapping[str, str] = {
    "/administration/invitations/{invitation}/retrait": "/administration/agents",
    "/auto-ecole/recherche": "/auto-ecole/demandes",
    "/monespace/franceconnect/rattachement": "/connexion",
    "/monespace/recherche": "/monespace/demandes",
}
"""Forms whose page does not stand above them in the address."""


class Retours:
    """Made of the routes: the page of a form is the next address above it that opens."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
        lues = {route.path: route.path_regex for route in routes if LIRE in (route.methods or ())}
        self._pages = [regex for path, regex in lues.items() if path not in PARTIES]
        self._formulaires = [(route.path, route.path_regex) for route in routes if route.path not in lues]

    def de(self, chemin: str) -> str | None:
        """None when no form is sent there: then nothing is there at all."""
        formulaire = next((path for path, regex in self._formulaires if regex.match(chemin)), None)
        if formulaire is None:
            return None
        while formulaire not in AILLEURS and (chemin := chemin.rpartition("/")[0]):
            if any(regex.match(chemin) for regex in self._pages):
                return chemin
        return AILLEURS.get(formulaire, "/")
