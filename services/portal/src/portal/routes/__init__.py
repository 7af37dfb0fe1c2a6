"""The pages, by who opens them."""

from fastapi import APIRouter

from portal.routes import connexion, ctn, public

ROUTERS: tuple[APIRouter, ...] = (*public.ROUTERS, connexion.router, *ctn.ROUTERS)
