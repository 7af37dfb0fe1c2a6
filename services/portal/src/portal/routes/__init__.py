"""The pages, by who opens them."""

from fastapi import APIRouter

from portal.routes import connexion, public

ROUTERS: tuple[APIRouter, ...] = (public.router, connexion.router)
