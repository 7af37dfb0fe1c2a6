"""The routes of ctn."""

from ctn_verification.api import causes, contenus, decision, dossiers, ephotos, formulaires, photographes, prises

ROUTERS = (
    ephotos.router,
    formulaires.router,
    dossiers.router,
    prises.router,
    causes.router,
    decision.router,
    contenus.router,
    photographes.router,
)
# Two files of 11 MB and what multipart adds.
BODY_LIMITS = dict.fromkeys((ephotos.CHEMIN, formulaires.CHEMIN), 24 * 1024 * 1024)
