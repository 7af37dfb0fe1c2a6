"""The HTTP API, one module for each resource."""

from accounts.api import activations, agrements, captcha, cles, coordonnees, inscriptions, jetons, moi, oublis, sessions

ROUTERS = tuple(
    module.router
    for module in (captcha, inscriptions, activations, oublis, sessions, moi, coordonnees, jetons, cles, agrements)
)
