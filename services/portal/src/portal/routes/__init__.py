"""The pages, by who opens them."""

from fastapi import APIRouter

from portal.routes import administration, compte, connexion, ctn, ecole, espace, instruction, public, saisie

ROUTERS: tuple[APIRouter, ...] = (
    *public.ROUTERS,
    *saisie.ROUTERS,
    *espace.ROUTERS,
    *ecole.ROUTERS,
    connexion.router,
    *compte.ROUTERS,
    *ctn.ROUTERS,
    *instruction.ROUTERS,
    *administration.ROUTERS,
)
