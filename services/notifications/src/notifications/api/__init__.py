"""The HTTP routes."""

from notifications.api import abonnements, envois, livraisons, messages, preferences, retours

ROUTERS = [messages.router, preferences.router, envois.router, retours.router, abonnements.router, livraisons.router]
