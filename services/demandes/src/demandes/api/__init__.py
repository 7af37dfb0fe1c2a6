"""The HTTP routes of demandes, one module for each resource."""

from demandes.api import (
    bannettes,
    complements,
    demandes,
    donnees,
    etapes,
    export,
    finalisation,
    flux,
    historique,
    journal,
    messages,
    pieces,
    recapitulatif,
    referentiel,
    renvoi,
    suivi_public,
    transferts,
    validation,
)

ROUTERS = (
    referentiel.router,
    suivi_public.router,
    transferts.router,
    bannettes.router,
    donnees.router,
    export.router,
    demandes.router,
    etapes.router,
    pieces.router,
    flux.router,
    recapitulatif.router,
    finalisation.router,
    validation.router,
    complements.router,
    renvoi.router,
    messages.router,
    historique.router,
    journal.router,
)
"""Fixed paths such as `/bannettes` stand before `/{demande_id}` in their own module."""
