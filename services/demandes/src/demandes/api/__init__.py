"""The HTTP routes of demandes, one module for each resource."""

from demandes.api import (
    complements,
    demandes,
    etapes,
    finalisation,
    historique,
    recapitulatif,
    validation,
)

ROUTERS = (
    demandes.router,
    etapes.router,
    recapitulatif.router,
    finalisation.router,
    validation.router,
    complements.router,
    historique.router,
)
"""Fixed paths such as `/bannettes` stand before `/{demande_id}` in their own module."""
