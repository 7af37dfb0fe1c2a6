"""The HTTP API, one module for each resource."""

from accounts.api import (
    activations,
    agents,
    agrements,
    arrivees,
    captcha,
    cles,
    coordonnees,
    franceconnect,
    inscriptions,
    invitations,
    jetons,
    moi,
    mon_franceconnect,
    oublis,
    programmes,
    questions,
    rattachements,
    sessions,
    totp,
)

ROUTERS = tuple(
    module.router
    for module in (
        captcha,
        inscriptions,
        activations,
        questions,
        oublis,
        sessions,
        franceconnect,
        arrivees,
        rattachements,
        moi,
        mon_franceconnect,
        coordonnees,
        jetons,
        cles,
        agrements,
        totp,
        invitations,
        agents,
        programmes,
    )
)
