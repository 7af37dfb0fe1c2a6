"""Pages of the administrator: figures, the registry of agréments, agents, programs, webhooks, the running system."""

from portal.routes.administration import abonnements, agents, agrements, envois, exploitation, programmes, tableau

ROUTERS = (
    tableau.router,
    agrements.router,
    agents.router,
    programmes.router,
    abonnements.router,
    exploitation.router,
    envois.router,
)
