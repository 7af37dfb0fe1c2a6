"""Every address that only takes a form leads, when it is opened, to a page that opens."""

import re

import pytest
from fastapi.routing import APIRoute

from portal.pages.retours import AILLEURS, PARTIES, Retours
from portal.routes import ROUTERS

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
LUES = {route.path: route.path_regex for route in ROUTES if "GET" in (route.methods or ())}
FORMULAIRES = sorted({route.path for route in ROUTES} - set(LUES))
ID = "00000000-0000-4000-8000-000000000000"
DEMANDE = f"/monespace/demandes/{ID}"
RETOURS = Retours(ROUTERS)


@pytest.mark.parametrize("formulaire", FORMULAIRES)
def test_the_address_of_a_form_leads_to_a_page(formulaire: str) -> None:
    found = RETOURS.de(re.sub(r"\{[^}]*\}", ID, formulaire))

    assert found == "/" or any(regex.match(found or "") for path, regex in LUES.items() if path not in PARTIES)


@pytest.mark.parametrize(
    ("formulaire", "page"),
    [
        ("/deconnexion", "/"),
        ("/ctn/dossiers/suivant", "/ctn"),
        ("/monespace/recherche", "/monespace/demandes"),
        (f"{DEMANDE}/complements", DEMANDE),
        (f"{DEMANDE}/etapes/motif/apercu", f"{DEMANDE}/etapes/motif"),
        (f"{DEMANDE}/etapes/pieces/depot", f"{DEMANDE}/etapes/pieces"),
        (f"{DEMANDE}/etapes/pieces/{ID}/remplacement", f"{DEMANDE}/etapes/pieces"),
    ],
)
def test_it_is_the_page_from_which_the_form_is_sent(formulaire: str, page: str) -> None:
    assert RETOURS.de(formulaire) == page


@pytest.mark.parametrize("adresse", ["/rien", DEMANDE, f"{DEMANDE}/etapes/motif", "/monespace/demandes/x/y/z"])
def test_what_takes_no_form_leads_nowhere(adresse: str) -> None:
    assert RETOURS.de(adresse) is None


def test_what_is_led_elsewhere_by_name_exists() -> None:
    assert set(AILLEURS) <= set(FORMULAIRES)
    assert set(LUES) >= PARTIES
    assert set(AILLEURS.values()) <= set(LUES)
