"""To FranceConnect and back: a browser goes with a one-use state and comes back for a page with a one-use code."""

from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response

from accounts.adapters.franceconnect import FranceConnect
from accounts.api.navigateur import Visitee, ailleurs, lier_navigateur, navigateur, page
from accounts.api.parties import Service
from accounts.app import App
from accounts.domain.activation import empreinte
from accounts.domain.delais import FRANCECONNECT_ALLER, FRANCECONNECT_CODE
from accounts.domain.franceconnect import (
    RETOURS,
    Aller,
    ConnexionAnnulee,
    FranceConnectAbsent,
    FranceConnectIndisponible,
    IdentiteRefusee,
    Passage,
    RetourInconnu,
    RetourRefuse,
    retour_local,
    verifier_aller,
)
from accounts.domain.identite import IdentiteIncomplete, lire_identite
from accounts.storage import franceconnect
from accounts.storage.franceconnect import Etape
from contracts.http import problems

router = APIRouter(prefix="/api/accounts/franceconnect", route_class=Visitee)
log = structlog.get_logger()

TIRAGE = 32  # random bytes of a state, a nonce, a verifier, a cookie, a code
PASSAGERES = ("server_error", "temporarily_unavailable")
AILLEURS: dict[int | str, dict[str, Any]] = {303: {"description": "The browser goes there: see Location."}}


def franceconnect_de(app: Service) -> FranceConnect:
    if app.franceconnect is None:
        raise FranceConnectAbsent
    return app.franceconnect


Fournisseur = Annotated[FranceConnect, Depends(franceconnect_de)]


async def partir(app: App, vers: FranceConnect, retour: str, compte: UUID | None = None) -> tuple[str, str]:
    """Where the browser goes, and the cookie that it must show when it comes back."""
    etat, nonce, verificateur, cookie = (app.tirage(TIRAGE) for _ in range(4))
    adresse = await vers.adresse_de_connexion(etat=etat, nonce=nonce, verificateur=verificateur)
    aller = Aller(empreinte(cookie), nonce, verificateur, retour, app.now() + FRANCECONNECT_ALLER, compte)
    async with app.db.begin() as tx:
        await franceconnect.partir(tx, etat, aller)
    return adresse, cookie


@router.get(
    "/connexion",
    status_code=303,
    response_class=Response,
    responses={**AILLEURS, **problems(FranceConnectAbsent, RetourRefuse, FranceConnectIndisponible)},
)
async def get_connexion(
    app: Service,
    vers: Fournisseur,
    retour: Annotated[str | None, Query(max_length=200, examples=[RETOURS[0]])] = None,
) -> Response:
    """Begins a login; `retour` is where the person goes on after it."""
    adresse, cookie = await partir(app, vers, retour_local(retour))
    answer = ailleurs(adresse)
    lier_navigateur(app, answer, cookie)
    return answer


@router.get(
    "/retour",
    status_code=303,
    response_class=Response,
    responses={
        **AILLEURS,
        **problems(
            FranceConnectAbsent,
            RetourInconnu,
            ConnexionAnnulee,
            IdentiteRefusee,
            IdentiteIncomplete,
            FranceConnectIndisponible,
        ),
    },
)
async def get_retour(
    request: Request,
    app: Service,
    de: Fournisseur,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str | None, Query(max_length=2000)] = None,
    error: Annotated[str | None, Query(max_length=100)] = None,
    iss: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """FranceConnect leads here. The page gets a code of one minute; the rest it asks for by a POST."""
    async with app.db.begin() as tx:
        rendu = await franceconnect.revenir(tx, state)
    aller = verifier_aller(rendu, navigateur(app, request), app.now())
    if error is not None or code is None or iss not in (None, de.issuer):
        raise _refus(error)
    passage = await _identifier(app, de, aller, code)
    jeton = app.tirage(TIRAGE)
    async with app.db.begin() as tx:
        await franceconnect.attendre(tx, Etape.CODE, jeton, passage)
    return ailleurs(page(code=jeton))


async def _identifier(app: App, de: FranceConnect, aller: Aller, code: str) -> Passage:
    """Outside of any transaction: FranceConnect may take its five seconds."""
    identifie = await de.identifier(code, verificateur=aller.verificateur, nonce=aller.nonce)
    return Passage(
        identite=lire_identite(de.issuer, identifie.claims),
        id_token=identifie.id_token,
        retour=aller.retour,
        expire_le=app.now() + FRANCECONNECT_CODE,
        navigateur=aller.navigateur,
        compte=aller.compte,
    )


def _refus(error: str | None) -> ConnexionAnnulee | FranceConnectIndisponible | IdentiteRefusee:
    if error == "access_denied":
        return ConnexionAnnulee()
    if error in PASSAGERES:
        return FranceConnectIndisponible()
    log.warning("franceconnect.refused", cause="return without a code, or of another issuer")
    return IdentiteRefusee()


@router.get("/deconnexion", status_code=303, response_class=Response, responses=AILLEURS)
async def get_deconnexion() -> Response:
    """FranceConnect leads here after its own logout; ours was before."""
    return ailleurs("/")
