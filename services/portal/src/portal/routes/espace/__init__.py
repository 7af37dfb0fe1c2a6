"""The candidate's space; what concerns one demande serves its school as well."""

from fastapi import APIRouter

from portal.routes.espace import (
    accueil,
    demande,
    demandes,
    documents,
    fil,
    messages,
    refus,
    renvoi,
    retrait,
    transferts,
    validation,
)

ROUTERS: tuple[APIRouter, ...] = (
    accueil.router,
    demandes.router,
    demande.router,
    validation.router,
    refus.router,
    renvoi.router,
    retrait.router,
    transferts.router,
    fil.router,
    messages.router,
    documents.router,
)
