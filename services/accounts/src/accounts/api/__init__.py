"""The HTTP API, one module for each resource."""

from accounts.api import activations, cles, inscriptions, jetons, moi, sessions

ROUTERS = tuple(module.router for module in (inscriptions, activations, sessions, moi, jetons, cles))
