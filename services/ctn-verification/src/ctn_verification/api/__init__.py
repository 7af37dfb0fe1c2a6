"""The routes of ctn."""

from ctn_verification.api import (
    causes,
    contenus,
    decision,
    dossiers,
    ephotos,
    formulaires,
    liasses,
    lots,
    pages,
    pages_liasse,
    photographes,
    prises,
)
from ctn_verification.lecture_liasses import OCTETS_MAX

ROUTERS = (
    ephotos.router,
    lots.router,
    formulaires.router,
    pages_liasse.router,
    liasses.router,
    dossiers.router,
    prises.router,
    causes.router,
    decision.router,
    contenus.router,
    pages.router,
    photographes.router,
)
# Two files of 11 MB and what multipart adds.
BODY_LIMITS = dict.fromkeys((ephotos.CHEMIN, formulaires.CHEMIN), 24 * 1024 * 1024) | {
    lots.CHEMIN: lots.CORPS_MAX,
    liasses.CHEMIN: OCTETS_MAX + 64 * 1024,
    f"{liasses.CHEMIN}/pages": 64 * 1024,
}
