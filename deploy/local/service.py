"""One service as a process of a place: its command line, and when it is ready."""

import sys

import httpx

from deploy.local.catalogue import Service
from deploy.local.place import Place
from deploy.local.process import Process

STOP_WITHIN = 10  # seconds that a service has to end what it has in hand
MEMORY = {"MALLOC_ARENA_MAX": "2"}  # glibc would keep an arena for each thread


def service_process(place: Place, service: Service, role: str = "all") -> Process:
    """Not started."""
    return Process(
        service.name,
        place.folder,
        lambda: [sys.executable, "-m", service.package, "serve", "--role", role],
        environment=lambda: {**MEMORY, **place.environment(service.name)},
        ready=lambda: is_ready(place.ports[service.name]),
        stop_within=STOP_WITHIN,
    )


def portal_process(place: Place, service: Service) -> Process:
    """The web pages; not started."""
    return Process(
        service.name,
        place.folder,
        lambda: [sys.executable, "-m", service.package, "serve"],
        environment=lambda: {**MEMORY, **place.portal_environment()},
        ready=lambda: is_ready(place.ports[service.name]),
        stop_within=STOP_WITHIN,
    )


async def is_ready(port: int) -> bool:
    """What the service itself says at /readyz."""
    try:
        async with httpx.AsyncClient(timeout=3) as http:
            return (await http.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
    except httpx.TransportError:
        return False
