"""Pages of the préfecture: the instructor's queue and dossiers, the supervisor's figures."""

from portal.routes.instruction import attente, decisions, dossier, fichiers, lots, supervision, titres

ROUTERS = (
    attente.router,
    supervision.router,
    dossier.router,
    decisions.router,
    lots.router,
    fichiers.router,
    titres.router,
)
