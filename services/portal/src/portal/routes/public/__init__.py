"""Pages for everybody, with or without an account."""

from fastapi import APIRouter

from portal.routes.public import accueil, informations, photo, suivi, verification

ROUTERS: tuple[APIRouter, ...] = (
    accueil.router,
    suivi.router,
    photo.router,
    verification.router,
    informations.router,
)
