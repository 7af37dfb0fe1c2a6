"""The space of a driving school."""

from fastapi import APIRouter

from portal.routes.ecole import accueil, demandes, transferts

ROUTERS: tuple[APIRouter, ...] = (accueil.router, demandes.router, transferts.router)
