"""The pages, by who opens them."""

from fastapi import APIRouter

from portal.routes import connexion, ctn, ecole, espace, public, saisie

ROUTERS: tuple[APIRouter, ...] = (
    *public.ROUTERS,
    *saisie.ROUTERS,
    *espace.ROUTERS,
    *ecole.ROUTERS,
    connexion.router,
    *ctn.ROUTERS,
)
