"""Filing a demande in seven steps, by a school or by the person (seeds 000, 003, 004)."""

from fastapi import APIRouter

from portal.routes.saisie import (
    adresse_contact,
    apercu,
    communes,
    complements,
    etat_civil,
    fichiers,
    finalisation,
    flux,
    motif,
    nouvelle,
    photo,
    pieces,
    recapitulatif,
    reprise,
)

ROUTERS: tuple[APIRouter, ...] = (
    nouvelle.router,
    reprise.router,
    apercu.router,
    communes.router,
    motif.router,
    etat_civil.router,
    adresse_contact.router,
    photo.router,
    pieces.router,
    fichiers.router,
    complements.router,
    recapitulatif.router,
    finalisation.router,
    flux.router,
)
