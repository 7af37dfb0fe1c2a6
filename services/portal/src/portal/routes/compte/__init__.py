"""One's own account: made, activated, found again, changed, closed."""

from fastapi import APIRouter

from portal.routes.compte import (
    activation,
    appareils,
    coordonnees,
    donnees,
    fermeture,
    franceconnect,
    inscription,
    mot_de_passe,
    oublis,
    preferences,
    profil,
    second_facteur,
)

ROUTERS: tuple[APIRouter, ...] = (
    inscription.router,
    activation.router,
    oublis.router,
    franceconnect.router,
    profil.router,
    mot_de_passe.router,
    coordonnees.router,
    second_facteur.router,
    appareils.router,
    preferences.router,
    donnees.router,
    fermeture.router,
)
