"""The routes of ctn."""

from ctn_verification.api import contenus, decision, dossiers, ephotos

ROUTERS = (ephotos.router, dossiers.router, decision.router, contenus.router)
BODY_LIMITS = {ephotos.CHEMIN: 24 * 1024 * 1024}  # two files of 11 MB and what multipart adds
