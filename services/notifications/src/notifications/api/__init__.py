"""The HTTP routes."""

from notifications.api import abonnements, envois, livraisons, messages, preferences, retours, surveillance

ROUTERS = [
    messages.router,
    preferences.router,
    envois.router,
    retours.router,
    abonnements.router,
    livraisons.router,
    surveillance.router,
]
