"""The HTTP routes of demandes, one module for each resource."""

from demandes.api import (
    complements,
    demandes,
    etapes,
    finalisation,
    flux,
    historique,
    pieces,
    recapitulatif,
    referentiel,
    renvoi,
    validation,
)

ROUTERS = (
    referentiel.router,
    demandes.router,
    etapes.router,
    pieces.router,
    flux.router,
    recapitulatif.router,
    finalisation.router,
    validation.router,
    complements.router,
    renvoi.router,
    historique.router,
)
"""Fixed paths such as `/bannettes` stand before `/{demande_id}` in their own module."""
