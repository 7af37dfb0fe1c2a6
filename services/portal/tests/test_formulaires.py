"""No route that changes something takes a form that none of our pages made."""

from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from portal.pages.formulaire import formulaire
from portal.routes import ROUTERS

CHANGING = [
    route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and not (route.methods or set()) <= {"GET", "HEAD"}
]


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


@pytest.mark.parametrize("route", CHANGING, ids=lambda route: f"{route.name}")
def test_a_changing_route_wants_the_token_of_a_form(route: APIRoute) -> None:
    assert formulaire in calls(route.dependant)
